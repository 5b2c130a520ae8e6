"""The mail server, the sender's domain, and what became of mails."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta

import dns.exception
import dns.resolver

from commands import console
from commands.checks import Finding, advice, care, good
from domain import clock
from domain.origins import is_loopback
from mail.lines import open_line
from mail.transport import seen
from settings import MailSettings
from store import Store, messages

LATE = timedelta(hours=1)
DNS_SECONDS = 3.0


def server(mail: MailSettings) -> Iterator[Finding]:
    """It answers, encrypts and lets us in."""
    where = f"{mail.server}, port {mail.port}"
    try:
        with open_line(mail) as line:
            line.ehlo_or_helo_if_needed()
            offers_tls = line.has_extn("starttls")
            if mail.username:
                line.login(mail.username, mail.password)
    except smtplib.SMTPAuthenticationError:
        yield care(
            "messagerie",
            f"{where} refuse notre nom ou notre mot de passe : vérifiez PORTAIL_MAIL_USERNAME et "
            "PORTAIL_MAIL_PASSWORD.",
        )
    except (smtplib.SMTPException, OSError) as error:
        yield care(
            "messagerie",
            f"{where} : {seen(error, mail.timeout_seconds)}. Vérifiez PORTAIL_MAIL_SERVER, _PORT, "
            "_USE_TLS et _USE_SSL, puis : flask courriels test votre.adresse@exemple.fr",
        )
    else:
        yield good("messagerie", f"{where} répond et nous accepte.")
        yield from _encryption(mail, offers_tls=offers_tls)


def _encryption(mail: MailSettings, *, offers_tls: bool) -> Iterator[Finding]:
    if mail.use_tls or mail.use_ssl or is_loopback(mail.server):
        return
    remedy = (
        "mettez PORTAIL_MAIL_USE_TLS=true"
        if offers_tls
        else "demandez à votre hébergeur un serveur qui chiffre"
    )
    yield care(
        "messagerie", f"Les courriels, donc les liens, y partent sans être chiffrés : {remedy}."
    )


def domain(name: str) -> Iterator[Finding]:
    """A sender's domain says who may write in its name; left out where there is no DNS."""
    try:
        spf = any(text.startswith("v=spf1") for text in _texts(name))
        dmarc = any(text.startswith("v=DMARC1") for text in _texts(f"_dmarc.{name}"))
    except OSError:
        return
    missing = [word for word, found in (("SPF", spf), ("DMARC", dmarc)) if not found]
    if missing:
        yield advice(
            "expéditeur",
            f"Le domaine {name} n'a pas de {' ni de '.join(missing)} : nos courriels risquent "
            "d'être jetés. Demandez à qui tient ce domaine (docs/exploitation.md).",
        )
    else:
        yield good("expéditeur", f"Le domaine {name} a SPF et DMARC.")


def outbox(store: Store) -> Iterator[Finding]:
    """Nothing waits for long, and addresses that were refused are known."""
    with store.read() as transaction:
        late = messages.waiting_since(transaction, clock.now() - LATE)
        refused = messages.count_refused(transaction)
    if late:
        yield care(
            "courriels",
            f"{console.count(late, 'courriel attend', 'courriels attendent')} depuis plus d'une "
            "heure : flask courriels list dit pourquoi.",
        )
    else:
        yield good("courriels", "Aucun n'attend depuis plus d'une heure.")
    if refused:
        yield advice(
            "adresses",
            f"{console.count(refused, 'adresse est refusée', 'adresses sont refusées')} pour de "
            "bon par leur serveur : flask courriels list les nomme, corrigez-les dans le registre.",
        )


def _texts(name: str) -> list[str]:
    """Return the TXT records of a name; raises OSError where no DNS answers."""
    try:
        # A network without DNS denies every name: this one is there where there is a DNS.
        dns.resolver.resolve("fr.", "NS", lifetime=DNS_SECONDS)
    except dns.exception.DNSException as error:
        raise OSError(str(error)) from error
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=DNS_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise OSError(str(error)) from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]

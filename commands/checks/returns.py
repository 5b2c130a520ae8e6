"""Mails that come back: whether their mailbox can be read, and those that are our own fault."""

from collections.abc import Iterator
from datetime import timedelta

from commands import console
from commands.checks import Finding, advice, care, good
from domain import clock
from domain.return_reports import Reason
from mail import mailbox
from mail.mailbox import Unreadable
from settings import ReturnsSettings
from store import Store, returns

WEEK = timedelta(days=7)
# Hosts that take no plain password any more, and what to do there.
_NO_PASSWORD = {
    ("outlook.", "office365.", "hotmail.", "live."): (
        "Microsoft n'accepte plus de mot de passe par IMAP : prenez pour les retours une boîte chez un "
        "autre hébergeur (celui du site de la commune en donne souvent une), et donnez-la dans "
        "PORTAIL_RETOURS_ADDRESS"
    ),
    ("gmail.", "google."): (
        "Google n'accepte plus le mot de passe du compte par IMAP : activez la validation en deux étapes, "
        "puis créez un « mot de passe d'application » et donnez-le dans PORTAIL_RETOURS_PASSWORD"
    ),
}


def readable(settings: ReturnsSettings) -> Iterator[Finding]:
    """The mailbox opens; where there is none, nobody knows which address is dead."""
    if not settings.server:
        yield advice(
            "retours",
            "Les courriels qui reviennent ne sont lus par personne : une adresse morte passe pour "
            "prévenue. PORTAIL_RETOURS_SERVER et la suite y remédient (docs/exploitation.md).",
        )
        return
    where = f"{settings.server}, port {settings.port}"
    try:
        mailbox.check(settings)
    except Unreadable as why:
        yield care("retours", f"{where} : {why}. {remedy(settings, is_login=why.is_login)}.")
    else:
        yield good("retours", f"La boîte des retours se lit ({where}).")


def remedy(settings: ReturnsSettings, *, is_login: bool) -> str:
    """Return what to do where the mailbox does not open; `is_login`: name or password are refused."""
    if not is_login:
        return "Vérifiez PORTAIL_RETOURS_SERVER, _PORT et _FOLDER"
    for hosts, remedy in _NO_PASSWORD.items():
        if any(host in settings.server.lower() for host in hosts):
            return remedy
    return "Vérifiez PORTAIL_RETOURS_USERNAME et PORTAIL_RETOURS_PASSWORD"


def our_fault(store: Store) -> Iterator[Finding]:
    """Nobody refuses our server, our sender or our domain."""
    with store.read() as transaction:
        found = returns.since(transaction, clock.now() - WEEK)
    ours = [one for one in found if one.reason == Reason.OURS]
    if ours:
        newest = ours[0]
        yield care(
            "retours",
            f"En 7 jours, {console.count(len(ours), 'courriel est revenu', 'courriels sont revenus')} "
            "parce que notre envoi est refusé, et non l'adresse. Envoyez à l'hébergeur de votre "
            f"messagerie ce qu'a dit le serveur de {newest.address.rpartition('@')[2]} : "
            f"« {newest.status} {newest.text} ». Vérifiez aussi SPF, DKIM et DMARC (docs/exploitation.md).",
        )

"""`flask doctor` about mail: encryption, certificates, and what the sender's domain says of itself."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from commands.checks import mail
from tests.commands.flask import doctor, lines
from tests.inbox import CERTIFICATE, Inbox
from tests.town import Town, running

# This machine, under a name that is not known for being this machine: certificates are checked.
ELSEWHERE = "127.1"
SPF, DMARC = "v=spf1 mx -all", "v=DMARC1; p=reject"


def about_mail(folder: Path, inbox: Inbox, **settings: str) -> str:
    """The last line about the mail server."""
    with running(folder / "data", inbox, empty_database=None, cast=(), **settings) as town:
        return lines(doctor(town), "messagerie")[-1]


def test_a_server_without_starttls_is_told_where_the_settings_ask_for_it(
    tmp_path: Path, inbox: Inbox
) -> None:
    line = about_mail(tmp_path, inbox, MAIL_USE_TLS="true")

    assert line.startswith("à faire")
    assert "STARTTLS" in line
    assert "_USE_TLS" in line


def test_links_that_leave_in_clear_though_the_server_encrypts_name_the_setting(
    tmp_path: Path,
) -> None:
    with Inbox(starttls=True) as inbox:
        line = about_mail(tmp_path, inbox, MAIL_SERVER=ELSEWHERE)

    assert line.startswith("à faire")
    assert "sans être chiffrés : mettez PORTAIL_MAIL_USE_TLS=true" in line


def test_a_server_that_never_encrypts_is_a_reason_to_ask_for_another(
    tmp_path: Path, inbox: Inbox
) -> None:
    line = about_mail(tmp_path, inbox, MAIL_SERVER=ELSEWHERE)

    assert "demandez à votre hébergeur un serveur qui chiffre" in line


def test_a_server_of_this_machine_need_not_encrypt(tmp_path: Path, inbox: Inbox) -> None:
    assert about_mail(tmp_path, inbox).startswith("bien")


def test_a_certificate_that_nobody_signed_is_told(tmp_path: Path) -> None:
    with Inbox(starttls=True) as inbox:
        line = about_mail(tmp_path, inbox, MAIL_SERVER=ELSEWHERE, MAIL_USE_TLS="true")

    assert "certificat du serveur n'est pas reconnu (il est signé par lui-même)" in line


def test_a_certificate_of_another_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))  # this machine trusts it
    with Inbox(starttls=True) as inbox:
        line = about_mail(tmp_path, inbox, MAIL_SERVER=ELSEWHERE, MAIL_USE_TLS="true")

    assert "n'est pas reconnu (il est au nom d'un autre serveur)" in line


def test_tls_from_the_start_on_a_port_that_does_not_speak_it_is_told_in_french(
    tmp_path: Path, inbox: Inbox
) -> None:
    line = about_mail(tmp_path, inbox, MAIL_USE_SSL="true")

    assert line.startswith("à faire")
    assert "ce port ne parle pas TLS dès la connexion" in line
    assert "_USE_SSL" in line


# The sender's domain


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """What a real DNS on loopback answers: TXT records by name; it knows of no other."""
    zone: dict[str, str] = {}
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as listener:
        listener.bind(("127.0.0.1", 0))
        asks(monkeypatch, listener.getsockname()[1])
        thread = threading.Thread(target=answer_all, args=(listener, zone))
        thread.start()
        yield zone
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as last:
            last.sendto(b"", listener.getsockname())
        thread.join()


def asks(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Let this process ask the DNS of that port, as /etc/resolv.conf would say."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], port
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)


def answer_all(listener: socket.socket, zone: dict[str, str]) -> None:
    while True:
        asked, client = listener.recvfrom(512)
        if not asked:
            return
        listener.sendto(answer(dns.message.from_wire(asked), zone).to_wire(), client)


def answer(question: dns.message.Message, zone: dict[str, str]) -> dns.message.Message:
    said = dns.message.make_response(question)
    name = question.question[0].name
    text = zone.get(name.to_text(omit_final_dot=True))
    if name.to_text() == "fr.":
        said.answer.append(dns.rrset.from_text(name, 60, "IN", "NS", "a.nic.fr."))
    elif text is None:
        said.set_rcode(dns.rcode.NXDOMAIN)
    else:
        said.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", text))
    return said


@pytest.mark.parametrize(
    ("spf", "dmarc", "said"),
    [
        (SPF, DMARC, "bien     expéditeur : Le domaine ville-boe.fr a SPF et DMARC."),
        (None, DMARC, "conseil  expéditeur : Le domaine ville-boe.fr n'a pas de SPF :"),
        (SPF, None, "conseil  expéditeur : Le domaine ville-boe.fr n'a pas de DMARC :"),
        (None, None, "conseil  expéditeur : Le domaine ville-boe.fr n'a pas de SPF ni de DMARC :"),
        ("google-site-verification=1", "v=spf1 -all", "n'a pas de SPF ni de DMARC :"),
    ],
)
def test_a_senders_domain_without_spf_or_dmarc_is_told(
    town: Town, records: dict[str, str], spf: str | None, dmarc: str | None, said: str
) -> None:
    found = {"ville-boe.fr": spf, "_dmarc.ville-boe.fr": dmarc}
    records.update({name: f'"{text}"' for name, text in found.items() if text})

    answered = doctor(town)

    assert said in lines(answered, "expéditeur")[0]


def test_a_record_in_several_pieces_is_read_whole(town: Town, records: dict[str, str]) -> None:
    records["ville-boe.fr"] = '"v=sp" "f1 mx -all"'
    records["_dmarc.ville-boe.fr"] = f'"{DMARC}"'

    assert "a SPF et DMARC" in lines(doctor(town), "expéditeur")[0]


def test_where_there_is_no_dns_nothing_is_said_of_the_domain(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as nobody:
        nobody.bind(("127.0.0.1", 0))
        unused = nobody.getsockname()[1]
    asks(monkeypatch, unused)
    monkeypatch.setattr(mail, "DNS_SECONDS", 0.3)

    assert lines(doctor(town), "expéditeur") == []

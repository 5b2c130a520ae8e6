"""What a mail server is really given: headers that every mail program reads, nothing but ASCII."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path

import pytest

from domain.mailboxes import Mailbox
from mail import wire
from mail.transport import SmtpTransport
from settings import MailSettings
from tests.bills import a_batch, a_bill, brought_in
from tests.inbox import Inbox, Mail
from tests.pages import ask_to_activate
from tests.people import ALICE, BRUNO
from tests.town import ORIGIN, Town
from tests.visitor import Visitor

NAMES = (
    "Boé",
    "Ville de Boé",
    "Ville d'Agen",
    "Ville de Paris",
    "Œuilly",
    "L'Haÿ-les-Roses",
    "L’Île-d’Yeu",
    "Saint-Étienne-de-Saint-Geoirs",
    "Mairie de Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
    "Communauté de communes du Pays de Montereau",
    "Communauté d'agglomération du Grand Villeneuvois, service de l'eau et de l'assainissement",
    "Ville de Châlons-en-Champagne – service périscolaire",
    "Syndicat mixte d’adduction d’eau potable de l’Île-d’Oléron",
    "Régie (eau) « Garonne »",
    "Boé, service facturation",
    "Boé ; service : eau",
    'Agen "la belle"',
    "Agen \\ Boé",
    "Mairie (47)",
    "Mairie [47]",
    "St. Denis",
    "Eau & Assainissement",
    "Évry-Courcouronnes",
    "Pîtres",
    "Noë-Blanche",
    "Plœuc-L’Hermitage",
    "Saint-Barthélemy-d’Agenais",
    "Métropole Aix-Marseille-Provence, direction de l’éducation, restauration à l’école",
    "=?utf-8?q?Boe?=",
    "A=B",
)
ADDRESSES = (
    "f@boe.fr",
    "service-facturation@communaute-de-communes-du-pays.fr",
    f"{'facturation.eau.et.assainissement.' * 2}x@{'a' * 60}.{'b' * 60}.fr",
)
ENCODED_WORD = re.compile(rb"=\?utf-8\?[bq]\?[^?]*\?=")


def on_the_wire(inbox: Inbox, sender: Mailbox, subject: str) -> Mail:
    transport = SmtpTransport(MailSettings(server=inbox.host, port=inbox.port))
    transport.send(wire.letter(sender, BRUNO.address, subject, "Bonjour, voilà.", "<1@boe.fr>"))
    return inbox.last()


def read_by_an_older_program(mail: Mail) -> tuple[str, str]:
    """The sender as `email.policy.compat32` has it, which puts encoded words together otherwise."""
    message = email.message_from_bytes(mail.raw, policy=email.policy.compat32)
    name, address = parseaddr("".join(str(message["From"]).splitlines()))
    return str(make_header(decode_header(name))), address


def lines(head: bytes) -> Iterator[bytes]:
    return (line for line in head.removesuffix(b"\r\n").split(b"\r\n"))


def test_there_are_thirty_names() -> None:
    assert len(set(NAMES)) == 30


@pytest.mark.parametrize("address", ADDRESSES, ids=["short", "usual", "long"])
@pytest.mark.parametrize("name", NAMES)
def test_the_sender_is_read_as_it_was_written(inbox: Inbox, name: str, address: str) -> None:
    mail = on_the_wire(inbox, Mailbox(name, address), "Accès au portail des factures")

    (sender,) = mail.message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, address)
    assert read_by_an_older_program(mail) == (name, address)
    assert mail.sender == address


@pytest.mark.parametrize("name", NAMES)
def test_no_encoded_word_is_too_long_or_holds_a_blank(inbox: Inbox, name: str) -> None:
    mail = on_the_wire(inbox, Mailbox(name, ADDRESSES[1]), f"Une facture est arrivée – {name}")

    words = re.findall(rb"=\?utf-8\?.*?\?=(?=\s|$)", mail.head, re.DOTALL)
    assert all(ENCODED_WORD.fullmatch(word) and len(word) <= 75 for word in words)
    assert all(line.strip() and len(line) <= 78 for line in lines(mail.head))


@pytest.mark.parametrize("name", [name for name in NAMES if "=?" not in name])
def test_a_subject_is_read_as_it_was_written(inbox: Inbox, name: str) -> None:
    subject = f"Une nouvelle facture est arrivée – {name}"

    assert on_the_wire(inbox, Mailbox(name, ADDRESSES[0]), subject).subject == subject


def test_a_line_break_never_becomes_a_header() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        wire.letter(Mailbox("Boé", "f@boe.fr"), "a@b.fr", "Un\r\nBcc: z@b.fr", "", "<1@boe.fr>")


def test_every_header_of_an_announcement_is_as_mail_programs_look_for_it(
    town: Town, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    town.send_what_is_due()

    head = town.inbox.last().head

    assert re.search(
        rb"^List-Unsubscribe: <%s/annonces/\S+>\r$" % ORIGIN.encode(), head, re.MULTILINE
    )
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert re.search(rb"^Message-ID: <\w+@ville-boe\.fr>\r$", head, re.MULTILINE)
    assert b"\r\nAuto-Submitted: auto-generated\r\n" in head
    assert b"\r\nReply-To: <service-facturation@ville-boe.fr>\r\n" in head


def test_a_mail_is_its_text_and_its_html_in_signs_that_every_server_takes(
    visitor: Visitor, inbox: Inbox
) -> None:
    ask_to_activate(visitor, BRUNO)

    mail = inbox.last()

    assert mail.raw.isascii()
    assert max(map(len, mail.raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    assert mail.message.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in mail.message.iter_parts()]
    assert parts == ["text/plain", "text/html"]

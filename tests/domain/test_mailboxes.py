"""Which texts name a sender, in the settings and in `portails.toml` alike."""

import pytest

from domain import mailboxes
from domain.mailboxes import Mailbox


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("factures@boe.fr", Mailbox("", "factures@boe.fr")),
        (" Factures@Boé.FR ", Mailbox("", "factures@xn--bo-cja.fr")),
        ("<factures@boe.fr>", Mailbox("", "factures@boe.fr")),
        ("Ville de Boé <factures@boe.fr>", Mailbox("Ville de Boé", "factures@boe.fr")),
        ('"Boé, service" <factures@boe.fr>', Mailbox("Boé, service", "factures@boe.fr")),
    ],
)
def test_a_sender_is_an_address_alone_or_behind_a_name(text: str, mailbox: Mailbox) -> None:
    assert mailboxes.read(text) == mailbox


@pytest.mark.parametrize(
    "text",
    [
        "",
        "la mairie",
        "f@boe.fr, g@boe.fr",
        "Boé <f@boe.fr>, Agen <g@agen.fr>",
        "f@boe.fr, <g@boe.fr>",
        "Boé <f@boe.fr",
        "Boé <f@boe.fr> bis",
        "Boé <>",
        "f@boe",
        "portail@mairie.local",
        "Boé\nBcc: g@boe.fr <f@boe.fr>",
        'Ville "de" Boé <f@boe.fr>',
        "mairie-de-boé@boe.fr",
    ],
)
def test_what_names_no_sender_or_two_is_refused_with_what_is_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"factures@ma-commune\.fr"):
        mailboxes.read(text)

"""What a mail server said, in the words of a billing service."""

import pytest

from domain import replies


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("550 5.1.1 <alice@exemple.fr> User unknown", "cette adresse n'existe pas"),
        ("552 5.2.2 Mailbox full", "la boîte aux lettres est pleine"),
        ("452 4.2.2 Over quota", "la boîte aux lettres est pleine"),
        ("550 5.2.1 disabled", "la boîte aux lettres est fermée"),
        ("550 5.1.10 null MX", "ce domaine ne reçoit pas de courrier"),
        ("550 5.7.1 SPF", "une règle du serveur refuse nos messages (courrier indésirable ?)"),
        ("535 5.7.8 no", "le nom ou le mot de passe de messagerie n'est pas le bon"),
        ("450 4.7.1 greylisted", "le serveur demande de réessayer plus tard"),
        ("550 No such user", "cette adresse n'existe pas, ou le serveur la refuse"),
        ("421 busy", "le serveur demande de réessayer plus tard"),
        ("599 strange", "599 strange"),
        ("La connexion a été coupée", "La connexion a été coupée"),
        ("2026 était une bonne année", "2026 était une bonne année"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_reply_is_said_in_words(reply: str | None, words: str) -> None:
    assert replies.in_words(reply) == words


def test_figures_of_an_address_are_no_status() -> None:
    assert replies.in_words("550 from 10.5.1.1 blocked") == (
        "cette adresse n'existe pas, ou le serveur la refuse"
    )

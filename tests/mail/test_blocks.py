"""What a mail's text becomes in its HTML."""

from mail import blocks
from mail.blocks import Block

TEXT = """Bonjour,

Deux lignes
d'un paragraphe :

- Eau, 57,20 €
- et 3 de plus

https://boe.fr/?LIEN=X1

Salutations distinguées,
Le service facturation

Merci de ne pas répondre à ce message.

Pour ne plus être prévenu :
https://boe.fr/annonces/1
"""


def test_a_text_is_cut_where_a_line_is_empty() -> None:
    assert list(blocks.of(TEXT)) == [
        Block(("Bonjour,",)),
        Block(("Deux lignes", "d'un paragraphe :")),
        Block(("Eau, 57,20 €", "et 3 de plus"), is_list=True),
        Block(url="https://boe.fr/?LIEN=X1"),
        Block(("Salutations distinguées,", "Le service facturation")),
        Block(("Merci de ne pas répondre à ce message.",), is_aside=True),
        Block(("Pour ne plus être prévenu",), url="https://boe.fr/annonces/1", is_aside=True),
    ]


def test_an_address_in_the_middle_of_words_stays_words() -> None:
    """Whoever is told to type an address is not taught to click."""
    text = "Tapez cette adresse : https://boe.fr/?LIEN=M470310001"

    assert list(blocks.of(text)) == [Block((text,))]

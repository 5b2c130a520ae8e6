"""A list that brings a customer to an account that is active already is said to do so, by name."""

from tests.commands.flask import run
from tests.people import ALICE, BOE, BRUNO
from tests.town import Town


def imported(town: Town, *lines: str) -> str:
    place = town.data_dir.parent / "clients.csv"
    place.write_text("\n".join(("Numéro;Nom;Mail", *lines)), "utf-8")
    return run(town.app, "clients", "import", str(place), "--lien", BOE).said


def test_a_new_customer_at_an_active_accounts_address_is_named(town: Town) -> None:
    said = imported(town, f"0048;DUPONT Jean;{ALICE.address}", f"0049;AUTRE;{BRUNO.address}")

    assert "ces clients ont l'adresse d'un compte déjà actif" in said
    assert f"0048 DUPONT Jean → {ALICE.address}" in said
    assert "0049" not in said.partition("À vérifier")[2]


def test_a_customer_whose_address_becomes_an_active_accounts_is_named(town: Town) -> None:
    imported(town, "0048;DUPONT Jean;jean@exemple.fr")

    said = imported(town, f"0048;DUPONT Jean;{ALICE.address}")

    assert f"0048 DUPONT Jean → {ALICE.address}" in said.partition("À vérifier")[2]


def test_a_list_that_says_nothing_new_names_nobody(town: Town) -> None:
    said = imported(town, f"{ALICE.numbers[0]};{ALICE.name};{ALICE.address}")

    assert "compte déjà actif" not in said

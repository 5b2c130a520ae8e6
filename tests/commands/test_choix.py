"""`flask choix`: what customers chose, noted, listed, and handed to the billing software."""

import json
from pathlib import Path

import pytest

from tests import tables
from tests.commands.flask import Answer, run
from tests.pages import logged_in
from tests.people import ALICE, BOE, BRUNO, CHLOE
from tests.town import Town

COUPON = "coupon signé du 3 novembre"


def choix(town: Town, *words: str) -> Answer:
    return run(town.app, "choix", *words, "--lien", BOE)


def note(town: Town, number: str, channel: str = "en-ligne") -> Answer:
    return choix(town, "set", number, channel, "--preuve", COUPON)


def exported(town: Town, *words: str) -> list[str]:
    """The lines behind the titles."""
    answer = choix(town, "export", *words)
    assert answer.status == 0
    return answer.said.removeprefix("\ufeff").splitlines()[1:]


def chosen_on_line(town: Town) -> None:
    visitor = logged_in(town)
    visitor.get("/compte/papier")
    visitor.press("Recevoir mes factures en ligne")


def test_a_choice_without_proof_is_not_kept(town: Town) -> None:
    answer = choix(town, "set", BRUNO.numbers[0], "en-ligne")

    assert answer.status == 2
    assert "--preuve" in answer.told
    assert exported(town) == []


def test_a_noted_choice_is_listed_with_its_proof_and_confirmed(town: Town) -> None:
    answer = note(town, ALICE.numbers[0])
    town.send_what_is_due()
    listed = choix(town, "list", ALICE.numbers[0])

    assert answer.status == 0
    assert "en ligne, désormais" in answer.said
    assert COUPON in listed.said
    assert "flask choix set" in listed.said
    assert town.inbox.last().subject == "Votre choix"


def test_a_customers_own_choice_is_listed_with_its_text(town: Town) -> None:
    chosen_on_line(town)

    shown = json.loads(choix(town, "list", ALICE.numbers[0], "--json").said)
    listed = choix(town, "list", ALICE.numbers[0]).said

    assert (shown["envoi"], shown["adresse"]) == ("en ligne", ALICE.address)
    assert len(shown["texte"]) == 64
    assert "Je demande à recevoir en ligne" in listed
    assert "1 client en ligne, 3 sur papier." in choix(town, "list").said.replace("\u00a0", " ")


def test_what_the_customer_chose_wins_over_the_list_and_that_is_said(town: Town) -> None:
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, ALICE.numbers[0], channel="paper")
    chosen_on_line(town)

    listed = choix(town, "list", ALICE.numbers[0]).said.replace("\u00a0", " ")

    assert "La liste du service dit « papier » : le choix du client l'emporte." in listed


def test_an_export_has_what_changed_since_the_last_one(town: Town) -> None:
    note(town, BRUNO.numbers[0])
    first = exported(town)
    again = exported(town)
    note(town, BRUNO.numbers[0], "papier")
    note(town, CHLOE.numbers[0])

    assert [line.split(";")[:3] for line in first] == [["0047", BRUNO.name, "en ligne"]]
    assert first[0].endswith(BRUNO.address)
    assert again == []
    assert [line.split(";")[2] for line in exported(town)] == ["papier", "en ligne"]


def test_only_an_export_without_option_moves(town: Town) -> None:
    note(town, BRUNO.numbers[0])

    assert len(exported(town, "--tout")) == 4
    assert len(exported(town, "--depuis", "01/11/2026")) == 1
    assert exported(town, "--depuis", "01/11/2099") == []
    assert len(exported(town)) == 1


def test_the_cut_off_is_said_beside_the_file(town: Town) -> None:
    answer = choix(town, "export")

    assert "choix faits jusqu'au" in answer.told
    assert answer.said.removeprefix("\ufeff").strip() == "numero;nom;envoi;depuis;adresse"


def test_a_choice_of_the_same_second_as_an_export_is_in_the_next_one(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock goes back too: the order is that of the rows."""
    import time_machine

    with time_machine.travel("2026-11-26T10:00:00Z", tick=False):
        note(town, BRUNO.numbers[0])
        first = exported(town)
        note(town, CHLOE.numbers[0])
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False):
        note(town, CHLOE.numbers[1])
        second = exported(town)

    assert [line.split(";")[0] for line in first] == ["0047"]
    assert [line.split(";")[0] for line in second] == list(CHLOE.numbers)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "9999", "papier", "--preuve", "x"), "n'existe pas"),
        (("list", "9999"), "n'existe pas"),
        (("export", "--depuis", "hier"), "--depuis"),
        (("export", "--depuis", "1/11/2026", "--tout"), "un seul à la fois"),
    ],
)
def test_what_cannot_be_done_is_said(town: Town, words: tuple[str, ...], said: str) -> None:
    answer = choix(town, *words)

    assert answer.status == 2
    assert said in answer.told


def test_chorus_cannot_be_put_on_line(town: Town) -> None:
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, BRUNO.numbers[0], channel="chorus")

    answer = note(town, BRUNO.numbers[0])

    assert answer.status == 2
    assert "Chorus Pro" in answer.told


def test_the_list_of_customers_says_how_bills_go(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    rows = ("0047;en ligne", "47031003;chorus", "47031004;papier", "47031001;pigeon")
    lines = [
        f"{number};N;a{number}@exemple.fr;{said}" for number, said in (r.split(";") for r in rows)
    ]
    file.write_text("\n".join(["Numéro;Nom;Adresse mail;Envoi", *lines]), "utf-8")

    answer = run(town.app, "clients", "import", str(file), "--lien", BOE, "--malgre-les-adresses")
    listed = json.loads(choix(town, "list", "--json").said)

    assert answer.status == 1
    assert "n'est pas une façon d'envoyer" in answer.said.replace("\u00a0", " ")
    assert {each["numero"]: each["envoi"] for each in listed} == {
        "0047": "en ligne",
        "47031003": "chorus",
        "47031004": "papier",
    }

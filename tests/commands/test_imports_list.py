"""`flask clients imports` and `flask factures list`: two lists, one table."""

import json
from pathlib import Path

from tests.bills import a_batch, a_bill
from tests.commands.flask import run
from tests.people import ALICE, BOE, BRUNO
from tests.town import Town


def test_programs_have_the_control_totals_and_who_brought_it(town: Town, tmp_path: Path) -> None:
    batch = a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2"), name="mai")
    run(town.app, "factures", "import", str(batch), "--lien", BOE, "--malgre-les-noms")

    (one,) = json.loads(run(town.app, "factures", "list", "--lien", BOE, "--json").said)
    titles = run(town.app, "factures", "list", "--lien", BOE).said.splitlines()[0]

    assert one["totaux"] == {
        "factures": 2,
        "centimes": 11_440,
        "clients": 2,
        "prevenus": 1,
        "sans_compte": 1,
        "sans_adresse": 0,
    }
    assert one["par"].endswith(", flask factures import")
    assert one["retire_le"] is None
    assert "Annonces" in titles
    assert "par" not in titles


def test_a_list_of_customers_has_none(town: Town, tmp_path: Path) -> None:
    listed = tmp_path / "clients.csv"
    listed.write_text("Numéro;Nom;Mail\n0100;NEUF;neuf@exemple.fr\n", "utf-8")
    run(town.app, "clients", "import", str(listed), "--lien", BOE)

    (one,) = json.loads(run(town.app, "clients", "imports", "--lien", BOE, "--json").said)

    assert (one["nouveaux"], one["totaux"]) == (1, {})

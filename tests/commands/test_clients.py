"""`flask clients export`, `edit` and `remove`, as the billing clerk types them."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from domain import clock
from store import events
from tests import tables
from tests.commands.flask import Answer, a_data_folder, flask
from tests.databases import EmptyDatabase, store_of
from tests.people import BOE


@pytest.fixture
def folder(tmp_path: Path, empty_database: EmptyDatabase) -> Path:
    """A register of three."""
    data = a_data_folder(tmp_path / "data")
    empty_database.lay(data)
    listed = tmp_path / "clients.csv"
    listed.write_text(
        "Numéro;Nom;Adresse mail\n0047;LEFÈVRE Alice;alice@exemple.fr\n"
        "0048;'=SOMME(A1);bruno@exemple.fr\n0049;;\n",
        "utf-8",
    )
    assert clients(data, "import", listed).status == 0
    return data


def clients(folder: Path, *words: str | Path, typed: str = "", **more: str) -> Answer:
    return flask("clients", *map(str, words), folder=folder, typed=typed, **more)


def an_editor(folder: Path, *steps: str) -> str:
    """A script that does one step (a sed command) each time it is opened, then nothing."""
    script = folder / "editor.sh"
    cases = "\n".join(f'{n}) sed -i {step!r} "$1" ;;' for n, step in enumerate(steps))
    script.write_text(
        f"""#!/bin/sh
count=$(cat "$0.count" 2>/dev/null || echo 0)
cp "$1" "$0.seen.$count"
echo $((count + 1)) > "$0.count"
case $count in
{cases}
esac
"""
    )
    script.chmod(0o700)
    return str(script)


def seen(folder: Path, time: int) -> str:
    """What the editor showed that time."""
    return (folder / f"editor.sh.seen.{time}").read_text("utf-8-sig")


def test_an_export_comes_back_unchanged_and_calculates_nothing(
    folder: Path, tmp_path: Path
) -> None:
    exported = clients(folder, "export").said
    again = tmp_path / "export.csv"
    again.write_text(exported, "utf-8", newline="")

    answer = clients(folder, "import", again)

    assert exported.splitlines() == [
        "\ufeffNuméro;Nom;Adresse mail",
        "0047;LEFÈVRE Alice;alice@exemple.fr",
        "0048;'=SOMME(A1);bruno@exemple.fr",
        "0049;;",
    ]
    assert "Inchangés     3" in answer.said


def test_what_customers_changed_themselves_is_news_for_the_billing_software(folder: Path) -> None:
    store = store_of(folder)
    with store.write() as transaction:
        changed = {"address": "nouvelle@exemple.fr", "changed_by_customer_at": clock.now()}
        tables.change_customer(transaction, BOE, "0047", **changed)
    store.close()

    lines = clients(folder, "export", "--modifiees").said.splitlines()

    today = f"{clock.today('Europe/Paris'):%d/%m/%Y}"
    assert lines[0].endswith("Numéro;Nom;Adresse mail;Ancienne adresse;Changée le")
    assert lines[1:] == [f"0047;LEFÈVRE Alice;nouvelle@exemple.fr;alice@exemple.fr;{today}"]


def test_who_left_is_taken_out_and_an_unknown_number_said(folder: Path) -> None:
    answer = clients(folder, "remove", "0047", "9999")

    assert answer.status == 1
    assert "Retiré : 0047 LEFÈVRE Alice (alice@exemple.fr)" in answer.said
    assert "Pas dans le registre : 9999." in answer.said
    assert "0047" not in clients(folder, "list").said
    assert clients(folder, "remove", "9999").status == 2


def test_an_edit_is_shown_asked_and_applied(folder: Path) -> None:
    editor = an_editor(folder, "s/alice@/alice.lefevre@/; $ a 0050;NEUF;neuf@exemple.fr")

    answer = clients(folder, "edit", typed="o\n", EDITOR=editor)

    assert answer.status == 0
    assert "Nouveau  0050 : NEUF, neuf@exemple.fr" in answer.said
    assert "0047 : adresse alice@exemple.fr → alice.lefevre@exemple.fr" in answer.said
    assert "2 changements appliqués." in answer.said
    assert "alice.lefevre@exemple.fr" in clients(folder, "list").said


@pytest.mark.parametrize("typed", ["n\n", ""])
def test_an_edit_that_is_declined_changes_nothing(folder: Path, typed: str) -> None:
    editor = an_editor(folder, "s/alice@/alice.lefevre@/")

    answer = clients(folder, "edit", typed=typed, EDITOR=editor)

    assert answer.status == 2
    assert "alice@exemple.fr" in clients(folder, "list").said


def test_mistakes_stand_at_their_lines_and_nothing_typed_is_lost(folder: Path) -> None:
    editor = an_editor(
        folder, "s/alice@exemple.fr/alice@exemple,fr/; s/bruno@/bruno.b@/", "s/e,fr;/e.fr;/"
    )

    answer = clients(folder, "edit", typed="o\n", EDITOR=editor)

    comma = "« alice@exemple,fr » : il y a une virgule à la place d'un point"
    assert f"Ligne 2, Adresse mail : {comma}." in answer.told
    assert seen(folder, 1).splitlines()[:3] == [
        "Numéro;Nom;Adresse mail;Adresse;Code postal;Ville;motif",
        f"0047;LEFÈVRE Alice;alice@exemple,fr;;;;Adresse mail : {comma}",
        "0048;'=SOMME(A1);bruno.b@exemple.fr;;;",
    ]
    assert answer.status == 0
    assert "1 changement appliqué." in answer.said
    assert "bruno.b@exemple.fr" in clients(folder, "list").said


def test_mistakes_that_stay_end_the_edit_and_the_text_is_kept(folder: Path) -> None:
    editor = an_editor(folder, "s/alice@exemple.fr/alice/")

    answer = clients(folder, "edit", typed="o\n", EDITOR=editor)

    kept = Path(answer.told.split("est gardé dans ")[1].split("\n")[0].rstrip("."))
    assert answer.status == 2
    assert "alice;" in kept.read_text("utf-8")
    shutil.rmtree(kept.parent)


def test_an_editor_that_fails_changes_nothing(folder: Path) -> None:
    failing = clients(folder, "edit", EDITOR="false")
    missing = clients(folder, "edit", EDITOR="/nulle/part")

    assert (failing.status, missing.status) == (2, 2)
    assert "« false » a signalé une erreur" in failing.told
    assert "ne peut pas être lancé" in missing.told


def test_an_edit_of_a_search_shows_only_those(folder: Path) -> None:
    answer = clients(folder, "edit", "--search", "lefevre", EDITOR=an_editor(folder))

    assert seen(folder, 0).splitlines() == [
        "Numéro;Nom;Adresse mail;Adresse;Code postal;Ville",
        "0047;LEFÈVRE Alice;alice@exemple.fr;;;",
    ]
    assert answer.said.strip() == "Rien ne change."
    assert answer.status == 0


def test_a_list_whose_zeros_were_eaten_is_said_so(folder: Path, tmp_path: Path) -> None:
    eaten = tmp_path / "eaten.csv"
    eaten.write_text("Numéro;Nom;Mail\n47;LEFÈVRE Alice;autre@exemple.fr\n", "utf-8")

    answer = clients(folder, "import", eaten)

    assert answer.status == 2
    assert "le numéro 47 n'est pas connu, mais 0047 l'est" in answer.said
    assert "tous les numéros de cette liste sont plus courts" in answer.said
    assert "relancez avec --malgre-les-zeros" in answer.said


def test_numbers_that_really_are_short_are_taken_by_who_insists(
    folder: Path, tmp_path: Path
) -> None:
    short = tmp_path / "short.csv"
    short.write_text("Numéro;Nom;Mail\n47;AUTRE;autre@exemple.fr\n", "utf-8")

    answer = clients(folder, "import", short, "--malgre-les-zeros")

    assert answer.status == 0
    assert "Nouveaux      1" in answer.said


def test_without_an_editor_of_ones_own_nano_is_opened(folder: Path, tmp_path: Path) -> None:
    for name in ("nano", "sensible-editor"):
        program = tmp_path / "programmes" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\necho {name} > "{tmp_path}/opened"\n')
        program.chmod(0o755)
    found_first = f"{tmp_path}/programmes:{os.environ['PATH']}"

    answer = clients(folder, "edit", EDITOR="", VISUAL="", PATH=found_first)

    assert answer.status == 0
    assert (tmp_path / "opened").read_text() == "nano\n"


def test_who_changed_the_register_and_how_is_kept(folder: Path) -> None:
    editor = an_editor(folder, "s/alice@/alice.lefevre@/; $ a 0050;NEUF;neuf@exemple.fr")

    clients(folder, "edit", typed="o\n", EDITOR=editor, SUDO_USER="jeanne")
    clients(folder, "remove", "0050", SUDO_USER="paul")

    with closing(store_of(folder)) as store, store.read() as transaction:
        done = events.of_staff(transaction, "M470310001", limit=10)
    [removed, edited, imported] = [(each.kind, each.details, each.done_by) for each, _ in done]
    assert removed == ("customer_removed", "client 0050", "paul, flask clients remove")
    new = "0050 ajouté : NEUF, neuf@exemple.fr"
    assert edited == (
        "register_edited",
        f"{new} ; 0047 : adresse alice@exemple.fr → alice.lefevre@exemple.fr",
        "jeanne, flask clients edit",
    )
    assert imported[:2] == ("list_imported", "clients.csv, n° 1")
    assert imported[2].endswith(", flask clients import")

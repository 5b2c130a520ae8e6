"""A commune is added at the end of `portails.toml`."""

from pathlib import Path

import pytest

from domain import new_portal, portals
from domain.faults import Fault
from domain.mailboxes import Mailbox
from domain.portals import Defaults

DEFAULTS = Defaults("https://factures.exemple.fr", Mailbox("", "factures@exemple.fr"))
BOE, AGEN = "M470310001", "M470010001"


def add(path: Path, code: str = BOE, name: str = "Ville de Boé") -> portals.Portal:
    return new_portal.add(path, code, name=name, contact="s@boe.fr", defaults=DEFAULTS)


def test_a_new_file_serves_its_commune(tmp_path: Path) -> None:
    added = add(tmp_path / "portails.toml")

    assert (added.code, added.name, added.contact) == (BOE, "Ville de Boé", "s@boe.fr")


def test_what_staff_wrote_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "portails.toml"
    add(path)
    before = "# à nous\n" + path.read_text("utf-8")
    path.write_text(before, "utf-8")

    add(path, AGEN, 'Ville d\'Agen, dite "la belle"')

    assert path.read_text("utf-8").startswith(before.rstrip())
    known = portals.load(path, DEFAULTS)
    assert [each.name for each in known.values()] == [
        "Ville de Boé",
        'Ville d\'Agen, dite "la belle"',
    ]


def test_each_line_to_complete_is_one_that_may_be_written(tmp_path: Path) -> None:
    path = tmp_path / "portails.toml"
    add(path)
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    lines = path.read_text("utf-8").splitlines()

    path.write_text(
        "\n".join(
            line.removeprefix("# ") if " = " in line or "[" in line else line for line in lines
        ),
        "utf-8",
    )

    assert portals.load(path, DEFAULTS)[BOE].phone == "05\u00a053\u00a000\u00a000\u00a000"


def test_a_code_is_read_as_people_type_it(tmp_path: Path) -> None:
    assert new_portal.check(tmp_path / "portails.toml", " m47031ooo1 ", DEFAULTS) == BOE


@pytest.mark.parametrize("typed", ["", "M47031", "470310001", "M4703100011"])
def test_a_code_that_is_none_is_refused(tmp_path: Path, typed: str) -> None:
    with pytest.raises(Fault, match="ne peut pas servir de LIEN"):
        new_portal.check(tmp_path / "portails.toml", typed, DEFAULTS)


def test_a_commune_that_is_there_is_not_added_again(tmp_path: Path) -> None:
    add(tmp_path / "portails.toml")

    with pytest.raises(Fault, match="existe déjà"):
        new_portal.check(tmp_path / "portails.toml", BOE, DEFAULTS)


def test_a_file_that_can_not_be_read_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "portails.toml"
    path.write_text("[oups", "utf-8")

    with pytest.raises(Fault):
        new_portal.check(path, BOE, DEFAULTS)


def test_name_and_contact_are_what_pages_can_show() -> None:
    assert new_portal.check_name("  Ville  de Boé ") == "Ville de Boé"
    assert new_portal.check_contact("S@Boe.fr") == "s@boe.fr"
    for name in ("", " \t", "Ville\x07"):
        with pytest.raises(Fault, match="Le nom de la commune manque"):
            new_portal.check_name(name)
    with pytest.raises(Fault, match="L'adresse du service facturation n'est pas valable"):
        new_portal.check_contact("boe.fr")

"""The Friday lot, in a real browser without script before `flask serve`: brought, read, imported, corrected."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import bills
from tests.browser.portal import Served
from tests.browser.screen import Screen
from tests.commands.portal import serving
from tests.people import ALICE, BRUNO, CHLOE, NADIA
from tests.sheets.made import corrected, rows_of
from tests.town import Town

LOT = (
    bills.a_bill(ALICE, "2026-E-0501"),
    bills.a_bill(BRUNO, "2026-E-0502", date="31/02/2026"),
    bills.a_bill(CHLOE, "2026-E-0503", montant="31,10 €"),
)
PATIENCE = 30_000  # milliseconds: a check is a process of its own


@pytest.fixture
def desk(browser: Browser, town: Town) -> Iterator[Screen]:
    town.hire(NADIA)
    with serving(town.data_dir) as portal:
        context = browser.new_context(
            locale="fr-FR", java_script_enabled=False, accept_downloads=True
        )
        screen = Screen(context.new_page(), Served(town, portal.origin))
        screen.work_as(NADIA)
        yield screen
        context.close()


def bring(desk: Screen, path: Path) -> str:
    """Choose a file, have it checked, and read what it would do."""
    desk.follow("Déposer")
    desk.page.get_by_label("Fichier", exact=True).set_input_files(path)
    desk.press("Vérifier")
    return read(desk, "Voici ce que l'import ferait")


def read(desk: Screen, title: str) -> str:
    """Wait until the page that comes anew by itself is the one of this title."""
    expect(desk.page.locator("h1")).to_have_text(title, timeout=PATIENCE)
    return desk.page.locator("main").inner_text().replace("\u00a0", " ")


def with_the_right_date(rejects: bytes) -> bytes:
    """The batch of refused lines, its list corrected in a spreadsheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(rejects)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "factures.xlsx":
                date = chr(ord("A") + rows_of(content)[0].index("date"))
                content = corrected(content, **{f"{date}2": "28/02/2026"})
            new.writestr(name, content)
    return out.getvalue()


def test_a_lot_is_brought_in_and_its_refused_line_corrected(
    desk: Screen, town: Town, tmp_path: Path
) -> None:
    shown = bring(desk, bills.a_batch(tmp_path, *LOT, name="novembre"))
    assert "2 factures, 88,30 €, 2 clients" in shown
    assert "1 courriel partira" in shown
    assert "Ligne 3, colonne « date »" in shown
    assert bills.invoices_of(town, ALICE) == []

    desk.press("Importer")
    read(desk, "Import terminé")
    assert bills.invoices_of(town, ALICE) == ["2026-E-0501"]

    desk.follow("Télécharger les lignes refusées")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name="Télécharger", exact=True).click()
    again = tmp_path / "novembre-rejets.zip"
    again.write_bytes(with_the_right_date(download.value.path().read_bytes()))

    shown = bring(desk, again)
    assert "1 facture, 57,20 €, 1 client" in shown
    desk.press("Importer")
    shown = read(desk, "Import terminé")
    assert "Lignes refusées 0" in shown.replace("\t", " ")

"""A bill in two taps: the list, then its PDF."""

from pathlib import Path

from playwright.sync_api import Page

from tests.bills import a_batch, a_bill, brought_in
from tests.browser.portal import Served
from tests.browser.screen import Screen
from tests.people import ALICE


def test_a_pdf_downloads_by_its_name(page: Page, served: Served, tmp_path: Path) -> None:
    brought_in(served.town, a_batch(tmp_path, a_bill(ALICE)))
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    screen = Screen(page, served)
    screen.log_in(ALICE)

    with page.expect_download() as download:
        screen.page.get_by_role("link", name="Télécharger la facture FA-1").click()
    name = download.value.suggested_filename

    assert name == "Facture FA-1 du 2026-11-23 - Ville de Boé.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert not [text for text in refused if "Content Security Policy" in text]

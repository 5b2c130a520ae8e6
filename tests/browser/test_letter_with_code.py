"""The printed letter with a code, followed to the end: from the envelope to the bills."""

import io
from pathlib import Path

from playwright.sync_api import Page
from pypdf import PdfReader

from domain import qr_codes
from tests import bills, letter_codes
from tests.browser import gallery, looking
from tests.browser.portal import Served
from tests.browser.screen import Screen
from tests.letter_codes import ANSWER, HUGO
from tests.people import BOE, NADIA, PASSWORD

A4_POINTS = (595, 842)


def test_the_letter_leads_from_the_envelope_to_the_bills(
    page: Page, served: Served, tmp_path: Path
) -> None:
    screen, town = Screen(page, served), served.town
    letter_codes.add(town)
    bills.brought_in(
        town, bills.a_batch(tmp_path, bills.a_bill(HUGO, "FA-2026-0412"), people=(HUGO,))
    )
    bills.change_customers(town, HUGO, postal_address="2, rue Haute\n47550 BOÉ")
    town.hire(NADIA)

    screen.work_as(NADIA)
    screen.open(f"/mairie/clients/fiche?numero={HUGO.numbers[0]}")
    screen.press("Lettre avec un code")

    typed, link = page.locator(".typed").inner_text(), page.locator(".link").inner_text()
    assert typed == letter_codes.code_of(town)
    assert link == f"{served.origin}/activation/code?LIEN={BOE}"
    in_the_square = qr_codes.drawn(f"{link}&numero={HUGO.numbers[0]}")
    assert str(page.locator(".code svg path").get_attribute("d")) in in_the_square
    assert looking.axe(page) == []
    (sheet,) = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert tuple(map(round, sheet.mediabox[2:])) == A4_POINTS
    for words in (HUGO.name, "47550 BOÉ", typed, "Une question"):
        assert words in sheet.extract_text()
    gallery.take(page, "lettre-avec-un-code")

    # A telephone that has seen the square; the code is typed as people type.
    page.context.clear_cookies()
    page.set_viewport_size({"width": 360, "height": 800})
    screen.open(f"{link}&numero={HUGO.numbers[0]}")
    assert page.get_by_label("Numéro de client").input_value() == HUGO.numbers[0]
    screen.fill("Code", typed.lower().replace("-", " "))
    screen.fill("Adresse mail", HUGO.address)
    screen.press("Envoyer")
    assert page.locator("h1").inner_text().replace("\u00a0", " ") == ANSWER

    town.send_what_is_due()
    screen.open(town.inbox.to(HUGO.address)[-1].link())
    screen.press("Confirmer mon adresse")
    screen.fill("Mot de passe", PASSWORD)
    screen.press("Enregistrer")
    assert page.get_by_label("Adresse mail").input_value() == HUGO.address
    screen.fill("Mot de passe", PASSWORD)
    screen.press("Se connecter")

    assert page.locator("h1").inner_text() == "Mes factures"
    assert "FA-2026-0412" in page.locator("main").inner_text()

"""Letters are printed on A4, one page each, the address where the window of an envelope is."""

import io
from datetime import timedelta

from playwright.sync_api import Page
from pypdf import PdfReader

from domain import clock
from domain.accounts.handover import Handover, Letter
from domain.accounts.links import Purpose
from mail import letters
from tests.browser import looking
from tests.people import BRUNO, CHLOE, VILLE_DE_BOE, Person

MM = 96 / 25.4  # a millimetre, in the pixels of a style sheet
A4_POINTS = (595, 842)
LONGEST = "http://portail-des-factures.communaute-de-communes.example.fr/?LIEN=X" + "a1B2c3D4" * 12


def a_letter(person: Person) -> Letter:
    until = clock.now() + timedelta(days=15)
    lines = "Résidence du Parc, bâtiment B\n47550 BOÉ"
    made = Handover(LONGEST, Purpose.ACTIVATION, until)
    return Letter(person.address, person.numbers, person.name, lines, made)


def printed(*people: Person) -> str:
    return "".join(letters.document(VILLE_DE_BOE, [a_letter(person) for person in people]))


def test_each_is_one_page_of_a4(page: Page) -> None:
    page.set_content(printed(BRUNO, CHLOE))

    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

    assert [tuple(map(round, sheet.mediabox[2:])) for sheet in sheets] == [A4_POINTS] * 2
    for sheet, person in zip(sheets, (BRUNO, CHLOE), strict=True):
        assert person.address in sheet.extract_text()
        assert "Une question" in sheet.extract_text()


def test_the_address_is_where_the_window_is(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 1200})
    page.set_content(printed(BRUNO))
    page.emulate_media(media="print")

    to, text = page.locator(".to").bounding_box(), page.locator("h2").bounding_box()
    sheet = page.locator("article").bounding_box()

    assert to
    assert text
    assert sheet
    assert 110 <= (to["x"] - sheet["x"]) / MM <= 115
    assert 45 <= (to["y"] - sheet["y"]) / MM <= 50
    assert (to["x"] + to["width"] - sheet["x"]) / MM <= 195
    assert (to["y"] + to["height"] - sheet["y"]) / MM <= 82
    assert (text["y"] - sheet["y"]) / MM >= 90


def test_the_page_can_be_read_by_everybody(page: Page) -> None:
    page.set_content(printed(BRUNO, CHLOE))

    assert looking.axe(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not looking.overflows(page)

"""« /aide » is printed by the town hall and handed out: one sheet of A4."""

import io

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.portal import Served

A4_POINTS = (595, 842)


def test_the_help_sheet_is_one_page_of_a4_with_the_address_to_type(
    page: Page, gallery_portal: Served
) -> None:
    page.goto(gallery_portal.typed_address.replace("/?", "/aide?"))

    sheet = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))

    assert len(sheet.pages) == 1
    box = sheet.pages[0].mediabox
    assert (round(box.width), round(box.height)) == A4_POINTS
    text = sheet.pages[0].extract_text()
    assert gallery_portal.typed_address in text
    assert "service-facturation@ville-boe.fr" in text

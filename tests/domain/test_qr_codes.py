"""An address as a QR code."""

from xml.etree import ElementTree as ET

import segno

from domain import qr_codes


def test_it_is_a_drawing_of_that_text_and_of_no_other() -> None:
    drawn = qr_codes.drawn("https://factures.ville-boe.fr/?LIEN=M470310001")

    assert drawn == qr_codes.drawn("https://factures.ville-boe.fr/?LIEN=M470310001")
    assert drawn != qr_codes.drawn("https://factures.ville-boe.fr/?LIEN=M470310002")


def test_it_takes_the_width_it_is_given_and_has_its_quiet_zone() -> None:
    text = "https://factures.ville-boe.fr/"

    drawing = ET.fromstring(qr_codes.drawn(text))

    modules = segno.make_qr(text, error="m").symbol_size(border=4)[0]
    assert drawing.get("viewBox") == f"0 0 {modules} {modules}"
    assert drawing.get("width") is None

"""A bill that is cut out of a PDF holds what its own pages draw, and is read page by page."""

import gc
import io
import resource
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import DictionaryObject, Fit, NameObject, TextStringObject

from domain.invoices import pdf, whole
from domain.invoices.sightings import Kind
from domain.invoices.whole import Whole
from tests import wholes
from tests.pdfs import a_pdf, by_hand
from tests.wholes import PRODUCERS, sample
from tools import one_pdf


def part(content: bytes, first: int, last: int) -> bytes:
    return Whole(io.BytesIO(content)).part([(first, last)])


def pictures(content: bytes) -> list[bytes]:
    """What all pictures hold that are anywhere in a PDF, named or not."""
    made = PdfWriter(clone_from=io.BytesIO(content))
    found = [one for one in made._objects if isinstance(one, DictionaryObject)]
    return [one.get_data() for one in found if one.get("/Subtype") == "/Image"]  # type: ignore[attr-defined]


def kind_of(content: bytes) -> Kind:
    return Whole(io.BytesIO(content)).page(1).kind


def test_a_picture_that_only_others_show_stays_behind() -> None:
    assert len(pictures(sample("kerned"))) == 12

    assert pictures(part(sample("kerned"), 3, 4)) == [b"secret of page 2"]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_the_same_pages_are_the_same_bytes_and_look_the_same(producer: str) -> None:
    content = sample(producer)

    assert part(content, 3, 4) == part(content, 3, 4)
    assert wholes.texts(part(content, 3, 4)) == wholes.texts(content)[2:4]
    assert pdf.check(part(content, 3, 4)).pages == 2


def test_links_to_other_pages_and_programs_stay_behind_and_links_elsewhere_remain() -> None:
    made = PdfWriter(clone_from=io.BytesIO(sample("fpdf2")))
    made.add_annotation(0, Link(rect=(10, 10, 50, 50), target_page_index=2, fit=Fit.fit()))
    made.add_annotation(0, Link(rect=(10, 60, 50, 90), url="https://www.payfip.gouv.fr/"))
    note = FreeText(text="caché", rect=(1, 1, 2, 2))
    program = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("x"),
    }
    note[NameObject("/A")] = DictionaryObject(program)
    made.add_annotation(0, note)
    out = io.BytesIO()
    made.write(out)

    first = part(out.getvalue(), 1, 2)

    [page, _] = PdfReader(io.BytesIO(first)).pages
    assert [one.get_object()["/A"]["/URI"] for one in page["/Annots"]] == [  # type: ignore[attr-defined]
        "https://www.payfip.gouv.fr/"
    ]
    assert b"EAU-2026-0002" not in first
    assert b"JavaScript" not in first
    assert len(first) < len(part(sample("fpdf2"), 1, 2)) + 500


def test_drawings_in_drawings_bring_their_own_and_no_others() -> None:
    """A form without a list of its own takes the page's; one that has all of them is left what it draws."""
    source = PdfReader(io.BytesIO(sample("kerned")))
    resources: Any = source.pages[0]["/Resources"]
    shared = resources.raw_get("/XObject")
    made = PdfWriter()
    page = made.add_page(source.pages[0])
    form = a_form(b"/P0 Do", {NameObject("/XObject"): shared.clone(made)})
    name = made._add_object(form)
    own: Any = page
    own["/Resources"]["/XObject"][NameObject("/Fm")] = name
    own["/Contents"].get_object().set_data(b"q /Fm Do Q")
    out = io.BytesIO()
    made.write(out)

    assert pictures(part(out.getvalue(), 1, 1)) == [b"secret of page 0"]


def a_form(drawing: bytes, resources: dict[NameObject, Any]) -> DictionaryObject:
    from pypdf.generic import DecodedStreamObject

    form = DecodedStreamObject()
    form.set_data(drawing)
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/Resources")] = DictionaryObject(resources)
    return form


def test_what_can_be_read_on_a_page_is_told_apart() -> None:
    assert kind_of(a_pdf("Facture")) is Kind.TEXT
    assert kind_of(by_hand()) is Kind.BLANK
    assert kind_of(wholes.scan()) is Kind.SCAN
    assert kind_of(sample("without_letters")) is Kind.UNREADABLE


def test_lines_are_in_the_order_of_the_page_also_where_it_is_turned() -> None:
    made = PdfWriter(clone_from=io.BytesIO(sample("kerned")))
    made.pages[0].rotate(180)
    out = io.BytesIO()
    made.write(out)

    upright = Whole(io.BytesIO(sample("kerned"))).page(1).lines
    turned = Whole(out).page(1).lines

    assert upright[0].depth == pytest.approx(70 / 842, abs=0.01)
    assert turned[-1].depth == pytest.approx(1 - 70 / 842, abs=0.01)
    assert turned[-1].text.replace(" ", "").startswith("VILLEDEBOÉ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"%PDF-1.7 and no end", "sa fin manque"),
        (b"<html>%%EOF", "n'est pas un PDF"),
        (b"%PDF-1.7\nnothing\n%%EOF", "abîmé"),
    ],
)
def test_what_is_no_pdf_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(pdf.NotTaken, match=reason):
        Whole(io.BytesIO(content))


def test_more_than_50_000_pages_are_refused() -> None:
    pages = " ".join("3 0 R" for _ in range(50_001))
    content = by_hand(objects=(f"<</Type/Pages/Count 50001/Kids[{pages}]>>",))
    content = content.replace(b"/Pages 2 0 R", b"/Pages 4 0 R")

    with pytest.raises(pdf.NotTaken, match="50 000 pages"):
        Whole(io.BytesIO(content))


def test_a_damaged_one_that_is_large_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("_MOST_AT_ONCE", "_FORGET_AFTER_BYTES"):
        monkeypatch.setattr(whole, bound, 1000)
    content = sample("fpdf2")
    damaged = content[: content.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n"

    with pytest.raises(pdf.NotTaken, match="abîmé"):
        Whole(io.BytesIO(damaged))
    monkeypatch.undo()
    assert len(Whole(io.BytesIO(damaged))) == 24


def test_memory_does_not_grow_with_the_pages() -> None:
    """Also while nobody looks for cycles, as in an import."""
    front, *_ = [bill.front() for bill in one_pdf.bills(1)]
    content = one_pdf.kerned([front * 3 for _ in range(2500)])
    read = Whole(io.BytesIO(content))

    def look(first: int, last: int) -> int:
        for at in range(first, last + 1):
            read.page(at)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    gc.disable()
    try:
        early = look(1, 1200)
        late = look(1201, 2500)
    finally:
        gc.enable()

    assert late - early < 8_000  # KiB

"""What is a PDF that a customer may be shown."""

import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from domain.invoices import pdf
from tests.pdfs import a_pdf, by_hand, packed

SAMPLES = Path(__file__).parents[2] / "samples" / "factures"


def why_not(content: bytes) -> str:
    with pytest.raises(pdf.NotTaken) as refusal:
        pdf.check(content)
    return str(refusal.value)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.name)
def test_real_invoices_are_taken(path: Path) -> None:
    assert pdf.check(path.read_bytes()).pages == 1


def test_letters_exported_by_libreoffice_are_taken() -> None:
    with zipfile.ZipFile(SAMPLES.parent / "factures-libreoffice.zip") as batch:
        letters = [batch.read(name) for name in batch.namelist() if name.endswith(".pdf")]

    assert [pdf.check(letter).pages for letter in letters] == [1, 1]


def test_pages_are_counted() -> None:
    assert pdf.check(a_pdf(pages=3)).pages == 3
    assert pdf.check(by_hand()).pages == 1


def test_what_is_no_pdf_is_refused_with_the_reason() -> None:
    assert "est vide" in why_not(b"")
    assert "page web" in why_not(b"\n<!DOCTYPE html><p>Erreur 500")
    assert "n'est pas un PDF" in why_not(b"PK\x03\x04 une archive")


def test_a_truncated_pdf_is_refused() -> None:
    whole = (SAMPLES / "FA-2017-0010.pdf").read_bytes()

    assert "sa fin manque" in why_not(whole[: len(whole) // 2])
    assert "abîmé" in why_not(b"%PDF-1.4\n rien du tout \n%%EOF")


def test_a_pdf_beyond_the_bound_is_refused() -> None:
    assert "20 Mo" in why_not(a_pdf() + b" " * pdf.MOST_BYTES)


def test_packed_objects_are_taken() -> None:
    assert pdf.check(packed(3, 1_000)).pages == 1


@pytest.mark.parametrize(("streams", "unpacked_bytes"), [(1, 74_000_000), (60, 7_000_000)])
def test_what_grows_beyond_measure_when_unpacked_is_refused(
    streams: int, unpacked_bytes: int
) -> None:
    bomb = packed(streams, unpacked_bytes)
    tracemalloc.start()

    reason = why_not(bomb)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "trop compliqué" in reason
    assert most < 150_000_000  # the first took 3.4 GB where there were 45 of it


def test_an_encrypted_pdf_is_refused() -> None:
    assert "mot de passe" in why_not(a_pdf(encrypted=True))


def test_a_pdf_that_claims_more_pages_than_can_be_kept_is_refused() -> None:
    claimed = by_hand().replace(b"/Count 1>>", b"/Count 1" + b"0" * 25 + b">>")

    with pytest.raises(pdf.NotTaken, match="trop compliqué"):
        pdf.check(claimed)


def test_a_pdf_without_a_page_is_refused() -> None:
    content = by_hand().replace(b"[3 0 R]/Count 1", b"[     ]/Count 0")

    assert "aucune page" in why_not(content)


@pytest.mark.parametrize(
    "action",
    [
        "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        "/OpenAction<</S/J#61vaScript/#4aS(app.alert\\(1\\))>>",
        "/OpenAction<</S/Launch/F(calc.exe)>>",
        "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>",
        "/AA<</WC<</S /#4caunch /F(calc.exe)>>>>",
    ],
)
def test_a_pdf_that_runs_something_is_refused(action: str) -> None:
    assert "programme" in why_not(by_hand(catalog=action))


def test_a_program_hidden_in_a_compressed_object_is_found() -> None:
    inside = b"4 0 <</S/JavaScript/JS(app.alert\\(1\\))>>"
    stream = zlib.compress(inside)

    content = with_object_stream(stream)

    assert "programme" in why_not(content)


def test_a_text_that_only_speaks_of_programs_is_taken() -> None:
    assert pdf.check(by_hand(objects=("(une facture pour /JavaScript et /Launch )",))).pages == 1


def with_object_stream(stream: bytes) -> bytes:
    """A PDF 1.5 whose opening action lies in an object stream, found by a cross-reference stream."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    places.append(len(out))
    out += b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(
        stream
    )
    out += stream + b"\nendstream\nendobj\n"
    at = len(out)
    rows = b"\0\0\0\0" + b"".join(b"\1%b\0" % p.to_bytes(2, "big") for p in places[:3])
    rows += (
        b"\2\0\5\0" + b"\1%b\0" % places[3].to_bytes(2, "big") + b"\1%b\0" % at.to_bytes(2, "big")
    )
    out += b"6 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Length %d>>stream\n" % len(rows)
    return out + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def test_an_action_behind_a_reference_is_found() -> None:
    action = "/OpenAction <</S 4 0 R/F (calc.exe)>>"

    assert "programme" in why_not(by_hand(catalog=action, objects=("/Launch",)))

"""The bills of a lot that go on paper: which, in the order of its list, and one PDF of them all.

Where the commune asks for it, a page with the postal address stands before each bill, at the window
of a French envelope (NF Z 11-001).
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from domain.choices import Channel
from domain.faults import Fault
from domain.invoices import access, delivery, lives, lookup, pdf
from domain.invoices.lives import Life
from domain.portals import Portal
from store import Transaction, customers
from store.records import Invoice

if TYPE_CHECKING:
    from pypdf import PdfWriter

_A4 = 595.28, 841.89  # points
_MM = 72 / 25.4
_ADDRESS_LEFT, _ADDRESS_TOP = 112 * _MM, 52 * _MM  # of the first line
_SIZE, _LEADING = 11, 15


@dataclass(frozen=True, slots=True)
class Printing:
    """What is to be printed of a lot, and how many of its bills are where."""

    bills: Sequence[Invoice]
    counts: Mapping[str, int]
    reminded: int  # of the bills: told eight days ago or more, and not opened
    by_chorus: int  # of the bills: rather left on Chorus Pro than posted
    unseen: int  # of the lot: they wait, and are not to be printed
    addresses: Mapping[str, str]  # postal, by customer number


def plan(
    transaction: Transaction, portal: Portal, import_id: int, *, with_reminded: bool
) -> Printing:
    """Return what is to be printed of a lot; raises `Fault` where there is no such lot.

    `with_reminded`: those too of whom somebody was told eight days ago, and who has not opened them.
    """
    found = sorted(lookup.of_import(transaction, portal, import_id), key=lambda each: each.id)
    where = lives.of(transaction, portal, found)
    told = [each for each in found if with_reminded and where.get(each.id) is Life.TOLD]
    became = delivery.of(transaction, told)
    late = {each.id for each in told if lives.is_to_remind(became[each.id])}
    bills = [each for each in found if where.get(each.id) is Life.TO_PRINT or each.id in late]
    known = customers.among(transaction, portal.code, {each.customer_number for each in bills})
    return Printing(
        bills=bills,
        counts=lives.count(where.values()),
        reminded=len(late),
        by_chorus=sum(known[each.customer_number].channel == Channel.CHORUS for each in bills),
        unseen=len(found) - len(where),
        addresses={number: one.postal_address for number, one in known.items()},
    )


def write(
    file: IO[bytes],
    portal: Portal,
    data_dir: Path,
    printing: Printing,
    progress: Callable[[], object] = lambda: None,
) -> None:
    """Write them as one PDF; raises `Fault` naming a bill whose PDF is gone or damaged."""
    from pypdf import PdfWriter

    with PdfWriter() as whole:
        for each in printing.bills:
            address = printing.addresses.get(each.customer_number, "")
            if portal.prints_addresses and address:
                whole.append(io.BytesIO(_address_page(portal, each, address)), import_outline=False)
            _add_bill(whole, each, access.path(data_dir, each))
            progress()
        whole.write(file)


def _add_bill(whole: "PdfWriter", bill: Invoice, path: Path) -> None:
    try:
        with pdf.reading():
            whole.append(path, import_outline=False)
    except (OSError, pdf.NotTaken) as error:
        raise Fault(
            f"Le PDF de la facture {bill.number} manque ou est abîmé : importez-la de nouveau."
        ) from error


def _address_page(portal: Portal, bill: Invoice, address: str) -> bytes:
    """Return a PDF of one page: where the letter goes, and what it holds."""
    lines = [bill.customer_name, *address.splitlines()]
    drawn = _text(_ADDRESS_LEFT, _ADDRESS_TOP, lines) + _text(
        20 * _MM, 20 * _MM, [portal.name, f"Facture {bill.number}"]
    )
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>" % _A4,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(made)


def _text(left: float, top: float, lines: Sequence[str]) -> bytes:
    """Return what draws lines; signs that the font has not are left as « ? »."""
    drawn = [b"BT /F %d Tf %d TL %.2f %.2f Td" % (_SIZE, _LEADING, left, _A4[1] - top)]
    for line in filter(None, lines):
        raw = line.encode("cp1252", "replace")
        for sign in (b"\\", b"(", b")"):
            raw = raw.replace(sign, b"\\" + sign)
        drawn.append(b"(%s) Tj T*" % raw)
    return b"\n".join([*drawn, b"ET\n"])

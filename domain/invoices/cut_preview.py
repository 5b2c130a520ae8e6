"""A PDF of all bills and its list, looked at before they come in; written only where somebody asks.

What is written is a batch like any other: each bill's PDF, and the list that names them.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.columns import NO_OWN, ONE_PDF_LIST
from domain.faults import Fault
from domain.invoices import cut_table, cutting, file_names, lists, names, pdf
from domain.invoices.cut_table import UNKNOWN, CutBill
from domain.invoices.cutting import Cut, Progress
from domain.invoices.names import Bill
from domain.invoices.pages import Row
from domain.portals import Portal
from sheets import Unreadable, reading, writing
from sheets.reading import Sheet
from store import Transaction, customers, files


@dataclass(frozen=True, slots=True)
class Preview:
    """A PDF that was looked through for the rows of a list."""

    cut: Cut
    sheet: Sheet

    @property
    def problems(self) -> Sequence[str]:
        """Return why it can't be cut, a sentence each that names page and row."""
        return [problem.sentence for problem in self.cut.dealt.problems]

    @property
    def pages(self) -> int:
        """Return how many pages it has."""
        return len(self.cut.whole)

    def bills(self, transaction: Transaction, portal: Portal) -> list[CutBill]:
        """Return what it holds, the most doubtful first."""
        numbers = {share.row.customer for share in self.cut.dealt.shares}
        found = customers.among(transaction, portal.code, numbers)
        cut, shares = self.cut, self.cut.dealt.shares
        looked = [
            Bill(share.row.line, owner.number, owner.name, cut.text(share))
            for share in shares
            if (owner := found.get(share.row.customer)) and not owner.is_removed
        ]
        findings = names.check(looked, portal.name)
        return cut_table.bills(
            cut_table.Cut(share, findings.get(share.row.line, UNKNOWN), cut.text(share))
            for share in shares
        )

    def write(self, folder: Path) -> int:
        """Write each bill as a PDF, and the list that names them; returns how many.

        Raises `Fault` where the folder has anything in it, or can't be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise Fault(f"{folder} n'est pas vide : donnez un nouveau dossier.")
            named: dict[int, str] = {}
            for share in self.cut.dealt.shares:
                name = file_names.safe(f"{share.row.number}.pdf")
                if name in named.values():
                    name = f"{share.row.line}-{name}"
                named[share.row.line] = name
                files.write(folder / name, self.cut.bill(share), replace=False)
            files.write(folder / "factures.csv", self._list(named), replace=False)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise Fault(f"{folder} n'a pas pu être écrit ({reason}).") from error
        except pdf.NotTaken as reason:
            raise Fault(f"Le PDF n'est pas découpé : {reason}.") from None
        return len(named)

    def _list(self, named: dict[int, str]) -> bytes:
        header = self.sheet.header
        dropped = {header.places.get("file"), header.places.get("pages")}
        kept = [place for place in range(len(header.titles)) if place not in dropped]
        rows = [[*(header.titles[place] for place in kept), "fichier"]]
        rows += [
            [*(row.cells[place] for place in kept), named[row.line]]
            for row in self.sheet.rows
            if row.line in named
        ]
        return "".join(writing.lines(rows)).encode()


@contextmanager
def opened(
    whole: Path, list_: Path, progress: Progress, own: Mapping[str, str] = NO_OWN
) -> Iterator[Preview]:
    """Give a PDF looked through for the rows of a list; raises `Fault`.

    `own`: the columns that the commune has words of its own for, title → field.
    """
    try:
        sheet = reading.read(list_, ONE_PDF_LIST.called(own))
        rows = list(cutting.rows_of(lists.read(sheet, sheet.wanted)))
    except Unreadable as reason:
        raise Fault(f"{list_.name} : {reason}") from None
    if not rows:
        raise Fault(f"{list_.name} : il n'y a aucune facture sous la ligne de titres.")
    with ExitStack() as closed:
        try:
            file = closed.enter_context(whole.open("rb"))
            cut = cutting.looked_through(file, _meant(rows, whole.name), progress)
        except OSError as error:
            raise Fault(
                f"{whole} ne peut pas être lu ({os.strerror(error.errno or 0)})."
            ) from error
        except pdf.NotTaken as reason:
            raise Fault(f"{whole.name} : {reason}.") from None
        yield Preview(cut, sheet)


def _meant(rows: Sequence[tuple[Row, str]], name: str) -> list[Row]:
    """Return the rows that name this PDF; all where none does."""
    wanted = name.casefold()
    named = [
        row
        for row, file in rows
        if file and Path(file).name.casefold() in (wanted, wanted.removesuffix(".pdf"))
    ]
    return named or [row for row, _ in rows]

"""What each line of a list of invoices says, or why it can't be taken; nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from domain import listings
from domain.columns import INVOICE_LIST
from domain.invoices.access import State
from domain.listings import Listing, Refused, Said
from sheets.columns import Wanted
from sheets.reading import Row, Sheet


@dataclass(frozen=True, slots=True)
class Draft:
    """One line that reads well; the fields in `unsaid`, which the list or the line lacks, say nothing."""

    line: int = field(compare=False)
    cells: Sequence[str] = field(repr=False, compare=False)
    number: str
    customer: str
    issued_on: date
    amount_cents: int
    file: str = ""  # as the list calls its PDF; beside one PDF for all it need not
    pages: tuple[int, int] | None = None  # of that PDF, the first and the last, from 1
    subject: str = ""
    due_on: date | None = None
    remaining_cents: int | None = None
    state: State | None = None
    reference: str | None = None
    service: str | None = None
    unsaid: frozenset[str] = field(default=frozenset(), compare=False)

    def agrees_with(self, other: "Draft") -> bool:
        """Whether two lines say the same of an invoice."""
        return self == other


def read(sheet: Sheet, wanted: Wanted = INVOICE_LIST) -> Listing[Draft]:
    """Read a list of invoices through."""
    return listings.read(sheet, wanted, partial(_draft, wanted.needed))


def _draft(needed: Sequence[str], row: Row, said: Said) -> Draft:
    for name in needed:
        if name not in said:
            raise Refused(name, "la ligne s'arrête avant cette colonne")
    if said.get("state"):
        said["state"] = State(said["state"])
    for name in ("reference", "service"):
        if name in said:
            said[name] = said[name] or None
    unsaid = frozenset(INVOICE_LIST.columns.keys() - said.keys())
    draft = Draft(row.line, row.cells, unsaid=unsaid, **said)
    _refuse_contradiction(draft)
    return draft


def _refuse_contradiction(draft: Draft) -> None:
    left = draft.remaining_cents
    if left is not None and abs(left) > abs(draft.amount_cents):
        raise Refused("remaining_cents", "il reste plus à payer que le montant de la facture")
    if left and draft.state in (State.PAID, State.DEBITED):
        raise Refused(
            "remaining_cents",
            "la facture est dite réglée et il reste à payer : lequel est juste ?",
        )

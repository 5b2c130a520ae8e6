"""What a list of invoices may say: its columns, and when a line of it can't be taken.

A reason names what is wrong so that the billing service can mend it; nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from domain.customers import cells, lists
from domain.invoices.access import State
from domain.invoices.columns import STATES
from domain.listings import Reject
from sheets import values
from sheets.columns import Header, fold

LONGEST = {"subject": 300, "reference": 60, "file": 255}
LARGEST_CENTS = 2_000_000_000  # PostgreSQL's integer; 20 million euros
EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class Draft:
    """One line that reads well. None in `state`, `remaining_cents`, `reference`: not said."""

    line: int
    cells: Sequence[str] = field(repr=False, compare=False)
    number: str
    customer: str
    subject: str
    issued_on: date
    due_on: date | None
    amount_cents: int
    remaining_cents: int | None
    state: State | None
    reference: str | None
    file: str


def drafts(
    header: Header, rows: Iterable[tuple[int, Sequence[str]]]
) -> tuple[list[Draft], list[Reject]]:
    """Return the lines that read well, each number once, and those that don't."""
    good: list[Draft] = []
    bad: list[Reject] = []
    for line, row in rows:
        found = _draft(header, line, row)
        if isinstance(found, Draft):
            good.append(found)
        else:
            bad.append(found)
    once, contradicting = _each_number_once(header, good)
    return once, bad + contradicting


def _draft(header: Header, line: int, row: Sequence[str]) -> Draft | Reject:
    said: dict[str, Any] = {}
    name = "number"
    try:
        lists.refuse_surplus(row, len(header.titles))
        for name, read in _READERS.items():
            place = header.places.get(name)
            said[name] = read("" if place is None else row[place])
    except ValueError as reason:
        return Reject(line, header.title(name), str(reason), row)
    draft = Draft(line=line, cells=row, **said)
    problem = _contradiction(draft)
    if problem is not None:
        return Reject(line, header.title(problem[0]), problem[1], row)
    return draft


def _contradiction(draft: Draft) -> tuple[str, str] | None:
    left = draft.remaining_cents
    if left is not None and abs(left) > abs(draft.amount_cents):
        return "remaining_cents", "il reste plus à payer que le montant de la facture"
    if left and draft.state in (State.PAID, State.DEBITED):
        return (
            "remaining_cents",
            "la facture est dite réglée et il reste à payer : lequel est juste ?",
        )
    return None


def _each_number_once(header: Header, good: Iterable[Draft]) -> tuple[list[Draft], list[Reject]]:
    """Two lines that say the same are one; two that contradict each other are both refused."""
    by_number: dict[str, list[Draft]] = defaultdict(list)
    for draft in good:
        by_number[draft.number].append(draft)
    once: list[Draft] = []
    rejects: list[Reject] = []
    for same in by_number.values():
        if all(replace(other, line=same[0].line) == same[0] for other in same[1:]):
            once.append(same[0])
            continue
        for draft in same:
            others = ", ".join(str(other.line) for other in same if other is not draft)
            reason = f"ce numéro est aussi à la ligne {others}, qui dit autre chose : laquelle est juste ?"
            rejects.append(Reject(draft.line, header.title("number"), reason, draft.cells))
    return once, rejects


def _label(name: str, *, needed: bool) -> Callable[[str], str]:
    def read(cell: str) -> str:
        found = values.text(cell)
        if needed and not found:
            raise ValueError("la case est vide")
        if len(found) > LONGEST[name]:
            raise ValueError(f"il y a plus de {LONGEST[name]} signes")
        return found

    return read


def _issued(cell: str) -> date:
    if not cell.strip():
        raise ValueError("la case est vide")
    found = values.day(cell)
    if found < EARLIEST:
        raise ValueError(f"la date « {values.text(cell)} » est trop ancienne")
    return found


def _due(cell: str) -> date | None:
    return values.day(cell) if cell.strip() else None


def _amount(cell: str) -> int:
    if not cell.strip():
        raise ValueError("la case est vide")
    found = values.cents(cell)
    if abs(found) > LARGEST_CENTS:
        raise ValueError(f"le montant « {values.shown(values.text(cell))} » est trop grand")
    return found


def _remaining(cell: str) -> int | None:
    return _amount(cell) if cell.strip() else None


def _state(cell: str) -> State | None:
    if not cell.strip():
        return None
    found = STATES.get(fold(cell))
    if found is None:
        raise ValueError(
            f"« {values.shown(values.text(cell))} » n'est pas un état : il faut « à payer », « payée », « prélevée » "
            "ou « annulée »"
        )
    return found


def _reference(cell: str) -> str | None:
    return _label("reference", needed=False)(cell) or None


_READERS: dict[str, Callable[[str], Any]] = {
    "number": partial(cells.number, longest=60),
    "customer": cells.number,
    "subject": _label("subject", needed=False),
    "issued_on": _issued,
    "due_on": _due,
    "amount_cents": _amount,
    "remaining_cents": _remaining,
    "state": _state,
    "reference": _reference,
    "file": _label("file", needed=True),
}

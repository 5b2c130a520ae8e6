"""A list of states without PDFs, as a treasury's file of payments is: known numbers, and what is said of them.

It changes state, what is left and reference of bills that are here, and nothing else; a number that is
not here is refused by line, and so are two lines that say different things about one bill.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from domain import clock, listings, plans
from domain.columns import NO_OWN, STATE_LIST
from domain.faults import Fault
from domain.history import Visit
from domain.invoices import states
from domain.invoices.access import State
from domain.invoices.states import Said, Source
from domain.listings import Listing, Refused
from domain.listings import Said as Cells
from domain.portals import Portal
from domain.rejects import Rejects
from sheets import Unreadable, reading, writing
from sheets.reading import Row, Sheet
from store import Transaction, imports, invoice_states, invoices
from store.customers import Stale
from store.invoice_states import StateSaid
from store.invoices import Kept

ENDINGS = (".csv", ".xlsx", ".ods")
_SAYING = ("state", "remaining_cents", "reference")


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says of a bill; the fields in `unsaid` say nothing."""

    line: int = field(compare=False)
    cells: Sequence[str] = field(repr=False, compare=False)
    number: str
    state: State | None = None
    remaining_cents: int | None = None
    reference: str | None = None
    unsaid: frozenset[str] = field(default=frozenset(), compare=False)

    def agrees_with(self, other: "Line") -> bool:
        """Whether two lines say the same of a bill."""
        return self == other


@dataclass(frozen=True, slots=True)
class Change:
    """A bill of which the list says something new."""

    before: Kept
    said: Said | None  # None: nothing new of its state
    reference: str | None

    @property
    def number(self) -> str:
        """Return the bill's number."""
        return self.before.number

    @property
    def words(self) -> str:
        """« FA-1 : payée »."""
        said = [states.WORDS[State(self.said.state)]] if self.said and self.said.state else []
        more = ["reste à payer"] if self.said and self.said.remaining_cents is not None else []
        reference = ["référence"] if self.reference != self.before.reference else []
        return f"{self.number} : {', '.join([*said, *more, *reference])}"


@dataclass
class Plan(plans.Plan[Line, Change]):
    """What would become of the states."""

    contradicted: list[str] = field(default_factory=list)

    def notes(self) -> dict[str, list[str]]:
        """Return which bills change, and where an agent had said otherwise."""
        return {
            "changed": [change.words for change in self.changed],
            "contradicted": self.contradicted,
        }


@dataclass(frozen=True, slots=True)
class IncomingStates:
    """A list of states read through."""

    path: Path
    sheet: Sheet
    listing: Listing[Line]
    visit: Visit  # who brings it in

    def plan(self, transaction: Transaction, portal: Portal, _insisted: Collection[str]) -> Plan:
        """Return what it would change now."""
        return plan(transaction, portal, self.listing)

    def apply(self, transaction: Transaction, portal: Portal, planned: Plan) -> int | None:
        """Write what was planned and return its N; raises `Stale` where a bill changed since."""
        if not planned.changed:
            return None
        invoices.lock(transaction)
        before = {each.number: each.before for each in planned.changed}
        if invoices.known(transaction, portal.code, before) != before:
            raise Stale
        row = imports.add(
            transaction,
            portal=portal.code,
            kind=imports.STATUTS,
            at=clock.now(),
            name=self.path.name,
            counts=planned.counts(),
        )
        said = {each.before.id: each.said for each in planned.changed if each.said}
        states.note_list(transaction, portal, row, said, self.visit)
        invoices.change(
            transaction,
            [{"id": each.before.id, "reference": each.reference} for each in planned.changed],
        )
        return row.id

    def rejects(self, planned: Plan, *, as_csv: bool) -> Rejects:
        """Return the file of the refused lines."""
        rows = writing.rejects(self.sheet.header, planned.rejects)
        return Rejects(".csv" if as_csv else ".xlsx", partial(writing.save, rows, as_csv=as_csv))


def is_one(path: Path, own: Mapping[str, str] = NO_OWN) -> bool:
    """Whether a list names its bills' numbers, and their state or what is left: no list of customers does."""
    wanted = STATE_LIST.called(own)
    try:
        header = reading.read(path, wanted).header
    except Unreadable:
        return False
    says = header.places.keys() & {"state", "remaining_cents"}
    return bool(says) and not wanted.is_bare(header.title("number"))


def read(
    path: Path,
    progress: Callable[[int, int], object],
    visit: Visit,
    own: Mapping[str, str] = NO_OWN,
) -> IncomingStates:
    """Read a list through; raises `Fault` where it can't be taken at all.

    `own`: the columns that the commune has words of its own for, title → field.
    """
    wanted = STATE_LIST.called(own)
    try:
        sheet = reading.read(path, wanted)
        _refuse_other_lists(path, sheet)
        listing = listings.read(sheet, wanted, _line, lambda more: progress(more, sheet.about))
    except Unreadable as reason:
        raise listings.fault(path.name, reason) from reason
    if not (listing.entries or listing.rejects):
        raise Fault(f"{path.name} : il n'y a aucune facture sous la ligne de titres.")
    return IncomingStates(path, sheet, listing, visit)


def plan(transaction: Transaction, portal: Portal, listing: Listing[Line]) -> Plan:
    """Compare what a list says with what lists said before."""
    kept = invoices.known(transaction, portal.code, listing.entries)
    said = invoice_states.said(transaction, [each.id for each in kept.values()])
    made = Plan(rejects=list(listing.rejects))
    for line in listing.entries.values():
        bill = kept.get(line.number)
        if bill is None:
            unknown = f"la facture {line.number} n'est pas ici : importez d'abord son lot"
            made.rejects.append(listing.reject(line.line, line.cells, "number", unknown))
            continue
        if abs(line.remaining_cents or 0) > abs(bill.amount_cents):
            too_much = "il reste plus à payer que le montant de la facture"
            made.rejects.append(listing.reject(line.line, line.cells, "remaining_cents", too_much))
            continue
        before = states.words_of(said, bill.id)
        now = states.merged(before, line.unsaid, line.state, line.remaining_cents)
        reference = bill.reference if "reference" in line.unsaid else line.reference
        if now == before and reference == bill.reference:
            made.unchanged += 1
            continue
        made.changed.append(Change(bill, now if now != before else None, reference))
        made.contradicted += _contradicted(bill, said.get(bill.id, ()), now)
    made.rejects.sort(key=lambda reject: reject.line)
    return made


def _line(row: Row, said: Cells) -> Line:
    if said.get("state"):
        said["state"] = State(said["state"])
    if "reference" in said:
        said["reference"] = said["reference"] or None
    line = Line(row.line, row.cells, unsaid=frozenset(set(_SAYING) - said.keys()), **said)
    if line.remaining_cents and line.state in (State.PAID, State.DEBITED):
        raise Refused(
            "remaining_cents",
            "la facture est dite réglée et il reste à payer : lequel est juste ?",
        )
    return line


def _contradicted(bill: Kept, said: Sequence[StateSaid], now: Said) -> list[str]:
    """Return a line where an agent had said something else, which is kept beside."""
    by_agent = states.last_of(said, Source.AGENT)
    if by_agent is None or (by_agent.state, by_agent.remaining_cents) == now:
        return []
    word = states.WORDS[State(by_agent.state)] if by_agent.state else "autre chose"
    whose = f"{by_agent.said_by} l'avait dite {word} le {by_agent.said_at:%d/%m/%Y}"
    return [f"{bill.number} : {whose} ; le client lit ce qui lui demande le moins"]


def _refuse_other_lists(path: Path, sheet: Sheet) -> None:
    """Raise `Fault` where the list says nothing of states, or is that of a batch without its PDFs."""
    places = sheet.header.places
    if "file" in places:
        raise Fault(
            f"{path.name} est la liste d'un lot : importez le dossier ou le ZIP qui la contient avec "
            "ses PDF. Une liste d'états n'a pas de colonne « fichier »."
        )
    if not any(name in places for name in _SAYING):
        raise Fault(
            f"{path.name} : il faut, à côté du numéro de facture, une colonne « statut », « reste » ou "
            "« référence »."
        )

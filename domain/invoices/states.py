"""What was said of a bill's state, and which of it counts.

A list and an agent are both the service: what an agent says after the list counts. Where the list says
something else later, both are kept, and the customer reads the one that asks for less; a list that only
repeats itself says nothing new. A payment that came through on line counts before all, and nothing undoes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain import clock, history
from domain.faults import Fault
from domain.history import Visit
from domain.invoices import lookup
from domain.invoices.access import SETTLED, State
from domain.portals import Portal
from store import Transaction, imports, invoice_states, invoices
from store.invoice_states import StateSaid
from store.records import Import, Invoice


class Source(StrEnum):
    """Who said it; kept in the database under these names."""

    LIST = "list"
    AGENT = "agent"
    ONLINE = "online"  # PayFiP's own answer; its number stands where others have their name


class Said(NamedTuple):
    """What is said of a bill; None: nothing."""

    state: str | None = None
    remaining_cents: int | None = None


NOTHING = Said()
WORDS = {
    State.DUE: "à payer",
    State.PAID: "payée",
    State.DEBITED: "prélevée",
    State.CANCELLED: "annulée",
}


def last_of(words: Iterable[StateSaid], source: Source) -> StateSaid | None:
    """Return what a source said last, of words in their order."""
    return next((each for each in reversed(list(words)) if each.source == source), None)


def in_force(words: Sequence[StateSaid], amount_cents: int) -> StateSaid | None:
    """Return which of what was said counts, None where nothing was."""
    paid = last_of(words, Source.ONLINE)
    if paid is not None:
        return paid
    listed, by_agent = last_of(words, Source.LIST), last_of(words, Source.AGENT)
    if listed is None or by_agent is None:
        return listed or by_agent
    if words.index(by_agent) > words.index(listed):
        return by_agent
    return min(listed, by_agent, key=lambda each: _asks(each, amount_cents))


def disagree(words: Sequence[StateSaid]) -> list[StateSaid]:
    """Return what each source says last where they differ, else nothing; before a payment they may."""
    paid = last_of(words, Source.ONLINE)
    since = words[words.index(paid) :] if paid else words
    last = [each for source in Source if (each := last_of(since, source))]
    return last if len({(each.state, each.remaining_cents or None) for each in last}) > 1 else []


def is_corrected(words: Sequence[StateSaid]) -> bool:
    """Whether an agent spoke last, and no payment came through: theirs corrects what a list said."""
    return bool(words) and words[-1].source == Source.AGENT and not last_of(words, Source.ONLINE)


def merged(
    before: Said, unsaid: Iterable[str], state: str | None, remaining_cents: int | None
) -> Said:
    """Return what a source says now, where it was silent of some; a state that contradicts what is left gives way."""
    silent = set(unsaid)
    if "state" in silent:
        state = before.state
        if remaining_cents and state in SETTLED and "remaining_cents" not in silent:
            state = State.DUE
    if "remaining_cents" in silent:
        is_new = state in SETTLED and state != before.state
        remaining_cents = None if is_new else before.remaining_cents
    return Said(state, remaining_cents)


def settle(transaction: Transaction, timezone: str, invoice_ids: Iterable[int]) -> None:
    """Let these bills be in the state that counts of all that was said of them; its day is the one there."""
    zone = ZoneInfo(timezone)
    bills = invoices.of_ids(transaction, invoice_ids)
    words = invoice_states.said(transaction, [each.id for each in bills])
    rows = []
    for bill in bills:
        counts = in_force(words.get(bill.id, []), bill.amount_cents)
        day = counts.said_at.astimezone(zone).date() if counts else bill.state_on
        said = (counts.state, counts.remaining_cents) if counts else NOTHING
        is_online = counts is not None and counts.source == Source.ONLINE
        number = counts.said_by if counts and is_online else None
        rows.append(
            {
                "id": bill.id,
                "state": said[0],
                "remaining_cents": said[1],
                "state_on": day,
                "payment_number": number,
            }
        )
    invoices.change(transaction, rows)


def note_list(
    transaction: Transaction, portal: Portal, row: Import, said: Mapping[int, Said], visit: Visit
) -> None:
    """Keep what a list that was just written says: of the bills that it added, and anew of others, by their ids."""
    invoice_states.add_of_import(transaction, row.id, source=Source.LIST, at=row.at, by=visit.by)
    words = [
        StateSaid(invoice_id, Source.LIST, *each, row.at, visit.by, row.id)
        for invoice_id, each in said.items()
    ]
    invoice_states.add(transaction, words)
    settle(transaction, portal.timezone, said)


def note_paid_online(transaction: Transaction, bill: Invoice, *, number: str, at: datetime) -> None:
    """Keep PayFiP's word that a bill was paid, with its number of the payment, by its clock in Paris."""
    word = StateSaid(bill.id, Source.ONLINE, State.PAID, None, at, number, None)
    invoice_states.add(transaction, [word])
    settle(transaction, "Europe/Paris", [bill.id])


def set_by_agent(
    transaction: Transaction,
    portal: Portal,
    number: str,
    state: State,
    visit: Visit,
    *,
    remaining_cents: int | None = None,
) -> Invoice:
    """Keep what an agent says of a bill, and return it as it is then; raises `Fault`.

    To say the same again changes nothing.
    """
    bill = lookup.by_number(transaction, portal, number)
    why = _refused(bill, state, remaining_cents)
    if why:
        raise Fault(why)
    before = last_of(invoice_states.said(transaction, [bill.id]).get(bill.id, []), Source.AGENT)
    if before and (before.state, before.remaining_cents) == (state, remaining_cents) == (
        bill.state,
        bill.remaining_cents,
    ):
        return bill
    word = StateSaid(bill.id, Source.AGENT, state, remaining_cents, clock.now(), visit.by, None)
    invoice_states.add(transaction, [word])
    settle(transaction, portal.timezone, [bill.id])
    kind, details = history.Kind.STATE_SET, f"{bill.number}\u00a0: {WORDS[state]}"
    history.record(transaction, kind, visit, portal=portal.code, details=details)
    return lookup.by_number(transaction, portal, number)


def of_list(transaction: Transaction, portal: Portal, import_id: int) -> int | None:
    """Return of how many bills a list of states says something that stands; None where the import is none."""
    if imports.by_id(transaction, portal.code, import_id, imports.STATUTS) is None:
        return None
    return len(invoice_states.of_import(transaction, import_id))


def take_back(transaction: Transaction, portal: Portal, import_id: int, visit: Visit) -> int:
    """Forget what a list of states said; returns of how many bills."""
    bills = invoice_states.take_back(transaction, import_id)
    settle(transaction, portal.timezone, bills)
    if bills:
        imports.note_taken_back(transaction, import_id, by=visit.by, at=clock.now())
        kind, details = history.Kind.STATES_UNDONE, f"n° {import_id}"
        history.record(transaction, kind, visit, portal=portal.code, details=details)
    return len(bills)


def history_of(transaction: Transaction, bill: Invoice) -> Sequence[StateSaid]:
    """Return all that was said of a bill, the oldest first."""
    return invoice_states.said(transaction, [bill.id]).get(bill.id, [])


def words_of(said: Mapping[int, Sequence[StateSaid]], invoice_id: int) -> Said:
    """Return what the lists said last of a bill, in `said` of the store; NOTHING where they did not."""
    last = last_of(said.get(invoice_id, ()), Source.LIST)
    return Said(last.state, last.remaining_cents) if last else NOTHING


def _asks(each: StateSaid, amount_cents: int) -> float:
    if each.state in SETTLED:
        return 0
    if each.remaining_cents is not None:
        return each.remaining_cents
    return amount_cents if each.state else float("inf")


def _refused(bill: Invoice, state: State, remaining_cents: int | None) -> str:
    if remaining_cents is None:
        return ""
    if abs(remaining_cents) > abs(bill.amount_cents):
        return "Il resterait plus à payer que le montant de la facture."
    if remaining_cents and state in SETTLED:
        return f"Une facture {WORDS[state]} ne laisse rien à payer\u00a0: lequel est juste\u00a0?"
    return ""

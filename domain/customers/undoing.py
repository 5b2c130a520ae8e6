"""An import of customers taken back: the register as it was before, where nothing newer changed it.

What a later list, an edit or the customer changed since stays as it is now, and is named; so is a
customer who has bills meanwhile.
"""

from dataclasses import dataclass, field

from domain import clock, history
from domain.customers import departures, register, seconds, tenants
from domain.customers.departures import Departure
from domain.customers.seconds import Second
from domain.faults import Fault
from domain.history import Kind, Visit
from domain.portals import Portal
from store import Transaction, imports, readers, words
from store.customers import Change, Known
from store.imports import Written
from store.readers import Replacement
from store.records import By


@dataclass
class Undoing:
    """What was taken back: customers as before, and those who are gone again; and what stays."""

    restored: list[Written] = field(default_factory=list)
    gone: list[Written] = field(default_factory=list)
    changed_since: list[str] = field(default_factory=list)  # numbers
    with_bills: list[str] = field(default_factory=list)  # numbers
    departures: list[Departure] = field(default_factory=list)

    @property
    def moved(self) -> list[str]:
        """Return who leaves an active account, in words."""
        return [departure.words for departure in self.departures]


def plan(transaction: Transaction, portal: Portal, import_id: int) -> Undoing:
    """Return what taking an import of customers back would do; raises `Fault` where there is none of this number."""
    if imports.by_id(transaction, portal.code, import_id, imports.CLIENTS) is None:
        raise Fault(
            f"L'import de clients n° {import_id} n'existe pas ici : « flask clients imports » les "
            "énumère (pour des factures : flask factures remove --import N)."
        )
    planned = Undoing()
    for one in imports.written(transaction, portal.code, import_id):
        if not one.is_untouched:
            planned.changed_since.append(one.number)
        elif one.was_known:
            planned.restored.append(one)
        elif one.has_invoices:
            planned.with_bills.append(one.number)
        else:
            planned.gone.append(one)
    planned.departures = departures.find(transaction, portal, map(_change, planned.restored))
    return planned


def undo(transaction: Transaction, portal: Portal, import_id: int, visit: Visit) -> Undoing:
    """Take an import of customers back; raises `Fault` where there is none of this number."""
    done = plan(transaction, portal, import_id)
    if not (done.restored or done.gone):
        return done
    leaving = {one.id: one.number for one in done.gone if one.id and one.removed_at is None}
    register.note_removed(transaction, portal, leaving, visit)
    imports.take_back(
        transaction,
        import_id,
        changed=[one.id for one in done.restored if one.id],
        added=[one.id for one in done.gone if one.id],
    )
    renamed = [(one.id, one.name_before or "") for one in done.restored if one.id]
    words.replace(transaction, portal.code, renamed)
    replaced = [
        Replacement(one.id, one.address, one.address_before) for one in done.restored if one.id
    ]
    readers.replace(transaction, replaced, by=By.SERVICE, at=clock.now())
    said = [
        Second(one.id, one.number, one.second or None, one.second_before or None)
        for one in done.restored
        if one.id
    ]
    seconds.move(transaction, portal, said)
    tenants.settle(transaction, portal, map(_change, done.restored), by=By.SERVICE, visit=visit)
    imports.note_taken_back(transaction, import_id, by=visit.by, at=clock.now())
    history.record(
        transaction, Kind.IMPORT_UNDONE, visit, portal=portal.code, details=f"n° {import_id}"
    )
    departures.tell(transaction, portal, done.departures, visit)
    return done


def _change(one: Written) -> Change:
    """Return what becomes of a customer's address: none where it was taken out before."""
    assert one.id is not None
    now = Known(
        one.id,
        one.number,
        one.name or "",
        one.address,
        None,
        None,
        "",
        "",
        "",
        None,
        bool(one.removed_at),
    )
    address = None if one.removed_before else one.address_before
    return Change(now, one.name_before or "", address, None, None)

"""Taking back what came in by mistake: some invoices, or a whole import.

Their announcements that have not left are cancelled; their PDFs go with the housekeeping, when
nothing names them any more. What an import replaced is not brought back: it is named, so that the
right batch can be imported. Who had been told already may be told that it was a mistake.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain import clock, french, history, outbox
from domain.history import Kind, Visit
from domain.invoices import lookup
from domain.portals import Portal
from store import Transaction, announcements, deliveries, imports, invoices
from store.invoices import Kept

NAMED = 20  # invoices in one mail; the others are counted


@dataclass(frozen=True, slots=True)
class Removal:
    """What would go, and what can't: unknown numbers, invoices that the import had replaced."""

    found: Sequence[Kept]
    unknown: Sequence[str] = ()
    replaced: Sequence[str] = ()
    corrected: Sequence[str] = ()  # by a later import: they stay
    import_id: int | None = None  # where a whole import is taken back
    told: Mapping[int, Sequence[Kept]] = field(default_factory=dict)  # by account: of what it was


def of_numbers(transaction: Transaction, portal: Portal, numbers: Iterable[str]) -> Removal:
    """Return what the removal of these numbers would do."""
    wanted = list(dict.fromkeys(numbers))
    known = invoices.known(transaction, portal.code, wanted)
    found = list(known.values())
    unknown = [number for number in wanted if number not in known]
    return Removal(found, unknown, told=_told(transaction, found))


def of_import(transaction: Transaction, portal: Portal, import_id: int) -> Removal:
    """Return what taking back an import would do; raises `Fault` where it does not exist."""
    row = lookup.import_(transaction, portal, import_id)
    later = {
        number
        for each in imports.listed(transaction, portal.code, imports.FACTURES)
        if each.id > import_id
        for number in each.counts.get("changed_numbers", ())
    }
    brought = invoices.of_import(transaction, import_id)
    found = [each for each in brought if each.number not in later]
    return Removal(
        found,
        replaced=row.counts.get("changed_numbers", ()),
        corrected=[each.number for each in brought if each.number in later],
        import_id=import_id,
        told=_told(transaction, found),
    )


def apply(
    transaction: Transaction,
    portal: Portal,
    removal: Removal,
    visit: Visit,
    *,
    tells: bool = False,
) -> int:
    """Remove; returns how many mails were cancelled. `tells`: who had been told is mailed."""
    details = history.named([each.number for each in removal.found])
    history.record(transaction, Kind.INVOICES_REMOVED, visit, portal=portal.code, details=details)
    if tells:
        _tell(transaction, portal, removal)
    invoices.remove(transaction, [each.id for each in removal.found])
    if removal.import_id is not None:
        imports.note_taken_back(transaction, removal.import_id, by=visit.by, at=clock.now())
    return sum(
        announcements.cancel(
            transaction,
            import_id,
            except_accounts=invoices.accounts_of_import(transaction, import_id),
        )
        for import_id in {each.import_id for each in removal.found}
    )


def _told(transaction: Transaction, found: Iterable[Kept]) -> dict[int, list[Kept]]:
    by_id = {each.id: each for each in found}
    told: dict[int, list[Kept]] = defaultdict(list)
    for account_id, invoice_id in deliveries.told(transaction, by_id):
        told[account_id].append(by_id[invoice_id])
    return dict(told)


def _tell(transaction: Transaction, portal: Portal, removal: Removal) -> None:
    for account_id, bills in removal.told.items():
        details = {"lines": [_line(each) for each in bills[:NAMED]], "count": len(bills)}
        outbox.put_many(transaction, portal, [account_id], outbox.Kind.BILLS_WITHDRAWN, details)


def _line(bill: Kept) -> str:
    """« Eau potable, n° FA-1, 57,20 € »."""
    amount = french.euros(bill.amount_cents)
    return ", ".join([bill.subject or "Facture", f"n°\u00a0{bill.number}", amount])

"""Taking back what came in by mistake: some invoices, or a whole import.

Their announcements that have not left are cancelled; their PDFs go with the housekeeping, when
nothing names them any more. What an import replaced is not brought back: it is named, so that the
right batch can be imported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain import history
from domain.history import Kind, Visit
from domain.invoices import lookup
from domain.portals import Portal
from store import Transaction, announcements, imports, invoices
from store.invoices import Kept


@dataclass(frozen=True, slots=True)
class Removal:
    """What would go, and what can't: unknown numbers, invoices that the import had replaced."""

    found: Sequence[Kept]
    unknown: Sequence[str] = ()
    replaced: Sequence[str] = ()
    corrected: Sequence[str] = ()  # by a later import: they stay


def of_numbers(transaction: Transaction, portal: Portal, numbers: Iterable[str]) -> Removal:
    """Return what the removal of these numbers would do."""
    wanted = list(dict.fromkeys(numbers))
    known = invoices.known(transaction, portal.code, wanted)
    return Removal(list(known.values()), [number for number in wanted if number not in known])


def of_import(transaction: Transaction, portal: Portal, import_id: int) -> Removal:
    """Return what taking back an import would do; raises `Fault` where it does not exist."""
    row = lookup.import_(transaction, portal, import_id)
    later = {
        number
        for each in imports.listed(transaction, portal.code, imports.FACTURES)
        if each.id > import_id
        for number in each.counts.get("changed_numbers", ())
    }
    found = invoices.of_import(transaction, import_id)
    return Removal(
        [each for each in found if each.number not in later],
        replaced=row.counts.get("changed_numbers", ()),
        corrected=[each.number for each in found if each.number in later],
    )


def apply(transaction: Transaction, portal: Portal, removal: Removal, visit: Visit) -> int:
    """Remove; returns how many mails were cancelled."""
    details = history.named([each.number for each in removal.found])
    history.record(transaction, Kind.INVOICES_REMOVED, visit, portal=portal.code, details=details)
    invoices.remove(transaction, [each.id for each in removal.found])
    return sum(
        announcements.cancel(
            transaction,
            import_id,
            except_accounts=invoices.accounts_of_import(transaction, import_id),
        )
        for import_id in {each.import_id for each in removal.found}
    )

"""The register as it is: listed, searched, and customers who left taken out of it."""

from collections.abc import Iterable, Iterator, Mapping

from domain import clock, french, history
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, customers, readers, words
from store.customers import Known
from store.records import Account, Customer

EVERYBODY = 1_000_000
TITLES = ("Numéro", "Nom", "Adresse mail")


def remove(
    transaction: Transaction, portal: Portal, numbers: Iterable[str], visit: Visit
) -> list[Known]:
    """Take customers out of the register, and return those who were in it.

    Their accounts see them no longer; nothing of them is erased.
    """
    found = customers.among(transaction, portal.code, numbers).values()
    leaving = [known for known in found if not known.is_removed]
    note_removed(transaction, portal, {known.id: known.number for known in leaving}, visit)
    customers.remove(transaction, [known.id for known in leaving], clock.now())
    return leaving


def note_removed(
    transaction: Transaction, portal: Portal, leaving: Mapping[int, str], visit: Visit
) -> None:
    """Note that customers (number by id) leave the register, in the history of who reads them."""
    reading: list[tuple[str, Account | None]] = [*readers.accounts_of(transaction, leaving)]
    unread = set(leaving.values()) - {number for number, _ in reading}
    for number, account in [*reading, *((number, None) for number in sorted(unread))]:
        history.record(
            transaction,
            history.Kind.CUSTOMER_REMOVED,
            visit,
            portal=portal.code,
            account=account,
            details=f"client {number}",
        )


def rows(
    transaction: Transaction, portal: Portal, *, only_changed: bool = False
) -> Iterator[tuple[str, ...]]:
    """Return the register as a list that an import takes back unchanged, its titles first.

    `only_changed`: the addresses that customers changed themselves, news for the billing software.
    """
    yield (*TITLES, "Ancienne adresse", "Changée le") if only_changed else TITLES
    for one in customers.listed(transaction, portal.code):
        cells = (one.number, one.name, one.address or "")
        if not only_changed:
            yield cells
        elif one.changed_by_customer_at:
            day = clock.day(one.changed_by_customer_at, portal.timezone)
            yield (*cells, one.file_address or "", french.day(day))


def search(
    transaction: Transaction, portal: Portal, text: str = "", most: int = EVERYBODY
) -> list[Customer]:
    """Return customers by number: all of them, or at most `most` whom `text` may mean.

    It is the beginning of words of the name, of the number, of an address, of a bill's number.
    """
    if not text.strip():
        return customers.listed(transaction, portal.code)
    return words.search(transaction, portal.code, text, most)

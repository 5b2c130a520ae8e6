"""What is left to do for a bill: each is in just one of four sets, and their sum is the lot.

On paper unless a mail tells of it, or is about to, who chose to get bills on line and can be reached
now. So whatever ends that (a returned mail, a closed or suspended account, the end of announcements)
puts a bill that nobody has read on paper; one that was told on line and read stays so.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from domain import choices, clock, french
from domain.choices import Standing
from domain.invoices import delivery, lookup
from domain.invoices.delivery import Delivery
from domain.portals import Portal
from store import Transaction, announcements, customers, invoices
from store.invoices import Reached
from store.records import Invoice

REMINDED_AFTER = timedelta(days=8)


class Life(StrEnum):
    """Where a bill is, in the order in which the first that holds counts."""

    TO_PRINT = "to_print"  # on paper, or nobody who could read it
    READ = "read"
    TOLD = "told"
    TO_TELL = "to_tell"  # its mail waits


WORDS = {
    Life.TO_PRINT: "à imprimer",
    Life.READ: "lue",
    Life.TOLD: "prévenue",
    Life.TO_TELL: "à prévenir",
}


def counted(counts: Mapping[Life, int]) -> dict[str, int]:
    """Return how many are in each set, all four named."""
    return {life.value: counts.get(life, 0) for life in Life}


def count(lives: Iterable[Life]) -> dict[str, int]:
    """Count bills by where they are."""
    found = list(lives)
    return counted({life: found.count(life) for life in Life})


def in_words(counts: Mapping[str, int]) -> str:
    """« À imprimer 12, lues 0, prévenues 0, à prévenir 28 : 40 factures »."""
    said = zip(("À imprimer", "lues", "prévenues", "à prévenir"), Life, strict=True)
    parts = [f"{word}\u00a0{french.number(counts.get(life, 0))}" for word, life in said]
    return f"{', '.join(parts)}\u00a0: {french.count(sum(counts.values()), 'facture')}"


def of(transaction: Transaction, portal: Portal, found: Iterable[Invoice]) -> dict[int, Life]:
    """Return where each of these bills is now, by its id; those that wait unseen are left out."""
    seen = [each for each in found if each.available_at]
    became = delivery.of(transaction, seen)
    known = customers.among(transaction, portal.code, {each.customer_number for each in seen})
    standings = choices.of_customers(transaction, known.values())
    reached: dict[int, list[Reached]] = {}
    for row in invoices.reached(transaction, portal.code, standings):
        reached.setdefault(row.customer_id, []).append(row)
    waiting = announcements.waiting(transaction, {each.import_id for each in seen})
    return {
        each.id: _life(
            each,
            became[each.id],
            standings[owner],
            _reachable(reached.get(owner, ())),
            waiting.get(each.import_id, frozenset()),
        )
        for each in seen
        for owner in [known[each.customer_number].id]
    }


def of_import(transaction: Transaction, portal: Portal, import_id: int) -> dict[str, int]:
    """Count the bills of a lot by where they are; raises `Fault` where there is no such lot."""
    return count(of(transaction, portal, lookup.of_import(transaction, portal, import_id)).values())


def is_to_remind(became: Delivery) -> bool:
    """Whether who was told of a bill on line has left it unopened for so long that paper follows."""
    return _last_told(became) <= clock.now() - REMINDED_AFTER


def _last_told(became: Delivery) -> datetime:
    return max(each.handed_over_at for each in became.notices)


def _reachable(rows: Iterable[Reached]) -> frozenset[int]:
    """Return the accounts that can be told now: active, with announcements, their address alive."""
    return frozenset(row.account_id for row in rows if row.is_told and row.account_id)


def _life(
    invoice: Invoice,
    became: Delivery,
    now: Standing,
    reachable: frozenset[int],
    waiting: frozenset[int],
) -> Life:
    online = [each for each in became.notices if each.is_online]
    told = [each for each in online if not each.returned_at and each.account_id in reachable]
    to_tell = [each for each in waiting & reachable if now.goes_on_line_to(each)]
    if not online and not to_tell:
        return Life.TO_PRINT
    if any(each.document == invoice.document for each in became.openings):
        return Life.READ
    if told:
        return Life.TOLD
    return Life.TO_TELL if to_tell else Life.TO_PRINT

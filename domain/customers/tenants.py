"""A number that is given to somebody else: the names before and after share no word.

What was let in for who lived there before ends with them.
"""

from collections.abc import Iterable

from domain import clock
from domain.customers import sharing
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, codes, proposals, words
from store.customers import Change
from store.records import By

# Words that everybody's name may have.
_COMMON = frozenset(
    [
        "m",
        "mr",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "mademoiselle",
        "et",
        "ou",
        "veuve",
        "epoux",
        "de",
        "du",
        "des",
        "d",
        "l",
        "le",
        "la",
        "les",
    ]
)


def is_new(before: str, after: str) -> bool:
    """Whether two names, of one number, are of two people."""
    return before != after and not (words.of(before) & words.of(after)) - _COMMON


def settle(
    transaction: Transaction, portal: Portal, changes: Iterable[Change], *, by: By, visit: Visit
) -> None:
    """End what belonged to who had these customers' numbers before: codes, proposals, second readers."""
    new = [each for each in changes if is_new(each.before.name, each.name)]
    ids = [each.before.id for each in new]
    codes.end(transaction, ids)
    proposals.end(transaction, ids, clock.now())
    for each in new:
        sharing.end_beside(transaction, portal, each.before.number, by=by, visit=visit)

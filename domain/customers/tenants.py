"""A number that is given to somebody else: the names before and after share no word.

What was let in for who lived there before ends with them.
"""

from collections.abc import Iterable

from domain import clock
from store import Transaction, codes, proposals, words
from store.customers import Change

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


def settle(transaction: Transaction, changes: Iterable[Change]) -> None:
    """End what belonged to who had these customers' numbers before: codes, and addresses that wait."""
    new = [each.before.id for each in changes if is_new(each.before.name, each.name)]
    codes.end(transaction, new)
    proposals.end(transaction, new, clock.now())

"""What a page shows of the numbers of a list: whose it says it is, and who else stands on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from domain.invoices import printed_numbers as printed
from domain.invoices.line_words import Line
from domain.invoices.printed_numbers import Numbers, Of, Text

_MOST_NAMED = 5


class Kind(StrEnum):
    """What can be read on a page."""

    TEXT = "text"
    BLANK = "blank"
    SCAN = "scan"  # a picture without text
    UNREADABLE = (
        "unreadable"  # signs that mean nothing: a font that does not say which letters it has
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its lines from the top down, and what else is to be known of it."""

    lines: Sequence[Line]
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one page shows of the list's numbers: few words, so that 50,000 pages fit into memory."""

    kind: Kind
    bill: str | None = None  # the number that makes it this bill's
    is_weak: bool = False  # alone, or beside « rappel »
    other_bills: tuple[str, ...] = ()  # further down
    unlabelled: tuple[str, ...] = ()  # where nothing else stands
    customers: tuple[str, ...] = ()  # said to be a customer's number
    perhaps_customers: tuple[str, ...] = ()  # these, and those of which nothing is said
    stranger: str = ""  # looks like a number of the list, and isn't
    words: bytes = b""  # two pages that say the same have the same


class Looker:
    """Looks at pages for the numbers of bills and of customers, as `line_words.key` folds them."""

    def __init__(self, bills: Iterable[str], customers: Iterable[str]) -> None:
        """Take the folded numbers of all rows."""
        self._bills = Numbers(filter(None, bills))
        self._customers = Numbers(filter(None, customers))
        self._all = Numbers(self._bills.keys | self._customers.keys)

    def look(self, page: Page) -> Sighting:
        """Return what a page shows."""
        if page.kind is not Kind.TEXT:
            return Sighting(page.kind)
        text = Text(page.lines)
        places = list(printed.places(text, self._all))
        bills = [one for one in places if one.key in self._bills.keys and one.of is not Of.CUSTOMER]
        customers = [
            one for one in places if one.key in self._customers.keys and one.of is not Of.BILL
        ]
        own = min(bills, key=lambda place: place.is_earlier, default=None)
        plain = dict.fromkeys(printed.anywhere(text, self._bills)) if not own else {}
        words = "\n".join(line.text for line in page.lines).encode()
        return Sighting(
            Kind.TEXT,
            own.key if own else None,
            bool(own and (own.is_alone or own.is_earlier)),
            tuple(dict.fromkeys(place.key for place in bills if own and place.key != own.key)),
            tuple(plain)[:_MOST_NAMED],
            tuple(dict.fromkeys(one.key for one in customers if one.of is Of.CUSTOMER)),
            tuple(dict.fromkeys(one.key for one in customers)),
            "" if own else self._stranger(text),
            blake2b(words, digest_size=16).digest(),
        )

    def _stranger(self, lines: Text) -> str:
        for place in printed.strangers(lines, self._bills):
            if place.of is not Of.CUSTOMER and place.key not in self._customers.keys:
                return place.key.upper()
        for place in printed.strangers(lines, self._customers):
            if place.of is Of.CUSTOMER:
                return place.key.upper()
        return ""

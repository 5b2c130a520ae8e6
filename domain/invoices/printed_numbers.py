"""Where the numbers of a list stand in the text of a page, and whether they stand as its number.

That is beside a label or below the title of a column (« facture », « n° », « réf. »), or alone in the top third;
the words beside it say of what it is. How a number is told from a part of one: `line_words.py`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from domain.invoices import line_words
from domain.invoices.line_words import Line, Words

TOP = 1 / 3  # of the page: a number alone stands there as the page's
_NEAR = 0.06  # of the page: titles of columns stand so far above what is below them at most
_HALF = 1 / 2
_MOST_SHAPES = 50
_SIGHT = 48  # signs before a number among which its label may stand

_DIGIT = re.compile(r"\d")
_LABEL = re.compile(
    r"(?:numero|facture|avoir|n°|ref(?:erence)?s?)[^\d€%]{0,30}$|(?:^|[^a-z])(?:no|num|nr)[:\t]*$"
)
_HEADING = re.compile(r"numero|facture|avoir|n°|(?<![a-z])(?:no|num|nr|ref(?:erence)?s?)(?![a-z])")
_NO_LABEL = re.compile(r"(?:du|le|au|page|rue|article)$")  # « facture du 12 novembre »
_BILL = re.compile(r"facture|avoir|piece|titre|avis")
_CUSTOMER = re.compile(
    r"client|abonne|usager|redevable|tiers|famille|adherent|debiteur|payeur|compte|contrat|dossier"
)
_BILL_NUMBER = re.compile(
    r"(?:facture|avoir)(?:n°|no|numero)[:\t]*$|numero(?:de)?(?:la)?facture[:\t]*$"
)
_LABEL_ANYWHERE = re.compile(r"numero|facture|avoir|n°|ref|(?<![a-z])(?:no|num|nr)")
_BILL_ANYWHERE = re.compile(r"factur|avoir")
_EARLIER = re.compile(r"rappel|precedent|anterieur|relance|impaye|annule|remplace|avoirsur|solde")


class Of(StrEnum):
    """What a number is of, as the words before it say."""

    BILL = "bill"
    CUSTOMER = "customer"
    EITHER = "either"


class Place(NamedTuple):
    """One number of the list where it stands as a page's number may."""

    key: str  # folded
    of: Of
    is_alone: bool  # without a label, in the top third
    is_earlier: bool  # the words before it speak of another bill: « rappel », « précédente »
    depth: float


class Text:
    """The lines of a page, from the top down, each read once and only where it is looked at."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Take the lines."""
        self.lines = lines
        self._read: dict[int, Words] = {}
        self._bare = [line_words.bare(line.text) for line in lines]
        # The number of a bill or a customer has a digit, and a label beside or above it, or is alone.
        self.numbered = [
            at
            for at, bare in enumerate(self._bare)
            if _DIGIT.search(bare)
            and (
                lines[at].depth <= TOP
                or _LABEL_ANYWHERE.search(bare)
                or (at > 0 and _LABEL_ANYWHERE.search(self._bare[at - 1]))
            )
        ]

    @cached_property
    def names_a_bill(self) -> bool:
        """Whether « facture n° » may stand in a line that has a number."""
        return any(_BILL_ANYWHERE.search(self._bare[at]) for at in self.numbered)

    def words(self) -> Iterator[str]:
        """Yield what stands between blanks, as numbers are compared."""
        for line in self.lines:
            yield from map(line_words.key, filter(_DIGIT.search, line.text.split()))

    def at(self, place: int) -> Words:
        """Return one line."""
        if place not in self._read:
            self._read[place] = Words(self.lines[place])
        return self._read[place]


class Numbers:
    """The numbers of a list, to be looked for in many pages; as keys."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Take the folded numbers."""
        self.keys = frozenset(keys)
        self.lengths = sorted({len(each) for each in self.keys}, reverse=True)
        shapes = {re.sub(r"\d+", "0", each) for each in self.keys}
        alike = "|".join(
            re.escape(shape).replace("0", r"\d+") for shape in sorted(shapes)[:_MOST_SHAPES]
        )
        self._alike = re.compile(alike or r"(?!)")
        # Most words are told apart by their first sign.
        signs = {each[0] for each in self.keys}
        self._firsts = signs | set("0123456789") if signs & set("0123456789") else signs

    def at(self, text: Words, first: int) -> int | None:
        """Return behind which word a number of the list ends that begins here; the longest."""
        if text.words[first][0] not in self._firsts:
            return None
        start = text.starts[first]
        for length in self.lengths:
            after = text.ends.get(start + length)
            if after is not None and text.all[start : start + length] in self.keys:
                is_whole = text.may_end(after) and not text.is_group(first, after)
                return after if is_whole else None
        return None

    def like(self, text: Words, first: int) -> int | None:
        """Return behind which word something ends that looks like one of them."""
        if text.words[first][0] not in self._firsts:
            return None
        found = self._alike.match(text.all, text.starts[first])
        after = text.ends.get(found.end()) if found else None
        if not found or after is None or not text.may_end(after) or text.is_group(first, after):
            return None
        is_long = self.lengths[-1] - 1 <= len(found[0]) <= self.lengths[0] + 1
        goes_on = text.words[after : after + 1] and text.words[after][0].isdigit()
        return after if is_long and not goes_on else None


def places(lines: Text, numbers: Numbers) -> Iterator[Place]:
    """Yield the numbers of the list that stand as a page's number may, from the top down."""
    yield from _places(lines, numbers.at)


def strangers(lines: Text, numbers: Numbers) -> Iterator[Place]:
    """Yield what stands as a page's number may, and isn't in the list.

    It looks like one of the list's; or follows « facture n° » in the upper half, whatever it looks
    like: a credit note that the list forgets, say.
    """
    for place in _places(lines, numbers.like):
        if place.key not in numbers.keys and (not place.is_earlier or place.depth <= TOP):
            yield place
    for place in _places(lines, _any_number) if lines.names_a_bill else ():
        if (
            place.depth <= _HALF
            and place.of is Of.BILL
            and not place.is_earlier
            and place.key not in numbers.keys
        ):
            yield place


def anywhere(lines: Text, numbers: Numbers) -> Iterator[str]:
    """Yield the numbers of the list that stand anywhere as one word, beside a label or not."""
    yield from (word for word in lines.words() if word in numbers.keys)


def _places(lines: Text, find: "Find") -> Iterator[Place]:
    for at in lines.numbered:
        text = lines.at(at)
        for first, after in _found(text, find):
            label = _label(text, first)
            if label is None and at:
                label = _title(lines.at(at - 1), text, first)
            is_alone = label is None and text.line.depth <= TOP and text.is_cell(first, after)
            if label is not None or is_alone:
                start = text.starts[first]
                is_earlier = bool(_EARLIER.search(text.all, 0, start))
                number = text.all[start : text.starts[after]]
                yield Place(number, _of(label or ""), is_alone, is_earlier, text.line.depth)


def _any_number(text: Words, first: int) -> int | None:
    """Return behind which word a number ends that follows « facture n° » at once."""
    if not _BILL_NUMBER.search(text.all, 0, text.starts[first]):
        return None
    after = first + 1
    while text.glued[after]:
        after += 1
    found = text.all[text.starts[first] : text.starts[after]]
    return after if re.search(r"\d", found) and text.may_end(after) else None


def _found(text: Words, find: "Find") -> Iterator[tuple[int, int]]:
    """Yield between which words numbers stand, none inside of another."""
    behind = 0
    for first in text.begins:
        after = find(text, first) if first >= behind else None
        if after is not None:
            yield first, after
            behind = after


def _before(text: Words, first: int) -> str:
    start = text.starts[first]
    return re.split(r"\d", text.all[max(0, start - _SIGHT) : start])[-1]


def _label(text: Words, first: int) -> str | None:
    """Return the words before a number that say what it is of; None where none do."""
    before = _before(text, first)
    return before if _LABEL.search(before) and not _NO_LABEL.search(before) else None


def _title(above: Words, text: Words, first: int) -> str | None:
    """Return the title of the column that a number stands in; None where there is none."""
    is_near = text.line.depth - above.line.depth <= _NEAR
    if not is_near or _DIGIT.search(above.all) or _HEADING.search(_before(text, first)):
        return None
    titles, place = above.all.split("\t"), text.words[:first].count("\t")
    title = titles[place] if len(titles) == text.words.count("\t") + 1 else above.all
    return title if _HEADING.search(title) else None


def _of(label: str) -> Of:
    is_bill, is_customer = _BILL.search(label), _CUSTOMER.search(label)
    if bool(is_bill) == bool(is_customer):
        return Of.EITHER
    return Of.BILL if is_bill else Of.CUSTOMER


Find = Callable[[Words, int], int | None]

"""A line of a page in its words, as numbers are compared: by letters and digits alone.

Spaces of every kind, dots, dashes, accents and case don't count; a number is a whole word: neither
« FA-1 » in « FA-12 » or « FA-1-A », nor « 345 » in « 12 345 » or « 345,00 € ».
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

# A word, a sign that counts, or what does not count; a tab stands between two cells.
_PARTS = re.compile(
    r"([^\W_]+)|(\t|[^\w\s.\-\u2010-\u2015\u2212\xad\u200b-\u200d\ufeff]|_)"
    r"|((?:[^\S\t]|[.\-\u2010-\u2015\u2212\xad\u200b-\u200d\ufeff])+)"
)
_IGNORED = re.compile(r"[.\-\u2010-\u2015\u2212\xad\u200b-\u200d\ufeff]")
_UNCOUNTED = dict.fromkeys(
    at
    for at in range(0x10000)
    if (chr(at).isspace() and chr(at) != "\t") or _IGNORED.match(chr(at))
)
_ACCENT = re.compile(r"[\u0300-\u036f]")
_GLUE = re.compile(r"[.\-\u2010-\u2015\u2212]+")
_LABEL_WORDS = frozenset({"n", "no", "nr", "num", "ref", "facture", "numero"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it is printed; a tab stands where it leaves a gap, as between two cells."""

    text: str
    depth: float  # 0.0 at the top of the page, 1.0 at its foot


def folded(text: str) -> str:
    """Return a text without accents and capitals."""
    if text.isascii():
        return text.lower()
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text)).casefold()


def key(number: str) -> str:
    """Return a number as it is compared."""
    return "".join(word or sign for word, sign, _ in _PARTS.findall(folded(number)))


def bare(text: str) -> str:
    """Return a text without what does not count: `Words.all` of it, at a fifth of the price."""
    return folded(text).translate(_UNCOUNTED)


class Words:
    """A line in its words and signs, what does not count left out."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.words: list[str] = []
        self.glued: list[bool] = []  # whether a word hangs on the one before: « FA-1 »
        between = ""
        for word, sign, nothing in _PARTS.findall(folded(line.text)):
            if not nothing:
                self.words.append(word or sign)
                self.glued.append(bool(between and _GLUE.fullmatch(between)))
            between = nothing
        self.glued.append(False)
        self.starts = list(accumulate(map(len, self.words), initial=0))
        self.all = "".join(self.words)
        self.ends = {end: at for at, end in enumerate(self.starts)}

    @cached_property
    def begins(self) -> list[int]:
        """Return the words that a number may begin with."""
        return [at for at in range(len(self.words)) if self._may_begin(at)]

    def _may_begin(self, at: int) -> bool:
        """Whether a number may begin with this word."""
        before = self.words[at - 1] if at else ""
        if not self.words[at].isalnum() or (self.glued[at] and before not in _LABEL_WORDS):
            return False
        return not (before in ("/", ",") and at > 1 and self.words[at - 2][-1].isdigit())

    def may_end(self, at: int) -> bool:
        """Whether a number may end before this word."""
        after = self.words[at : at + 2]
        if self.glued[at] and after and after[0].isalnum():
            return False
        # Letters apart, « F A - 1 2 », are one word.
        if after and len(after[0]) == len(self.words[at - 1]) == 1 and after[0].isalnum():
            return False
        if not after:
            return True
        is_part = len(after) > 1 and after[0] in (",", "/", ":") and after[1][0].isdigit()
        return not is_part and after[0] not in ("€", "eur", "euros", "%")

    def is_group(self, first: int, after: int) -> bool:
        """Whether these words are some of the thousands of a longer number: « 12 345 »."""
        before, behind = self.words[:first][-1:], self.words[after : after + 1]
        few = 3
        is_head = self.starts[after] - self.starts[first] <= few and _is_thousand(*behind)
        is_tail = _is_thousand(self.words[first]) and _is_number(few, *before)
        return self.all[self.starts[first] : self.starts[after]].isdigit() and (is_head or is_tail)

    def is_cell(self, first: int, after: int) -> bool:
        """Whether nothing else stands in the cell of these words."""
        return self.words[first - 1 : first] in ([], ["\t"]) and self.words[after : after + 1] in (
            [],
            ["\t"],
        )


def _is_number(most: int, word: str = "") -> bool:
    return word.isdigit() and len(word) <= most


def _is_thousand(word: str = "") -> bool:
    return word.isdigit() and len(word) == 3  # noqa: PLR2004 - how thousands are written

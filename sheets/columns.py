"""Which column holds what: found by the many names that people give it.

Accents, capitals and punctuation do not count, nor small words; « N° », « Num. » and « Numéro » are one
word, as are « e-mail », « courriel », « mél » and « mail ».
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from sheets import Unreadable

REASON = "motif"  # the column that a file of rejects has more; passed over when it comes back

LOOK = 100  # so many lines may stand above the titles
LONGEST_TITLE = 80

_WORDS = re.compile(r"[a-z0-9]+")
_NUMBER_SIGN = re.compile(r"\bn\s*[°ºo]|№|#")
_SYNONYMS = (
    (re.compile(r"\b(?:num|numeros|nr|no|nos|n)\b"), "numero"),
    (
        re.compile(r"\b(?:courriers? electroniques?|e mails?|emails?|courriels?|mels?|mails)\b"),
        "mail",
    ),
    (re.compile(r"\b(?:de|du|des|d|la|le|les|et|ou|a|au)\b"), ""),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Field → the names its column may bear, the surest first; the first is how we speak of it."""

    names: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]

    def title(self, field: str) -> str:
        """Return what people call this field."""
        return self.names[field][0]


@dataclass(frozen=True, slots=True)
class Header:
    """A row of titles; `line` as a spreadsheet numbers it."""

    line: int
    titles: tuple[str, ...]
    places: Mapping[str, int]  # field → index of its column

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the titles that mean nothing to us, in the order of the sheet."""
        used = set(self.places.values())
        return tuple(
            title
            for place, title in enumerate(self.titles)
            if title and place not in used and fold(title) != REASON
        )

    def is_repeated(self, cells: Sequence[str]) -> bool:
        """Whether a row only repeats the titles, as lists do that were printed page by page."""
        return all(
            cells[place].strip() == self.titles[place].strip() for place in self.places.values()
        )

    def is_complete(self, wanted: Wanted) -> bool:
        """Whether every needed column is there."""
        return all(field in self.places for field in wanted.needed)

    def title(self, field: str) -> str:
        """Return how this sheet calls a field; "" where it has no such column."""
        place = self.places.get(field)
        return "" if place is None else self.titles[place]


@lru_cache(maxsize=2048)
def fold(title: str) -> str:
    """Return a title's words without what does not count."""
    text = _NUMBER_SIGN.sub(" numero ", title.casefold())
    text = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    text = " ".join(_WORDS.findall(text))
    for pattern, word in _SYNONYMS:
        text = pattern.sub(word, text)
    return " ".join(text.split())


def search(rows: Iterable[tuple[int, Sequence[str]]], wanted: Wanted) -> Header:
    """Return the row of titles among the first of (line, cells), or the one that is most like it.

    Of two title rows, one below the other, the one that names more columns is taken.
    """
    best = Header(0, (), {})
    for line, cells in islice(rows, LOOK):
        was_complete = best.is_complete(wanted)
        if was_complete and line > best.line + 1:
            break
        header = _match(line, cells, wanted)
        if len(header.places) > len(best.places) and (
            header.is_complete(wanted) or not was_complete
        ):
            best = header
    return best


def checked(header: Header, wanted: Wanted) -> Header:
    """Return a header that can be used; raises `Unreadable` with what is wrong with it."""
    missing = [
        f"« {wanted.title(field)} »" for field in wanted.needed if field not in header.places
    ]
    if not header.places:
        titles = " ; ".join(names[0] for names in wanted.names.values())
        raise Unreadable(
            "Il n'y a pas de ligne de titres : au-dessus de la liste, une ligne doit nommer les "
            f"colonnes, par exemple « {titles} »."
        )
    if missing:
        seen = ", ".join(f"« {title} »" for title in header.titles if title)
        raise Unreadable(
            f"Il manque la colonne {' et la colonne '.join(missing)} : la ligne {header.line} "
            f"nomme {seen}."
        )
    _refuse_twins(header)
    return header


def _match(line: int, cells: Sequence[str], wanted: Wanted) -> Header:
    titles = tuple(shown(" ".join(cell.split())) for cell in cells)
    while titles and not titles[-1]:
        titles = titles[:-1]
    folded = [fold(title) if len(title) <= LONGEST_TITLE else "" for title in titles]
    places: dict[str, int] = {}
    for field, names in wanted.names.items():
        for name in map(fold, names):
            if name in folded and folded.index(name) not in places.values():
                places[field] = folded.index(name)
                break
    return Header(line, titles, places)


def shown(title: str) -> str:
    """Drop control signs: titles are repeated on terminals."""
    return title if title.isprintable() else "".join(filter(str.isprintable, title))


def _refuse_twins(header: Header) -> None:
    folded = [fold(title) for title in header.titles]
    for place in header.places.values():
        if folded.count(folded[place]) > 1:
            raise Unreadable(
                f"Deux colonnes s'appellent « {header.titles[place]} » (ligne {header.line}) : "
                "renommez celle qui ne doit pas servir."
            )

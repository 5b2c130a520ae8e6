"""Which column holds what: found by the many names that people give it.

Accents, capitals and punctuation do not count, nor small words; « N° », « Num. » and « Numéro » are one
word, as are « e-mail », « courriel », « mél » and « mail ». The most exact title wins, wherever it stands;
of two that are as exact, nobody can tell which is meant: both are named, and the list is refused.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from sheets import MissingColumns, Unreadable

REASON = "motif"  # the column that a file of rejects has more; passed over when it comes back

SEPARATORS = (";", ",", "\t", "|")
LOOK = 100  # so many lines may stand above the titles
LONGEST_TITLE = 80

_WORDS = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")  # « CodeClient »
_NUMBER_SIGN = re.compile(r"\bn\s*[°º]|№|#")
_SYNONYMS = (
    (re.compile(r"\b(?:num|numeros|nr|no|nos|n)\b"), "numero"),
    (re.compile(r"\b(?:ref|refs|references)\b"), "reference"),
    (re.compile(r"\b(?:id|ident|identifiants)\b"), "identifiant"),
    (
        re.compile(r"\b(?:courriers? electroniques?|e mails?|emails?|courriels?|mels?|mails)\b"),
        "mail",
    ),
    (re.compile(r"\b(?:de|du|des|d|la|le|les|l|et|ou|a|au)\b"), ""),
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold: how we speak of it, its titles by their exactness, how a cell reads."""

    name: str
    exact: tuple[str, ...] = ()  # these say whole what it is
    usual: tuple[str, ...] = ()  # in fewer words, or by something near to it
    bare: tuple[str, ...] = ()  # no more than « a number »: only that of what the list is of
    loose: tuple[str, ...] = ()  # a word that people use for other things too
    read: Callable[[str], Any] = str  # raises `ValueError` with the reason that people read


@dataclass(frozen=True, eq=False)
class Wanted:
    """What a list may say: field → its column, in the order in which we speak of them."""

    columns: Mapping[str, Column]
    needed: tuple[str, ...]
    key: str  # the field that numbers what the list is of
    # What a commune says of its own titles: folded title → field, "" where it means nothing to us.
    own: Mapping[str, str] = field(default_factory=dict)

    def called(self, own: Mapping[str, str]) -> "Wanted":
        """Return the same with a commune's titles (title → field), which are as exact as any."""
        return replace(self, own={fold(title): name for title, name in own.items()})

    def title(self, field: str) -> str:
        """Return what people call this field."""
        return self.columns[field].name

    def is_bare(self, title: str) -> bool:
        """Whether a title says no more than « a number »."""
        return fold(title) in self.claims[2][self.key]

    @cached_property
    def claims(self) -> tuple[Mapping[str, frozenset[str]], ...]:
        """Field → its titles, folded; four times, the most exact first."""
        bare = {self.key: self.columns[self.key].bare}
        levels: tuple[Mapping[str, tuple[str, ...]], ...] = (
            {field: column.exact for field, column in self.columns.items()},
            {field: column.usual for field, column in self.columns.items()},
            bare,
            {field: column.loose for field, column in self.columns.items()},
        )
        claims = [
            {
                field: frozenset(map(fold, titles)).difference(self.own)
                for field, titles in each.items()
            }
            for each in levels
        ]
        for title, name in self.own.items():
            if name in self.columns:
                claims[0][name] |= {title}
        return tuple(claims)

    @cached_property
    def known(self) -> frozenset[str]:
        """Return all titles, folded."""
        return frozenset().union(*(titles for level in self.claims for titles in level.values()))


@dataclass(frozen=True, slots=True)
class Header:
    """A row of titles; `line` as a spreadsheet numbers it."""

    line: int
    titles: tuple[str, ...]
    places: Mapping[str, int]  # field → index of its column
    rivals: Mapping[str, Sequence[int]] = field(default_factory=dict)  # others as exact as it

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the titles that mean nothing to us, in the order of the sheet."""
        used = set(self.places.values())
        return tuple(
            title
            for place, title in enumerate(self.titles)
            if title and place not in used and fold(title) != REASON
        )

    def asked(self, wanted: Wanted) -> dict[str, int]:
        """Return the place of each title that somebody may tell the meaning of."""
        unknown = set(self.unknown)
        return {
            title: place
            for place, title in enumerate(self.titles)
            if title in unknown
            and place not in self.places.values()
            and fold(title) not in wanted.own
        }

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
    text = _NUMBER_SIGN.sub(" numero ", _CAMEL.sub(" ", title).casefold())
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
        titles = " ; ".join(map(wanted.title, wanted.needed))
        raise Unreadable(
            "Il n'y a pas de ligne de titres : au-dessus de la liste, une ligne doit nommer les "
            f"colonnes, par exemple « {titles} »."
        )
    if missing:
        seen = ", ".join(f"« {title} »" for title in header.titles if title)
        raise MissingColumns(
            f"Il manque la colonne {' et la colonne '.join(missing)} : la ligne {header.line} "
            f"nomme {seen}."
        )
    _refuse_rivals(header, wanted)
    return header


def refuse_whole_lines(rows: Iterable[tuple[int, Sequence[str]]], wanted: Wanted) -> None:
    """Raise `Unreadable` where each line is whole in one cell: text that was not split into columns."""
    for line, cells in rows:
        filled = [cell for cell in cells if cell]
        for separator in SEPARATORS if len(filled) == 1 else ():
            if _match(line, filled[0].split(separator), wanted).is_complete(wanted):
                raise Unreadable(
                    f"Ligne {line} : tous les titres tiennent dans une seule case. Dans votre tableur, "
                    "répartissez la liste en colonnes (menu Données, « Convertir » ou « Texte en "
                    "colonnes »), enregistrez, puis recommencez."
                )


def _match(line: int, cells: Sequence[str], wanted: Wanted) -> Header:
    titles = tuple(shown(" ".join(cell.split())) for cell in cells)
    while titles and not titles[-1]:
        titles = titles[:-1]
    folded = [fold(title) if len(title) <= LONGEST_TITLE else "" for title in titles]
    free = {at: title for at, title in enumerate(folded) if title in wanted.known}
    places: dict[str, int] = {}
    rivals: dict[str, list[int]] = {}
    for level in wanted.claims:
        for name, titles_of in level.items():
            found = [at for at, title in free.items() if title in titles_of]
            if found and name not in places:
                places[name], *rivals[name] = found
                del free[found[0]]
    return Header(line, titles, places, rivals)


def shown(title: str) -> str:
    """Drop control signs: titles are repeated on terminals."""
    return title if title.isprintable() else "".join(filter(str.isprintable, title))


def _refuse_rivals(header: Header, wanted: Wanted) -> None:
    for name, others in header.rivals.items():
        place = header.places[name]
        titles = dict.fromkeys(f"« {header.titles[at]} »" for at in (place, *others))
        if len(titles) < 1 + len(others):
            raise Unreadable(
                f"Deux colonnes s'appellent « {header.titles[place]} » (ligne {header.line}) : "
                "renommez celle qui ne doit pas servir."
            )
        if others:
            raise Unreadable(
                f"Les colonnes {' et '.join(titles)} (ligne {header.line}) peuvent toutes être "
                f"« {wanted.title(name)} » : renommez ou retirez celles qui ne doivent pas servir."
            )

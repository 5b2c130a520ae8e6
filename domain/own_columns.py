"""What a commune's lists call their columns: `[M….colonnes]` in `portails.toml`, said once for ever.

Commands, the drop folder and pages read it alike. What staff wrote in the file, comments too, stays as
it is. A title that all lists know already keeps its meaning; in one list, two titles of one meaning
are refused by name (`sheets/columns.py`).
"""

import os
import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Comment, InlineTable, Table, Whitespace

from domain import columns, history
from domain.faults import Fault
from domain.history import Kind, Visit
from domain.portals import Portal, clean_code
from sheets.columns import LONGEST_TITLE, fold
from store import Transaction, files

LONGEST = 200  # titles of one commune
_HEADING = re.compile(r"\s*\[\s*\"?([^\].\"\s]+)")


def keep(
    transaction: Transaction,
    path: Path,
    portal: Portal,
    said: Mapping[str, str | None],
    visit: Visit,
) -> None:
    """Keep what titles mean: title → field, "" where it means nothing to us, None to forget it.

    `path`: the file of communes. Raises `Fault`, and then nothing has changed.
    """
    for title, field in said.items():
        _check(title, field)
    try:
        with files.held(path.parent):
            place = path.resolve()
            files.write(
                place, _changed(place.read_bytes().decode("utf-8-sig"), portal, said).encode()
            )
    except OSError as error:
        raise Fault(
            f"{path.name} n'a pas pu être écrit ({os.strerror(error.errno or 0)}) : rien n'est retenu. "
            "Dites-le à la personne qui tient le portail."
        ) from error
    except (TOMLKitError, UnicodeDecodeError):
        raise Fault(
            f"{path.name} ne peut pas être lu : rien n'est retenu. Dites-le à la personne qui tient le "
            "portail."
        ) from None
    details = ", ".join(f"« {title} » : {_words(field)}" for title, field in said.items())
    history.record(transaction, Kind.COLUMNS_NAMED, visit, portal=portal.code, details=details)


def refuse_rivals(said: Mapping[str, str | None]) -> None:
    """Raise `Fault` where two columns of one list would mean the same."""
    by_field: dict[str, str] = {}
    for title, field in said.items():
        if field and by_field.setdefault(field, title) != title:
            raise Fault(
                f"« {by_field[field]} » et « {title} » ne peuvent pas être toutes deux "
                f"« {columns.meaning_of(field)} » : gardez-en une."
            )


def _words(field: str | None) -> str:
    return "oublié" if field is None else columns.meaning_of(field)


def _check(title: str, field: str | None) -> None:
    if field is None:
        return
    folded = fold(title)
    if not folded or len(title) > LONGEST_TITLE or not title.isprintable():
        raise Fault(f"« {title[:LONGEST_TITLE]} » n'est pas le titre d'une colonne.")
    for other, column in columns.COLUMNS.items():
        if field not in ("", other) and folded in map(fold, (*column.exact, *column.usual)):
            raise Fault(
                f"« {title} » veut déjà dire « {column.name} », dans toutes les listes : renommez la "
                "colonne dans la vôtre."
            )


def _changed(text: str, portal: Portal, said: Mapping[str, str | None]) -> str:
    """Return the file's text with what was said; all else of it as it was."""
    heading = next(name for name in tomlkit.parse(text) if clean_code(name) == portal.code)
    document = tomlkit.parse(_with_table(text, heading))
    commune = document[heading]
    assert isinstance(commune, MutableMapping)
    own = commune["colonnes"]
    forgotten = {fold(title) for title in said}
    kept = {title: str(own[title]) for title in own if fold(title) not in forgotten}
    kept |= {title: columns.meaning_of(name) for title, name in said.items() if name is not None}
    if len(kept) > LONGEST:
        raise Fault(f"Vos listes ont {LONGEST} titres de colonnes au plus : oubliez-en d'abord.")
    commune["colonnes"] = _table(own, kept)
    return tomlkit.dumps(document)


def _table(before: Table | InlineTable, kept: Mapping[str, str]) -> Table | InlineTable:
    """Return a table of these entries; comments among those of before stay, and those behind it."""
    made = tomlkit.inline_table() if isinstance(before, InlineTable) else tomlkit.table()
    body = before.value.body
    behind = 1 + max((at for at, (key, _) in enumerate(body) if key is not None), default=-1)
    for key, item in body[:behind]:
        if isinstance(item, Comment | Whitespace):
            made.add(item)
        elif key is not None and key.key in kept:
            made.add(key.key, kept[key.key])
    for title, meaning in kept.items():
        if title not in made:
            made.add(title, meaning)
    for _, item in body[behind:]:
        if isinstance(item, Comment | Whitespace):
            made.add(item)
    return made


def _with_table(text: str, heading: str) -> str:
    """Return the text with an empty table of columns at the end of the commune's lines.

    The comment right above the next commune's heading stays there.
    """
    if "colonnes" in tomlkit.parse(text)[heading]:
        return text
    rows = text.splitlines()
    headings = [(at, found[1]) for at, row in enumerate(rows) if (found := _HEADING.match(row))]
    last = max((at for at, name in headings if name == heading), default=len(rows))
    end = next((at for at, _ in headings if at > last), len(rows))
    if end < len(rows):
        while rows[end - 1].startswith("#"):
            end -= 1
    while end and not rows[end - 1].strip():
        del rows[end - 1]
        end -= 1
    rows[end:end] = ["", f"[{heading}.colonnes]", *([""] if end < len(rows) else [])]
    return ("\r\n" if "\r\n" in text else "\n").join([*rows, ""])

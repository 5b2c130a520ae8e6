"""`.env`: a line a setting, `NOM=valeur`, read by us alone and to the letter.

Nothing is replaced in a value. What could be meant in two ways (a name twice, an open quote, a
remark or the rest of a password) is named by its line, and stops the start.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from settings.variables import WrongSettings

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)", re.ASCII)
_QUOTED = re.compile(r"'([^']*)'(?:\s+#.*)?|\"((?:[^\"\\]|\\.)*)\"(?:\s+#.*)?")
_ESCAPED = re.compile(r'\\(["\\])')
_REMARK = re.compile(r"(?:^|\s)#")


def read(path: Path) -> dict[str, str]:
    """Return the values by name; raises `WrongSettings` with a sentence a line."""
    seen: dict[str, int] = {}
    values: dict[str, str] = {}
    wrong: list[str] = []
    for number, line in _lines(path):
        where = f"{path.name}, ligne {number} :"
        try:
            name, value = _parts(line)
        except ValueError as reason:
            wrong.append(f"{where} {reason}.")
            continue
        if name in values:
            wrong.append(f"{where} {name} y figure déjà, à la ligne {seen[name]} : gardez-en une.")
        seen[name], values[name] = number, value
    if wrong:
        raise WrongSettings(wrong)
    return values


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongSettings([f"{path} ne peut pas être lu : enregistrez-le en UTF-8."]) from None
    except OSError:
        advice = "lancez la commande sous le compte du portail (sudo -u portail .venv/bin/flask …)"
        raise WrongSettings([f"{path} ne peut pas être lu : {advice}."]) from None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield number, stripped


def _parts(line: str) -> tuple[str, str]:
    """Return name and value; raises ValueError with what is expected instead."""
    found = _LINE.fullmatch(line)
    if not found or not line.replace("\t", " ").isprintable():
        raise ValueError("il faut NOM=valeur, par exemple PORTAIL_MAIL_PORT=587")
    name, value = found.groups()
    if not value.startswith(("'", '"')):
        if _REMARK.search(value):
            raise ValueError(
                "on ne sait pas si « # » commence une remarque : mettez la valeur entre "
                "apostrophes, ou la remarque sur une ligne à elle"
            )
        return name, value
    quoted = _QUOTED.fullmatch(value)
    if not quoted:
        raise ValueError(
            "la valeur commence par une apostrophe ou un guillemet qui doit la terminer aussi"
        )
    plain, escaped = quoted.groups()
    return name, plain if plain is not None else _ESCAPED.sub(r"\1", escaped)

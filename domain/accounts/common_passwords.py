"""What everybody would try first: words, first names, towns, keyboards, and what is said twice.

Compared as people vary them: capitals, accents, and digits or signs around don't count. The list is
made by tools/common_passwords.py; its sources and licences: docs/decisions/0013-common-passwords.md.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_suffix(".gz")
SHORTEST = 4  # a word of fewer letters is nobody's whole password
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_BETWEEN = re.compile(r"[\W_]+")  # « mot de passe »
_LOOK_LIKE = str.maketrans("0134578@$€", "oieastbase")  # « m0td3p4sse »
_SAID_AGAIN = re.compile(r"(.{1,})\1+.?")


def plain(text: str) -> str:
    """Return a text as it is compared."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).strip()


def is_common(password: str) -> bool:
    """Whether it is one that many have chosen, or that guessing begins with."""
    whole = plain(password)
    core = _AROUND.sub("", whole)
    # « 654321 » with a 1 behind, for those who were asked for a seventh.
    digits = (whole[:-1],) if whole.isdigit() else ()
    together, spelled = _BETWEEN.sub("", core), core.translate(_LOOK_LIKE)
    return bool(_SAID_AGAIN.fullmatch(together or whole)) or any(
        map(_is_listed, (whole, core, together, spelled, *digits))
    )


def is_made_of(password: str, words: Iterable[str]) -> bool:
    """Whether nothing much is left once these words, written as one or not, or their parts are taken out of it."""
    left = plain(password)
    parts = {
        part
        for word in map(plain, words)
        for part in (word, _BETWEEN.sub("", word), *_BETWEEN.split(word))
    }
    own = sorted((part for part in parts if len(part) >= SHORTEST), key=len, reverse=True)
    for part in own:
        left = left.replace(part, "")
    return left != plain(password) and sum(map(str.isalpha, left)) < SHORTEST


def _is_listed(word: str) -> bool:
    return len(word) >= SHORTEST and f"\n{word}\n".encode() in _list()


@cache
def _list() -> bytes:
    """Return one word a line: looked through in 0.1 ms, and a tenth of what a set would hold."""
    return gzip.decompress(PATH.read_bytes())

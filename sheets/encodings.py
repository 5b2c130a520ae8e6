"""In which encoding a text is, and whether it was once read in a wrong one.

UTF-8 where it decodes strictly, else Windows-1252: a guessing library takes French for Polish. What
old Macs, DOS and Latin-9 wrote decodes as Windows-1252 too, with signs that no French name has.
"""

import codecs
import re
from contextlib import suppress

from sheets import Unreadable

WRONG = "des lettres accentuées y sont devenues d'autres signes"
_ADVICE = "Exportez la liste de nouveau de votre logiciel, en « CSV UTF-8 » ou au format .xlsx."
_UTF8_LETTER = re.compile(rb"[\xc2\xc3][\x80-\xbf]")
_LOWER = "a-zà-öø-ÿ"
_LETTER = f"A-ZÀ-ÖØ-Þ{_LOWER}"
# é, à, ê… of Macs and DOS, œ of Latin-9: never beside a letter. The last five are nothing in Windows-1252.
_NEVER = "ƒˆ‚„†‡‰‹›¤¡¢¥¯¼½¾√\u0081\u008d\u008f\u0090\u009d"
_GARBLED = re.compile(
    f"[{_NEVER}][{_LETTER}]|[{_LETTER}][{_NEVER}]"
    f"|[{_LETTER}][…•™”“ÏØ][{_LOWER}]|[ao]‘[{_LOWER}]"  # à, ï, ô, î, œ, ë within a word
    f"|[{_LOWER}][ŽŠŒŸ]|[{_LETTER}][ŽŠŸ][{_LOWER}]"  # é, è, î: capitals within a word
    # UTF-8 read as Windows-1252, and saved as UTF-8 again: « Ã© », « â€™ »
    "|[ÃÂÅ][\u0080-\u00bf\u2000-\u20ac\u0160\u0161\u0178\u017d\u017e\u0152\u0153\u0192\u02c6]|â€"
)
_SIGNS = f"{_NEVER}…•™”“ÏØ‘ŽŠŒŸ".encode("cp1252", "ignore") + b"\x81\x8d\x8f\x90\x9d"
_WORD_BEFORE, _WORD_BEHIND = re.compile(r'[^\s;,|"]*$'), re.compile(r'[^\s;,|"]*')


def of_content(content: bytes) -> str:
    """Return the encoding in which all of a text makes sense; raises `Unreadable`."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Excel: « Texte Unicode »
        with suppress(UnicodeDecodeError):
            content.decode("utf-16")
            return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = error.start
    else:
        return "utf-8-sig"
    # Genuine Windows-1252 never holds « Ã© »: such a file is UTF-8 with a broken letter.
    if not _UTF8_LETTER.search(content):
        with suppress(UnicodeDecodeError):
            text = content.decode("cp1252")
            if len(content.translate(None, _SIGNS)) < len(content):  # else 0.6 s for 50,000 lines
                _refuse_garbled(text)
            return "cp1252"
    raise Unreadable(
        f"Un signe de la ligne {_line(content[:broken])} ne peut pas être lu : le fichier est abîmé, "
        f"ou ce n'est pas un tableau. {_ADVICE}"
    )


def garbled(text: str) -> str:
    """Return the first word that was read in a wrong encoding, "" where there is none."""
    found = _GARBLED.search(text)
    return _word(text, found) if found else ""


def _word(text: str, found: re.Match[str]) -> str:
    before = _WORD_BEFORE.search(text[max(0, found.start() - 40) : found.start()])
    behind = _WORD_BEHIND.match(text[found.end() : found.end() + 40])
    assert before is not None
    assert behind is not None
    return f"{before[0]}{found[0]}{behind[0]}"


def _refuse_garbled(text: str) -> None:
    found = _GARBLED.search(text)
    if found:
        raise Unreadable(
            f"Ligne {_line(text[: found.start()].encode())}, « {_word(text, found)} » : {WRONG}, car la "
            f"liste vient d'un autre système (Mac ancien, DOS). {_ADVICE}"
        )


def _line(before: bytes) -> int:
    """Return the line on which something stands, whatever lines end with."""
    return len((before + b"x").splitlines())

"""What all sheets of an Excel workbook share: their parts, the texts of cells, the formats of numbers.

ECMA-376, part 1, § 18.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sheets import formats, markup
from sheets.markup import Attributes, Handler
from sheets.pages import refuse_beyond

MOST_TEXTS = 1_000_000
YES = ("1", "true")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how signs that XML can't hold are written


@dataclass(slots=True)
class _Sheet:
    name: str
    part: str
    is_visible: bool


class Book:
    """What all sheets of a workbook have in common."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        parts = _Relations()
        markup.read(archive, "xl/_rels/workbook.xml.rels", parts)
        book = _Sheets(parts.targets)
        markup.read(archive, "xl/workbook.xml", book)
        self.sheets, self.is_uncalculated = book.sheets, book.is_uncalculated
        texts, styles = _Texts(), _Styles()
        for kind, handler in (("sharedStrings", texts), ("styles", styles)):
            for part in parts.of_kind(kind):
                markup.read(archive, part, handler)
        self.texts = texts.texts
        readers = {
            code: formats.reader(code, since_1904=book.since_1904) for code in set(styles.codes)
        }
        self.readers = [readers[code] for code in styles.codes]


class Part(Handler):
    """Elements by their names, without the prefix that a part may write before each of them."""

    begins: Mapping[str, Callable[[Attributes], None]]
    ends: Mapping[str, Callable[[], None]]
    _is_begun = False

    def start(self, name: str, attributes: Attributes) -> None:
        if not self._is_begun:
            self._is_begun = True
            prefix = name[: name.rfind(":") + 1]
            self.begins = {f"{prefix}{tag}": begin for tag, begin in self.begins.items()}
            self.ends = {f"{prefix}{tag}": end for tag, end in self.ends.items()}
        begin = self.begins.get(name)
        if begin is not None:
            begin(attributes)

    def end(self, name: str) -> None:
        end = self.ends.get(name)
        if end is not None:
            end()


class _Relations(Part):
    def __init__(self) -> None:
        self.begins, self.ends = {"Relationship": self._relation}, {}
        self.targets: dict[str, str] = {}
        self._kinds: dict[str, str] = {}

    def _relation(self, attributes: Attributes) -> None:
        key = attributes["Id"]
        self.targets[key] = posixpath.normpath(posixpath.join("/xl", attributes["Target"]))[1:]
        self._kinds[key] = posixpath.basename(attributes.get("Type", ""))

    def of_kind(self, kind: str) -> list[str]:
        return [self.targets[key] for key, what in self._kinds.items() if what == kind]


class _Sheets(Part):
    def __init__(self, targets: Mapping[str, str]) -> None:
        self.begins = {
            "sheet": self._sheet,
            "workbookPr": self._settings,
            "calcPr": self._calculation,
        }
        self.ends = {}
        self.sheets: list[_Sheet] = []
        self.since_1904 = self.is_uncalculated = False
        self._targets = targets

    def _sheet(self, attributes: Attributes) -> None:
        key = next(value for name, value in attributes.items() if name.endswith(":id"))
        is_visible = attributes.get("state", "visible") == "visible"
        self.sheets.append(_Sheet(attributes["name"], self._targets[key], is_visible))

    def _settings(self, attributes: Attributes) -> None:
        self.since_1904 = attributes.get("date1904") in YES

    def _calculation(self, attributes: Attributes) -> None:
        self.is_uncalculated = attributes.get("fullCalcOnLoad") in YES


class _Styles(Part):
    """The format's code of each cell style, by its index."""

    def __init__(self) -> None:
        self.begins = {"numFmt": self._format, "cellXfs": self._list, "xf": self._style}
        self.ends = {"cellXfs": self._end_list}
        self.codes: list[str | None] = []
        self._named: dict[int, str] = {}
        self._is_in_list = False

    def _format(self, attributes: Attributes) -> None:
        self._named[int(attributes["numFmtId"])] = attributes["formatCode"]

    def _list(self, _attributes: Attributes) -> None:
        self._is_in_list = True

    def _style(self, attributes: Attributes) -> None:
        if self._is_in_list:
            number = int(attributes.get("numFmtId", 0))
            self.codes.append(self._named.get(number, formats.built_in(number)))

    def _end_list(self) -> None:
        self._is_in_list = False


class WithTexts(Part):
    """A part with texts; how they are pronounced (rPh) is no part of them."""

    def __init__(self) -> None:
        self.begins = {"t": self.begin_text, "rPh": self._begin_spoken}
        self.ends = {"t": self.end_text, "rPh": self._end_spoken}
        self._pieces: list[str] = []
        self.takes = self._is_spoken = False

    def text(self, text: str) -> None:
        if self.takes:
            self._pieces.append(text)

    def begin_text(self, _attributes: Attributes) -> None:
        self.takes = not self._is_spoken

    def end_text(self) -> None:
        self.takes = False

    def _begin_spoken(self, _attributes: Attributes) -> None:
        self._is_spoken = True

    def _end_spoken(self) -> None:
        self._is_spoken = False

    def taken(self) -> str:
        """Return the text so far, and begin anew."""
        text = "".join(self._pieces)
        self._pieces.clear()
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Texts(WithTexts):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.ends = {**self.ends, "si": self._end_shared}
        self.texts: list[str] = []

    def _end_shared(self) -> None:
        self.texts.append(self.taken())
        refuse_beyond(len(self.texts), 1, most=MOST_TEXTS)

"""What a page of a PDF draws with: the fonts and pictures that its drawing names, and no others.

Some programs give all pages one list of everything, other people's pictures included: a page that is
cut out takes only what it draws.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject

_BLANK = 4096  # bytes of drawing without a letter: a page left blank has a frame at most
_DEEPEST = 8  # drawings in drawings

_LISTED = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties")
_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_INLINE_PICTURE = re.compile(rb"(?:^|\s)BI\s")


def is_blank(page: "PageObject") -> bool:
    """Whether a page without text shows nothing: no picture, hardly a line."""
    return _shows_nothing(_drawing(page), page.get("/Resources"))


def leave_only_what_is_drawn(page: "PageObject") -> None:
    """Take from a page's lists what it does not draw; it looks as before."""
    _leave(page, _drawing(page), 0)


def _shows_nothing(drawing: bytes, resources: Any, depth: int = 0) -> bool:
    if len(drawing) >= _BLANK or _INLINE_PICTURE.search(drawing) or depth > _DEEPEST:
        return False
    names = _names(drawing)
    return all(
        one.get("/Subtype") == "/Form"
        and _shows_nothing(one.get_data(), one.get("/Resources", resources), depth + 1)
        for name, one in _listed(resources, "/XObject")
        if name in names
    )


def _leave(owner: Any, drawing: bytes, depth: int) -> None:
    from pypdf.generic import DictionaryObject, NameObject

    resources = owner.get("/Resources")
    if resources is None or depth > _DEEPEST:
        return
    names = _names(drawing)
    _add_borrowed(names, resources)
    left = DictionaryObject(resources.get_object())
    for kind in filter(left.__contains__, _LISTED):
        listed: Any = left[kind].get_object()
        kept = {NameObject(name): listed.raw_get(name) for name in listed if _is_used(name, names)}
        left[NameObject(kind)] = DictionaryObject(kept)
    owner[NameObject("/Resources")] = left
    for kind in ("/XObject", "/Pattern"):
        for _, one in _listed(left, kind):
            if hasattr(one, "get_data") and one.get("/Subtype") != "/Image":
                _leave(one, one.get_data(), depth + 1)


def _add_borrowed(names: set[str], resources: Any) -> None:
    """Add what drawings without a list of their own take from the list of the page."""
    waiting = list(names)
    forms = dict(_listed(resources, "/XObject"))
    while waiting:
        one = forms.get(waiting.pop())
        if one is not None and one.get("/Subtype") == "/Form" and "/Resources" not in one:
            more = _names(one.get_data()) - names
            names |= more
            waiting += more


def _is_used(name: str, names: set[str]) -> bool:
    # ISO 32000-2, 8.6.5.6: no drawing names the default colour spaces.
    return name in names or name.startswith("/Default") or not name.isascii()


def _listed(resources: Any, kind: str) -> Iterator[tuple[str, Any]]:
    found = resources.get_object().get(kind) if resources is not None else None
    for name, one in found.get_object().items() if found is not None else ():
        yield name, one.get_object()


def _names(drawing: bytes) -> set[str]:
    found = {_ESCAPED.sub(_sign, name) for name in set(_NAME.findall(drawing))}
    return {f"/{name.decode('latin-1')}" for name in found}


def _sign(escaped: re.Match[bytes]) -> bytes:
    return bytes([int(escaped[1], 16)])


def _drawing(page: "PageObject") -> bytes:
    contents = page.get("/Contents")
    if contents is None:
        return b""
    found = contents.get_object()
    streams = [one.get_object() for one in found] if isinstance(found, list) else [found]
    return b"\n".join(one.get_data() for one in streams if hasattr(one, "get_data"))

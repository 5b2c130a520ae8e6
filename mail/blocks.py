"""A mail's text, cut into what its HTML shows: one template a mail is enough."""

from collections.abc import Iterator
from dataclasses import dataclass

CLOSING = "Salutations distinguées,"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list, or an address: alone (the button) or behind the words that say its use."""

    lines: tuple[str, ...] = ()
    url: str = ""
    is_list: bool = False
    is_aside: bool = False  # what stands behind the closing


def of(text: str) -> Iterator[Block]:
    """Yield the blocks of a text, which an empty line parts."""
    is_aside = False
    for paragraph in text.strip().split("\n\n"):
        *words, last = lines = tuple(paragraph.strip().split("\n"))
        if lines[0].startswith("- "):
            yield Block(tuple(line.removeprefix("- ") for line in lines), is_list=True)
        elif last.startswith(("https://", "http://", "mailto:")):
            said = tuple(line.rstrip(" :\u00a0") for line in words)
            yield Block(said, url=last, is_aside=is_aside)
        else:
            yield Block(lines, is_aside=is_aside)
        is_aside = is_aside or lines[0] == CLOSING

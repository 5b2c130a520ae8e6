"""A mail's text, cut into what its HTML shows: one template a mail is enough."""

from collections.abc import Iterator
from dataclasses import dataclass

CLOSING = "Salutations distinguées,"


@dataclass(frozen=True, slots=True)
class Block:
    """Words; or the items of a list; or an address, alone or at the end of words that say its use."""

    words: str = ""
    items: tuple[str, ...] = ()
    url: str = ""
    is_aside: bool = False  # what stands behind the closing


def of(text: str) -> Iterator[Block]:
    """Yield the blocks of a text, which an empty line parts."""
    is_aside = False
    for paragraph in text.strip().split("\n\n"):
        lines = paragraph.strip().split("\n")
        if lines[0].startswith("- "):
            yield Block(items=tuple(line.removeprefix("- ") for line in lines))
        elif lines[-1].startswith(("https://", "http://")):
            words = " ".join(lines[:-1]).rstrip(" :\u00a0")
            yield Block(words, url=lines[-1], is_aside=is_aside)
        else:
            yield Block(" ".join(lines), is_aside=is_aside)
        is_aside = is_aside or lines == [CLOSING]

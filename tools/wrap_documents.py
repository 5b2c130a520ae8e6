"""Breaks the paragraphs of our documents that have lines of more than 120 signs: `make fix`.

A diff can show such lines. Tables, pictures and what a terminal says stay as they are.
"""

import re
import subprocess
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST = 120
_ITEM = re.compile(r"\s*(?:[-*+]|\d+\.)\s+")
_AS_IT_IS = re.compile(r"\s*(?:#|\||<|>|!\[|```|$)| {4}")
_LIKE_AN_ITEM = re.compile(r"\s*(?:[-*+]|\d+\.|#+|[>|])(?:\s|$)")
# In French no line begins with these signs, and none ends with the first guillemet.
_UNBROKEN = re.compile(r" (?=[:;?!»—])|(?<=«) ")
_BLANK = "\0"


def wrapped(text: str) -> str:
    """Return a document without a paragraph that has a longer line, as far as its words allow."""
    lines: list[str] = []
    for block in _blocks(text.split("\n")):
        is_long = any(len(line) > LONGEST for line in block)
        lines += _broken(block) if is_long and not _AS_IT_IS.match(block[0]) else block
    return "\n".join(lines)


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield paragraphs and items of lists; every other line alone, those between ``` in one."""
    block: list[str] = []
    is_fenced = False
    for line in lines:
        is_fence = line.lstrip().startswith("```")
        goes_on = is_fenced or not (is_fence or _AS_IT_IS.match(line) or _ITEM.match(line))
        if block and not (goes_on and (is_fenced or not _AS_IT_IS.match(block[0]))):
            yield block
            block = []
        block.append(line)
        is_fenced ^= is_fence
        if is_fence and not is_fenced:
            yield block
            block = []
    if block:
        yield block


def _broken(block: Sequence[str]) -> list[str]:
    item = _ITEM.match(block[0])
    first = item[0] if item else block[0][: len(block[0]) - len(block[0].lstrip())]
    rest = " " * len(first) if item else first
    words = " ".join([block[0][len(first) :], *(line.strip() for line in block[1:])])
    lines = textwrap.wrap(
        _UNBROKEN.sub(_BLANK, words),
        LONGEST,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for at in range(1, len(lines)):
        if _LIKE_AN_ITEM.match(lines[at]):
            lines[at - 1], _, last = lines[at - 1].rpartition(" ")
            lines[at] = f"{rest}{last} {lines[at].strip()}"
    return [line.replace(_BLANK, " ") for line in lines]


def documents() -> list[Path]:
    """Return those that git knows."""
    command = ["git", "ls-files", "-z", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603 - fixed words
    return [ROOT / name for name in listed.stdout.split("\0") if name]


if __name__ == "__main__":
    for path in documents():
        before = path.read_text("utf-8")
        after = wrapped(before)
        if after != before:
            path.write_text(after, "utf-8")

"""What people read is typeset as French wants it: a sign never begins a line by itself."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[1] / "templates"
NOT_READ = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>|<script.*?</script>|<!.*?>"
    r"|\s(?:style|href|class|content|name)=(?:\"[^\"]*\"|'[^']*')",
    re.DOTALL,
)
SLIP = re.compile("(?: [?!;:»](?=\\s|<|$)|« |[\u00a0 ] [?!;:])", re.MULTILINE)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(TEMPLATES.rglob("*")) if path.is_file()],
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_no_sign_can_be_left_alone_at_the_beginning_of_a_line(path: Path) -> None:
    text = NOT_READ.sub("x", path.read_text("utf-8"))

    assert [text[max(0, m.start() - 30) : m.end()] for m in SLIP.finditer(text)] == []

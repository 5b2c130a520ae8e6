"""Paragraphs of documents are broken where a diff can't show them, and nothing else is touched."""

import pytest

from tools.wrap_documents import LONGEST, wrapped

LONG = "mot " * 40


def test_a_long_paragraph_is_broken_and_keeps_its_words() -> None:
    after = wrapped(f"# Titre\n\n{LONG}fin\n")

    assert max(map(len, after.split("\n"))) <= LONGEST
    assert after.split() == f"# Titre {LONG}fin".split()


def test_an_item_of_a_list_goes_on_below_its_text() -> None:
    first, second = wrapped(f"- {LONG}fin\n- court").split("\n")[:2]

    assert first.startswith("- mot")
    assert second.startswith("  mot")


@pytest.mark.parametrize(
    "text",
    [
        f"| {LONG} |",
        f"```\n{LONG}\n```",
        f"<!-- {LONG} -->",
        f"    {LONG}",
        "court\ncourt",
        f"![{LONG}](a.png)",
    ],
)
def test_tables_pictures_commands_and_short_lines_stay_as_they_are(text: str) -> None:
    assert wrapped(text) == text


def test_no_line_begins_with_a_sign_that_french_keeps_with_its_word() -> None:
    text = "mot " * 29 + "oui : « non » ; " * 8

    lines = wrapped(text.strip()).split("\n")

    assert not [line for line in lines if line[0] in ":;»" or line.endswith("«")]


def test_no_line_becomes_an_item_of_a_list() -> None:
    lines = wrapped("mot " * 29 + "mots - " + "mot " * 10).split("\n")

    assert not [line for line in lines if line.startswith("- ")]

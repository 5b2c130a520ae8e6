"""A line in its words: what counts of a text, and where a number may begin and end."""

from hypothesis import example, given
from hypothesis import strategies as st

from domain.invoices import line_words
from domain.invoices.line_words import Line, Words


def test_a_number_is_compared_by_its_letters_and_digits() -> None:
    same = ["FA-2026/1", "fa 2026/1", "F.A\u00a0–\u202f2026/1", "fa\u00ad2026/\u200b1"]

    assert {line_words.key(number) for number in same} == {"fa2026/1"}
    assert line_words.key("É-1") == line_words.key("E1")


def test_a_word_that_hangs_on_another_does_not_begin_a_number() -> None:
    words = Words(Line("XX-FA-12 et FA-13", 0.5))

    assert [words.words[at] for at in words.begins] == ["xx", "et", "fa"]


@given(st.text(max_size=60))
@example("Facture\tn° FA-1\u00a0_ ½ ẞ ﬁ")
def test_what_counts_of_a_text_is_the_same_in_words_and_at_once(text: str) -> None:
    assert line_words.bare(text) == Words(Line(text, 0.5)).all

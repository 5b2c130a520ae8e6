"""Paper or on line: who counts, and what wins."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.choices import Channel, standing
from store.choices import Choice

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def made(*choices: tuple[int | None, bool], without: int = -1) -> list[Choice]:
    """Choices in their order, of an account (None: the service); `without` reads no longer."""
    return [
        Choice(place, 1, NOON, is_online, who, None, None, "", "", who != without)
        for place, (who, is_online) in enumerate(choices, 1)
    ]


def test_paper_is_what_nobody_chose() -> None:
    assert standing("", []).channel is Channel.PAPER


def test_the_list_says_it_where_nobody_chose() -> None:
    assert standing("online", []).channel is Channel.ONLINE


def test_a_choice_wins_over_the_list_and_that_is_said() -> None:
    online, paper = standing("paper", made((7, True))), standing("online", made((7, False)))

    assert (online.channel, paper.channel) == (Channel.ONLINE, Channel.PAPER)
    assert online.is_against_list
    assert paper.is_against_list


def test_paper_wins_where_two_readers_differ_whoever_spoke_last() -> None:
    for both in (made((7, True), (8, False)), made((8, False), (7, True))):
        assert standing("", both).channel is Channel.PAPER
        assert standing("", both).is_disputed


def test_who_does_not_read_these_bills_any_more_does_not_count() -> None:
    assert standing("", made((7, True), without=7)).channel is Channel.PAPER
    assert standing("", made((7, True), (8, False), without=8)).channel is Channel.ONLINE


def test_what_the_service_notes_replaces_what_was_chosen_before_and_a_reader_may_change_it() -> (
    None
):
    assert standing("", made((7, False), (None, True))).channel is Channel.ONLINE
    assert standing("", made((None, True), (7, False))).channel is Channel.PAPER


def test_chorus_is_never_on_line() -> None:
    assert standing("chorus", made((7, True), (None, True))).channel is Channel.CHORUS


@given(
    st.lists(st.tuples(st.sampled_from([None, 7, 8]), st.booleans())),
    st.sampled_from(["", "paper", "online", "chorus"]),
)
def test_nobody_gets_bills_on_line_whom_no_choice_or_list_says_so_of(
    choices: list[tuple[int | None, bool]], listed: str
) -> None:
    now = standing(listed, made(*choices))

    if now.channel is Channel.ONLINE:
        assert now.choice.is_online if now.choice else listed == "online"
        assert choices or listed == "online"
    assert now.choice is None or choices

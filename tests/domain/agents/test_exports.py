"""What an agent takes away is in the journal; of many people, the managers are told and the code is asked for."""

from domain.agents import exports


def test_the_code_is_asked_for_above_fifty_people() -> None:
    assert [people for people in (1, 50, 51, 800) if exports.needs_code(people)] == [51, 800]

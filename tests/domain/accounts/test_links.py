"""What an X… link is worth: altered, truncated, another's, too old, from the future."""

import string
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from domain.accounts.links import Dead, Link, Links, Purpose, is_link
from store.records import Account

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def links(key: str = "une clé", *fallbacks: str) -> Links:
    return Links(key, fallbacks, activation_max_age=72 * 3600, reset_max_age=3600)


def an_account(**columns: object) -> Account:
    columns = {"id": 12, "version": 3, **columns}
    return Account._make(columns.get(name) for name in Account._fields)


def made_at(moment: datetime, purpose: Purpose = Purpose.ACTIVATION) -> str:
    with time_machine.travel(moment, tick=False):
        return links().make(an_account(), purpose)


def death(text: str, at: datetime, account: Account | None = None) -> Dead | None:
    with time_machine.travel(at, tick=False):
        link = links().read(text)
        assert link is not None
        return link.why_dead(account or an_account())


def test_a_link_names_its_account_its_version_and_its_purpose() -> None:
    link = links().read(made_at(NOON, Purpose.RECOVERY))

    assert link == Link(Purpose.RECOVERY, 12, 3, NOON, 3600)


def test_a_link_ends_in_a_letter_or_a_digit_and_is_short_enough_to_copy() -> None:
    for number in (1, 10**3, 10**6, 10**9):
        for second in range(40):
            with time_machine.travel(NOON + timedelta(seconds=second), tick=False):
                made = links().make(an_account(id=number, version=number), Purpose.ACTIVATION)
            assert made[-1].isalnum()
            assert len(f"/?LIEN={made}") <= 120


def test_a_link_altered_at_any_place_is_nobodys() -> None:
    made = made_at(NOON)

    for place in range(1, len(made)):
        for sign in "A9z-_.":
            altered = made[:place] + sign + made[place + 1 :]
            assert altered == made or links().read(altered) is None, altered


def test_a_link_cut_or_grown_at_any_place_is_nobodys() -> None:
    made = made_at(NOON)

    assert all(links().read(made[:place]) is None for place in range(len(made)))
    assert all(links().read(made + sign) is None for sign in string.printable.strip() + "é=")


def test_a_link_in_other_capital_letters_is_nobodys() -> None:
    made = made_at(NOON)

    assert links().read(made.swapcase()) is None


@pytest.mark.parametrize(
    "text", ["", "X", "X.", "X..", "Xé", "X" + "A" * 5000, "X\x00", "X" + "." * 300]
)
def test_what_was_never_a_link_is_nobodys(text: str) -> None:
    assert links().read(text) is None


def test_a_link_signed_by_another_key_is_nobodys() -> None:
    assert links("une autre clé").read(made_at(NOON)) is None


def test_a_link_signed_by_the_former_key_works_until_that_key_is_taken_away() -> None:
    former = made_at(NOON)

    assert links("la nouvelle", "une clé").read(former) is not None
    assert links("la nouvelle", "une autre").read(former) is None


def test_a_new_link_is_signed_by_the_new_key() -> None:
    made = links("la nouvelle", "une clé").make(an_account(), Purpose.ACTIVATION)

    assert links("la nouvelle").read(made) is not None
    assert links("une clé").read(made) is None


def test_a_link_works_to_its_last_second_and_no_longer() -> None:
    made = made_at(NOON)

    assert death(made, NOON + 72 * HOUR) is None
    assert death(made, NOON + 72 * HOUR + timedelta(seconds=1)) is Dead.EXPIRED


def test_a_link_of_the_forgotten_password_works_for_an_hour() -> None:
    made = made_at(NOON, Purpose.RECOVERY)

    assert death(made, NOON + HOUR) is None
    assert death(made, NOON + 2 * HOUR) is Dead.EXPIRED


def test_a_link_from_up_to_an_hour_ahead_is_new_since_clocks_jump_back() -> None:
    made = made_at(NOON)

    assert death(made, NOON - HOUR) is None
    assert death(made, NOON - 2 * HOUR) is Dead.EXPIRED


def test_a_link_may_have_its_own_age() -> None:
    with time_machine.travel(NOON, tick=False):
        made = links().make(an_account(), Purpose.ACTIVATION, 14 * 86_400)

    assert death(made, NOON + timedelta(days=14)) is None
    assert death(made, NOON + timedelta(days=15)) is Dead.EXPIRED


def test_a_link_of_a_former_version_was_used() -> None:
    assert death(made_at(NOON), NOON, an_account(version=4)) is Dead.USED


def test_a_link_of_a_suspended_account_is_nobodys() -> None:
    assert death(made_at(NOON), NOON, an_account(suspended_at=NOON)) is Dead.ALTERED


def test_the_code_of_a_portal_is_no_link() -> None:
    assert not is_link("M470310001")
    assert is_link(" XWzEs")

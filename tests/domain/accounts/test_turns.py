"""Who may wait for a password to be hashed, and who is told to try again."""

import threading

from domain.accounts.turns import Crowded, Turns
from tests.jobs.portal import until
from tests.pages import logged_in, try_to_log_in
from tests.people import ALICE, BOE, PASSWORD
from tests.town import Town
from tests.turns import taken

HOME = "2001:db8:0:{:x}::{:x}"  # its last network and its own part


def is_taken(turns: Turns, account: str, client: str) -> bool:
    """Whether one more may wait, in a thread that is let go with the others."""
    answer: list[bool] = []

    def wait() -> None:
        before.set()
        try:
            with turns.turn(account, client):
                answer.append(True)
        except Crowded:
            answer.append(False)

    before, already = threading.Event(), turns.waiting()
    threading.Thread(target=wait, daemon=True).start()
    before.wait(5)
    until(lambda: answer or turns.waiting() > already)
    return answer != [False]


def test_two_wait_for_one_account() -> None:
    turns = Turns(1)

    with taken(turns, ("alice", "192.0.2.1"), ("alice", "192.0.2.2")):
        assert not is_taken(turns, "alice", "192.0.2.3")
        assert is_taken(turns, "denis", "192.0.2.3")


def test_eight_wait_for_one_client_address() -> None:
    turns = Turns(1)

    with taken(turns, *((f"c{number}", "192.0.2.1") for number in range(8))):
        assert not is_taken(turns, "denis", "192.0.2.1")
        assert is_taken(turns, "denis", "192.0.2.2")


def test_a_client_is_all_that_one_ipv6_site_owns() -> None:
    turns = Turns(1)
    homes = [HOME.format(0x0100 * number, number) for number in range(16)]  # a /48, sixteen /56

    with taken(turns, *((f"c{number}", home) for number, home in enumerate(homes))):
        assert not is_taken(turns, "denis", HOME.format(0x2000, 1))
        assert is_taken(turns, "denis", "2001:db8:1::1")


def test_twenty_four_wait_in_all() -> None:
    turns = Turns(1)

    with taken(turns, *((f"c{number}", f"192.0.2.{number}") for number in range(24))):
        assert not is_taken(turns, "denis", "198.51.100.1")


def test_who_waited_makes_room_for_the_next() -> None:
    turns = Turns(1)
    for _ in range(3):
        with taken(turns, ("alice", "192.0.2.1"), ("alice", "192.0.2.1")):
            pass

    assert is_taken(turns, "alice", "192.0.2.1")


def test_without_limits_all_may_wait() -> None:
    turns = Turns(1, are_bounded=False)

    with taken(turns, *(("alice", "192.0.2.1") for _ in range(30))):
        assert is_taken(turns, "alice", "192.0.2.1")


def test_a_third_log_in_at_once_is_asked_to_try_again(town: Town) -> None:
    turns = town.services.hasher.turns
    key = f"{BOE} {ALICE.address}"

    with taken(turns, (key, "198.51.100.1"), (key, "198.51.100.2")):
        page = try_to_log_in(town.visitor(), ALICE.address, PASSWORD, status=503).page
        assert town.kinds_of_events(ALICE) == ["activated"]

    assert page.headers["Retry-After"]
    assert page.says("Beaucoup de personnes se connectent en ce moment")
    logged_in(town)

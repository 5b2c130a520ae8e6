"""Places are few, and are taken in the order in which people came."""

import threading

from domain.places import Places
from tests.jobs.portal import until


def test_who_waits_longest_comes_next_and_nobody_gets_past_them() -> None:
    places, order = Places(1), []
    assert places.take()

    def come(number: int) -> None:
        assert places.take(20)
        order.append(number)
        places.give()

    people = []
    for number in range(20):
        people.append(threading.Thread(target=come, args=(number,)))
        people[-1].start()
        until(lambda: len(places._waiting) == len(people))
    places.give()
    for _ in range(100):  # one who comes again and again gets no place before them
        if places.take(0):
            places.give()
    for each in people:
        each.join(20)

    assert order == list(range(20))


def test_who_waits_too_long_goes_and_takes_nobodys_place() -> None:
    places = Places(2)
    assert places.take()
    assert places.take()

    assert not places.take(0)
    assert not places.take(0.05)

    places.give()
    assert places.take(0)


def test_no_more_are_in_at_once_than_there_are_places() -> None:
    places, lock, inside, most = Places(3), threading.Lock(), [0], [0]

    def come() -> None:
        for _ in range(200):
            assert places.take(20)
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            with lock:
                inside[0] -= 1
            places.give()

    people = [threading.Thread(target=come) for _ in range(8)]
    for each in people:
        each.start()
    for each in people:
        each.join(60)

    assert (inside, most[0] <= 3) == ([0], True)
    assert [places.take(0) for _ in range(4)] == [True, True, True, False]

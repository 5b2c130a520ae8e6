"""All stays on one core but for the hashes; what another process does has every core."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.accounts.turns import Turns
from domain.cores import Cores

ALLOWED = os.sched_getaffinity(0) if sys.platform == "linux" else set()

pytestmark = pytest.mark.skipif(len(ALLOWED) < 2, reason="needs two cores, and Linux to tell them")


def mine() -> set[int]:
    """The cores of the thread that asks."""
    return os.sched_getaffinity(0)


@pytest.fixture
def gathered() -> Iterator[tuple[Cores, Callable[[Callable[[], object]], object]]]:
    """A thread that was gathered, the only one of these tests, and a way to do things in it."""
    cores = Cores()
    with ThreadPoolExecutor(1, initializer=cores.gather) as thread:
        yield cores, lambda done: thread.submit(done).result()


def test_who_is_gathered_stays_on_one_core_with_all_that_they_begin(
    gathered: tuple[Cores, Callable[[Callable[[], object]], object]],
) -> None:
    _, do = gathered

    def begun() -> set[int]:
        with ThreadPoolExecutor(1) as another:
            return another.submit(mine).result()

    assert len(do(mine)) == 1  # type: ignore[arg-type]
    assert do(begun) == do(mine)
    assert mine() == ALLOWED


def test_a_hash_runs_on_the_other_cores_and_its_thread_comes_back(
    gathered: tuple[Cores, Callable[[Callable[[], object]], object]],
) -> None:
    cores, do = gathered
    turns = Turns(cores=cores)

    def hashing() -> set[int]:
        with turns.turn():
            return mine()

    home = do(mine)
    assert do(hashing) == ALLOWED - home  # type: ignore[operator]
    assert do(mine) == home
    assert turns.at_once == len(ALLOWED) - 1


def test_who_was_not_gathered_is_left_where_they_are() -> None:
    with Cores().elsewhere():
        assert mine() == ALLOWED


def test_another_process_has_every_core(
    gathered: tuple[Cores, Callable[[Callable[[], object]], object]],
) -> None:
    cores, do = gathered

    def begun() -> set[int]:
        waits = [sys.executable, "-c", "input()"]
        with subprocess.Popen(waits, stdin=subprocess.PIPE) as process:
            cores.give_all(process.pid)
            given = os.sched_getaffinity(process.pid)
            process.communicate(b"\n")
        return given

    assert do(begun) == ALLOWED


def test_a_machine_of_one_core_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    monkeypatch.setattr(os, "sched_setaffinity", lambda *_: pytest.fail("nothing is to be done"))
    cores = Cores()

    cores.gather()
    with cores.elsewhere():
        cores.give_all(os.getpid())


def test_a_system_that_does_not_tell_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    cores = Cores()

    cores.gather()
    with cores.elsewhere():
        assert cores.count_for_hashes() == os.cpu_count()


def test_a_core_that_may_not_be_used_any_more_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "sched_setaffinity", refused)

    Cores().gather()

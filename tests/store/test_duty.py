"""What must be done once, by whom: one of those that share a PostgreSQL, the only one on SQLite."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store import Store, Unavailable
from tests.databases import Postgresql
from tests.jobs.portal import until

END_ALL = "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'"


@pytest.fixture
def both(tmp_path: Path, postgresql: Postgresql) -> Iterator[tuple[Store, Store]]:
    """Two machines on one database."""
    url = postgresql.url()
    with closing(Store(tmp_path, url)) as one, closing(Store(tmp_path, url)) as other:
        yield one, other
    postgresql.drop(url)


def test_one_of_two_is_on_duty_until_it_ends(both: tuple[Store, Store]) -> None:
    one, other = both

    assert [one.is_on_duty(), other.is_on_duty(), one.is_on_duty()] == [True, False, True]
    one.close()

    until(other.is_on_duty)  # PostgreSQL ends a connection a moment after we do


def test_a_machine_whose_line_is_cut_no_longer_believes_it(
    both: tuple[Store, Store], postgresql: Postgresql
) -> None:
    one, other = both
    assert one.is_on_duty()

    postgresql.ask(END_ALL)

    assert other.is_on_duty()
    assert not one.is_on_duty()


def test_nobody_is_on_duty_while_postgresql_is_away(
    both: tuple[Store, Store], postgresql: Postgresql
) -> None:
    one, _ = both
    assert one.is_on_duty()
    postgresql.stop()

    with pytest.raises(Unavailable):
        one.is_on_duty()

    postgresql.start()
    assert one.is_on_duty()


def test_on_sqlite_there_is_nobody_else(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store:
        assert store.is_on_duty()

"""Limits by client address in Redis: shared by every process, and never in the way of a form."""

import logging
from pathlib import Path

import pytest

from domain.faults import Fault
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import logged_in
from tests.people import BOE
from tests.redis import Redis
from tests.town import Town, running


def fail(town: Town, times: int) -> None:
    """Send log-ins that are refused before any password is looked at."""
    for _ in range(times):
        town.visitor().post(f"/connexion?LIEN={BOE}", {}, status=422)


def test_two_processes_count_together(
    redis: Redis, tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = tmp_path / "data"
    with running(
        folder, inbox, empty_database=empty_database, RATELIMIT_STORAGE_URI=redis.uri
    ) as one:
        fail(one, 20)
        with running(folder, inbox, cast=(), RATELIMIT_STORAGE_URI=redis.uri) as other:
            fail(other, 10)

            other.visitor().post(f"/connexion?LIEN={BOE}", {}, status=429)


def test_without_redis_forms_go_on_and_the_log_says_so(
    redis: Redis,
    tmp_path: Path,
    inbox: Inbox,
    empty_database: EmptyDatabase,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = tmp_path / "data"
    with running(
        folder, inbox, empty_database=empty_database, RATELIMIT_STORAGE_URI=redis.uri
    ) as town:
        fail(town, 2)
        redis.stop()

        with caplog.at_level(logging.WARNING):
            logged_in(town)

        assert "Redis (PORTAIL_RATELIMIT_STORAGE_URI) ne répond plus" in caplog.text
        fail(town, 30)
        town.visitor().post(f"/connexion?LIEN={BOE}", {}, status=429)


@pytest.mark.sqlite("the start ends in the middle, and leaves its connection behind")
def test_a_storage_that_does_not_exist_stops_the_start(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = tmp_path / "data"

    with (
        pytest.raises(Fault, match="PORTAIL_RATELIMIT_STORAGE_URI n'est pas valable"),
        running(
            folder,
            inbox,
            empty_database=empty_database,
            RATELIMIT_STORAGE_URI="nulle-part://",
        ),
    ):
        pass

"""Eight at once, on both databases: one account, one winner, one sender."""

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from store import Store, Unavailable, accounts, events, files, messages, secret_key, statements
from store.models import ACCOUNTS, MESSAGES
from tests import tables
from tests.databases import Postgresql
from tests.store.processes import said, start
from tests.store.rows import BOE, NOON, account, fill, waiting

EIGHT = range(8)
T = TypeVar("T")
ADDRESS = "alice@example.fr"


def at_once(act: Callable[[int], T]) -> list[T]:
    ready = Barrier(len(EIGHT))

    def together(number: int) -> T:
        ready.wait()
        return act(number)

    with ThreadPoolExecutor(len(EIGHT)) as pool:
        return list(pool.map(together, EIGHT))


def test_eight_requests_of_one_address_get_one_account(store: Store) -> None:
    def ask(_: int) -> int:
        with store.write() as transaction:
            return accounts.get_or_add(transaction, BOE, ADDRESS, NOON).id

    assert len(set(at_once(ask))) == 1
    with store.read() as transaction:
        assert tables.count(transaction, ACCOUNTS) == 1


def test_one_of_eight_clicks_sets_the_password(store: Store) -> None:
    fill(store)
    with store.read() as transaction:
        known = tables.one(transaction, ACCOUNTS, address=ADDRESS)

    def click(number: int) -> bool:
        with store.write() as transaction:
            return accounts.set_password(
                transaction, known.id, version=known.version, password_hash=f"hash{number}", at=NOON
            )

    won = at_once(click)

    assert won.count(True) == 1
    with store.read() as transaction:
        kept = tables.one(transaction, ACCOUNTS, address=ADDRESS)
    assert kept.password_hash == f"hash{won.index(True)}"
    assert kept.version == known.version + 1


def test_what_one_address_asks_for_is_counted_one_after_the_other(store: Store) -> None:
    def ask(_: int) -> int:
        with store.write() as transaction:
            statements.one_at_a_time(transaction, ADDRESS)
            before = events.count_since(transaction, "asked", NOON)
            events.add(transaction, {"at": NOON, "portal": BOE, "kind": "asked"})
            return before

    assert sorted(at_once(ask)) == list(EIGHT)


def test_eight_senders_share_the_mails_and_send_none_twice(store: Store) -> None:
    with store.write() as transaction:
        bruno = tables.add(transaction, ACCOUNTS, **account("bruno@example.fr"))
        mails = (waiting(bruno.id, f"<{number}@boe.fr>") for number in range(20))
        tables.add_all(transaction, MESSAGES, mails)

    def send(number: int) -> list[int]:
        with store.read() as transaction:
            due = messages.due(transaction, NOON, 50)
        return [message for message in due if claim(store, message, f"sender{number}")]

    claimed = [message for mine in at_once(send) for message in mine]

    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 20


def claim(store: Store, message: int, by: str) -> bool:
    with store.write() as transaction:
        until = NOON + timedelta(minutes=5)
        return messages.claim(transaction, message, by=by, now=NOON, until=until)


def test_a_claim_that_is_over_can_be_taken_by_another_sender(store: Store) -> None:
    fill(store)
    with store.read() as transaction:
        (due,) = messages.due(transaction, NOON, 50)
    assert claim(store, due, "killed")

    later = NOON + timedelta(minutes=6)
    with store.write() as transaction:
        assert messages.claim(transaction, due, by="other", now=later, until=later)
    with store.write() as transaction:
        assert not messages.settle(transaction, due, by="killed", state="sent")
    with store.read() as transaction:
        assert tables.one(transaction, MESSAGES, id=due).attempts == 2


MAKE_KEY = """
import sys
from pathlib import Path
from store import Store, secret_key
print(secret_key.load(Store(Path(sys.argv[1]))))
"""


def test_two_starts_at_once_agree_on_the_key(store: Store) -> None:
    both: list[subprocess.Popen[str]] = [start(MAKE_KEY, store.data_dir) for _ in range(3)]

    assert len({said(process) for process in both}) == 1
    assert [path.name for path in store.data_dir.glob("*secret*")] == ["secret_key"]


def test_a_lost_key_is_never_made_again_beside_accounts(store: Store) -> None:
    fill(store)

    with pytest.raises(Unavailable, match="remettez ce fichier depuis la sauvegarde"):
        secret_key.load(store)
    files.write(store.data_dir / "secret_key", b" \n")
    with pytest.raises(Unavailable):
        secret_key.load(store)


def test_a_postgresql_that_comes_back_is_used_again(tmp_path: Path, postgresql: Postgresql) -> None:
    with closing(Store(tmp_path, postgresql.url())) as store:
        postgresql.stop()
        with pytest.raises(Unavailable):
            store.check()

        postgresql.start()

        store.check()

"""A file that an agent brings to one of two machines: worked on once, by the one in charge, wherever it came."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import uploads as rules
from domain.history import Visit
from domain.uploads import State
from store import customers, events, upload_files, uploads
from store.records import Upload
from tests import uploads as kit
from tests.databases import Postgresql
from tests.hosts.machines import Machines, two_machines
from tests.inbox import Inbox
from tests.jobs.portal import until
from tests.people import BOE, NADIA, VILLE_DE_BOE

BY_NADIA = Visit(by=NADIA.address)


@pytest.fixture
def machines(tmp_path: Path, postgresql: Postgresql, inbox: Inbox) -> Iterator[Machines]:
    url = postgresql.migrated_url()
    with two_machines(tmp_path, url, inbox) as both:
        yield both
    postgresql.drop(url)


def brought(machines: Machines) -> str:
    """What a machine does with a file that has come: its key."""
    file = upload_files.begin(machines.folder, upload_files.new_key(), "clients.csv")
    file.write(kit.CLIENTS)
    file.keep()
    with machines.store.write() as transaction:
        key = rules.take(transaction, VILLE_DE_BOE, file, BY_NADIA)
    file.close()
    return key


def upload(machines: Machines, key: str) -> Upload:
    with machines.store.read() as transaction:
        found = uploads.by_key(transaction, key)
    assert found is not None
    return found


def test_a_file_is_checked_and_imported_once_though_the_machine_in_charge_is_lost(
    machines: Machines,
) -> None:
    key = brought(machines)
    until(lambda: upload(machines, key).state == State.CHECKED, seconds=40)
    (in_charge,) = machines.on_duty()
    checked = upload(machines, key)
    with machines.store.write() as transaction:
        shown = rules.report(checked).fingerprint
        assert rules.decide(transaction, checked, BY_NADIA, shown)
    machines.serving[in_charge].process.kill()

    until(lambda: upload(machines, key).state == State.DONE, seconds=60)

    with machines.store.read() as transaction:
        assert "9001" in customers.known(transaction, BOE)
        lines = [line.kind for line, _ in events.of_staff(transaction, BOE, limit=50)]
    assert lines.count("list_imported") == 1

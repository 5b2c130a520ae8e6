"""Files that agents bring: of two who press a button at once, one is first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from domain import clock
from domain.uploads import State
from store import uploads
from store.records import Upload
from tests import uploads as kit
from tests.people import BOE, MARTINE, NADIA
from tests.town import Town


def an_upload(town: Town) -> Upload:
    with town.services.store.write() as transaction:
        uploads.add(
            transaction,
            key="0" * 32,
            portal=BOE,
            agent=NADIA.address,
            at=clock.now(),
            name="clients.csv",
            digest="0" * 64,
            size=1,
            subject="clients",
            state=State.CHECKED,
            since=clock.now(),
        )
    (upload,) = kit.all_of(town)
    return upload


def test_of_eight_who_decide_at_once_one_is_first(town: Town) -> None:
    upload, together = an_upload(town), Barrier(8)

    def decide(_: int) -> bool:
        together.wait()
        with town.services.store.write() as transaction:
            return uploads.move(transaction, upload, clock.now(), state=State.IMPORTING)

    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(decide, range(8)))

    assert firsts.count(True) == 1


def test_what_somebody_has_imported_meanwhile_is_not_given_up(town: Town) -> None:
    upload = an_upload(town)
    with town.services.store.write() as transaction:
        uploads.move(transaction, upload, clock.now(), state=State.IMPORTING, agent=MARTINE.address)

    with town.services.store.write() as transaction:
        is_gone = uploads.remove(transaction, upload)

    assert not is_gone
    (kept,) = kit.all_of(town)
    assert (kept.state, kept.agent) == (State.IMPORTING, MARTINE.address)

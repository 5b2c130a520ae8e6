"""Work on the files that agents bring in the browser: each in a process of its own, one after the other.

One line for checks, one for imports, so that a look at a small list never waits for a large batch.
"""

from datetime import timedelta

import services
from domain import uploads as rules
from domain.uploads import State
from jobs import child, locks
from store import upload_files, uploads

BEFORE = "Erreur\u00a0: "  # on a terminal
SECOND = timedelta(seconds=1)


def look(state: State) -> timedelta:
    """Do what waits for longest in this state; returns how long to wait afterwards."""
    store = services.current().store
    with store.read() as transaction:
        upload = uploads.first_in(transaction, state)
    if upload is None:
        return SECOND
    with locks.alone(store.data_dir / upload_files.FOLDER / f"{state}.lock") as lock:
        if lock is None:  # by the child of a server that was killed, or on another machine
            return SECOND
        answer = child.run(["deposer", upload.key], lock, services.current().cores)
    if answer.status:
        rules.fail(store, upload, answer.told.removeprefix(BEFORE) or child.KILLED)
    return timedelta(0)


def tidy_up() -> timedelta:
    """Erase what has had its time."""
    rules.tidy_up(services.current().store)
    return timedelta(minutes=1)

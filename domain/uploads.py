"""A file that an agent brings in the browser: checked, shown, then imported or given up.

Nothing is written before somebody has read what would be: the plan that was shown is carried out, or
none. A step is one statement on the upload's row, so that of two who press a button one is first; the
import and the row that says so are one transaction, so that a killed server does nothing twice.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from domain import clock, history, imports
from domain.faults import Fault
from domain.imports import Options, Outcome, Report, Subject
from domain.invoices import state_lists
from domain.portals import Portal
from store import Store, Transaction, upload_files, uploads
from store.records import Upload
from store.upload_files import Arriving

KEPT = timedelta(hours=24)  # a file that nobody imports
LOOK_SECONDS = 0.5  # how often the progress is noted
SHOWN_REJECTS = 100  # on the page; all of them are in the file
LONGEST_STEM, LONGEST_ENDING, LONGEST_BYTES = 80, 6, 180
MOVED = (
    "Rien n'a été importé : le registre a changé depuis cette vérification. "
    "Voici ce que l'import ferait maintenant."
)
GONE = "Ce fichier n'est plus sur le disque du portail : déposez-le de nouveau."
LONE_PDF = (
    "C'est un PDF seul. Mettez-le dans un ZIP avec la liste de ses factures (factures.csv, .xlsx ou "
    ".ods), puis déposez ce ZIP."
)
STRANGE = "Cette commune n'est plus servie par ce portail."
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
STATES_NAMED = "statuts"


class State(StrEnum):
    """Where an upload is."""

    CHECKING = "checking"  # waits to be checked, or is
    CHECKED = "checked"  # somebody decides
    REFUSED = "refused"  # it can't be taken at all
    IMPORTING = "importing"  # waits to be imported, or is
    DONE = "done"


WORKED_ON = (State.CHECKING, State.IMPORTING)


def clean_name(typed: str | None) -> str:
    """Return what a file is called, as a name that leads nowhere and fits on a disk."""
    last = (typed or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign if sign.isalnum() or sign in " -_()" else "." for sign in last)
    stem, _, ending = kept.rpartition(".") if "." in kept else (kept, "", "")
    stem = stem.strip(". ")[:LONGEST_STEM].encode()[:LONGEST_BYTES].decode(errors="ignore")
    ending = ending.strip().lower()[:LONGEST_ENDING]
    return f"{stem or 'fichier'}.{ending}" if ending else stem or "fichier"


def subject_of(file: Arriving) -> Subject:
    """Return what a file is taken for: a ZIP that is no workbook is a batch of bills, « statuts… » a list of their states."""
    file.seek(0)
    if file.path.name.lower().startswith(STATES_NAMED):
        return Subject.STATES
    is_zip = file.read(2) == b"PK" and not file.path.name.endswith(_WORKBOOKS)
    return Subject.INVOICES if is_zip else Subject.CUSTOMERS


def take(transaction: Transaction, portal: Portal, file: Arriving, visit: history.Visit) -> str:
    """Let a file that has come be checked; returns its key."""
    key = file.path.parent.name
    uploads.add(
        transaction,
        key=key,
        portal=portal.code,
        agent=visit.by,
        at=clock.now(),
        name=file.path.name,
        digest=file.digest,
        size=file.size,
        subject=subject_of(file),
        state=State.CHECKING,
        since=clock.now(),
    )
    return key


def check_again(transaction: Transaction, upload: Upload) -> bool:
    """Let it be checked once more; False where it is not for somebody to decide any more."""
    if upload.state not in (State.CHECKED, State.REFUSED):
        return False
    return uploads.move(transaction, upload, clock.now(), state=State.CHECKING, notice="")


def decide(transaction: Transaction, upload: Upload, visit: history.Visit, shown: str) -> bool:
    """Let the plan be carried out that was shown; False where another is there by now."""
    if upload.state != State.CHECKED or report(upload).fingerprint != shown:
        return False
    values = {"state": State.IMPORTING, "agent": visit.by, "notice": ""}
    return uploads.move(transaction, upload, clock.now(), **values)


def give_up(transaction: Transaction, upload: Upload) -> bool:
    """Forget a file that is not being imported; False where it is, or was. Its file is erased after the commit."""
    is_free = upload.state not in (State.IMPORTING, State.DONE)
    return is_free and uploads.remove(transaction, upload)


def recent(transaction: Transaction, portal: Portal) -> list[Upload]:
    """Return the files of a commune that are at some step, or came to their end within a day."""
    return uploads.moved_since(transaction, portal.code, clock.now() - KEPT)


def report(upload: Upload) -> Report:
    """Return what an upload would do, or did; it must have been checked."""
    return Report.from_json(upload.report)


def twins(transaction: Transaction, upload: Upload) -> list[Upload]:
    """Return this very file where it was imported before, or somebody else is at it too."""
    same = uploads.of_file(transaction, upload.portal, upload.digest)
    others = [each for each in same if each.id != upload.id and each.state != State.REFUSED]
    imported = (State.IMPORTING, State.DONE)
    return [each for each in others if each.state in imported or each.agent != upload.agent]


def work(store: Store, portal: Portal | None, upload: Upload) -> None:
    """Check an upload, or import it, as its state says; raises `Fault`."""
    if portal is None:
        raise Fault(STRANGE)
    path = _file_of(store, upload)
    is_import = upload.state == State.IMPORTING
    options = Options(progress=_progress(store, upload))
    options = _for_import(upload, options) if is_import else _for_check(options)
    subject = _subject_by_titles(Subject(upload.subject), path, portal)
    said = imports.carry_out(store, portal, subject, path, options)
    if said.outcome is Outcome.UNREADABLE:
        (why,) = said.notes["remarks"]
        _move(store, upload, state=State.REFUSED, report=_kept(said), notice=why)
    elif not is_import:
        insisted = [each.option for each in said.held]
        values = {"report": _kept(said), "insisted": insisted, "subject": subject}
        _move(store, upload, state=State.CHECKED, **values)
    elif said.outcome in (Outcome.MOVED, Outcome.HELD):
        _move(store, upload, state=State.CHECKING, notice=MOVED)
    elif said.number is None:
        upload_files.erase_file(store.data_dir, upload.key, upload.name)
    else:
        upload_files.erase(store.data_dir, upload.key)  # the refused lines stay with the import


def _file_of(store: Store, upload: Upload) -> Path:
    path = upload_files.path(store.data_dir, upload.key, upload.name)
    if not path.is_file():
        raise Fault(GONE)
    with path.open("rb") as file:
        if file.read(4) == b"%PDF":
            raise Fault(LONE_PDF)
    return path


def _subject_by_titles(taken_for: Subject, path: Path, portal: Portal) -> Subject:
    is_of_states = taken_for is Subject.CUSTOMERS and state_lists.is_one(path, portal.columns)
    return Subject.STATES if is_of_states else taken_for


def fail(store: Store, upload: Upload, reason: str) -> None:
    """Say why the work on an upload came to nothing; it is for somebody to decide again."""
    if upload.state == State.IMPORTING:
        _move(store, upload, state=State.CHECKED, notice=reason)
    else:
        _move(store, upload, state=State.REFUSED, notice=reason, report="")


def tidy_up(store: Store) -> None:
    """Erase what nobody has imported in a day, and what was cut while it came."""
    old = clock.now() - KEPT
    with store.read() as transaction:
        undecided = uploads.before(transaction, (State.CHECKED, State.REFUSED), old)
        done = uploads.before(transaction, (State.DONE,), old)
        known = uploads.keys(transaction)
    for upload in undecided:
        with store.write() as transaction:
            is_gone = give_up(transaction, upload)
        if is_gone:
            upload_files.erase(store.data_dir, upload.key)
    upload_files.sweep(store.data_dir, known - {upload.key for upload in done})


def _for_check(options: Options) -> Options:
    return replace(options, is_dry_run=True, looks_past_held=True, asks=True)


def _for_import(upload: Upload, options: Options) -> Options:
    def settle(transaction: Transaction, said: Report) -> None:
        values = {"state": State.DONE, "report": _kept(said), "import_id": said.number}
        if not uploads.move(transaction, upload, clock.now(), **values):
            raise Fault("Ce fichier est déjà importé.")

    return replace(
        options,
        insisted=upload.insisted,
        expected=report(upload).fingerprint,
        visit=history.Visit(by=upload.agent),
        settle=settle,
    )


def _kept(said: Report) -> str:
    rejects = [each._replace(cells=()) for each in said.rejects[:SHOWN_REJECTS]]
    return replace(said, rejects=rejects).to_json()


def _move(store: Store, upload: Upload, **values: object) -> None:
    with store.write() as transaction:
        uploads.move(transaction, upload, clock.now(), **values)


def _progress(store: Store, upload: Upload) -> Callable[[int, int], object]:
    done, noted_at = 0, time.monotonic()

    def advance(more: int, total: int) -> None:
        nonlocal done, noted_at
        done += more
        if time.monotonic() - noted_at >= LOOK_SECONDS:
            noted_at = time.monotonic()
            upload_files.note_progress(store.data_dir, upload.key, done, total)

    return advance

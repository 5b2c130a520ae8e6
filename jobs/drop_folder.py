"""The drop folder: `depot/LIEN/`, for staff without a terminal.

What is put there is imported by the command itself, in a child process, once it has stopped
growing; then it lies in `traites/` with the date in its name and the report beside it, which is
mailed to the service too where the commune wants that. Whatever happens to one file, it goes there
with the reason, and never blocks the next; nor does one commune's folder another's.
"""

import logging
import os
import re
from contextlib import suppress
from datetime import date
from functools import cache
from itertools import zip_longest
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app

import services
from domain import clock, outbox
from domain.imports import Report
from domain.portals import Portal
from jobs import child, dropped_files, import_texts, locks
from jobs.dropped_files import Watch
from store import Unavailable, files, reasons

log = logging.getLogger(__name__)

FOLDER = "depot"
DONE = "traites"
LOCK = "depot.lock"  # in the data folder: one looks at a time
# Taken, not imported yet, and out of reach of whoever may write to the drop folder. What is found
# here at a start is begun again.
UNDER_WAY = "depot-en-cours"
NO_FILE = (
    "Ce n'est pas un fichier ordinaire, mais un lien vers un autre endroit : rien n'a été importé. "
    "Copiez ici le fichier lui-même."
)
_DATE = re.compile(r"-(?P<day>\d{4}-\d\d-\d\d)-\d{6}(?:-\d+)?")


def look() -> None:
    """Look at every commune's folder once, and import the files that have stopped changing.

    Where an import goes on elsewhere, whoever began it: another machine, a server since killed.
    """
    at_hand = services.current()
    data_dir = at_hand.settings.data_dir
    try:
        _look_into_each(data_dir, list(at_hand.portals.all().values()))
    except OSError as error:
        raise Unavailable(reasons.of_folder(error, data_dir)) from error


def _look_into_each(data_dir: Path, portals: list[Portal]) -> None:
    failed: list[OSError] = []
    folders = [
        (portal, folder) for portal in portals if (folder := _reached(data_dir, portal, failed))
    ]
    with locks.alone(data_dir / LOCK) as lock:
        if lock is None:
            return
        watch = current_app.extensions.setdefault("portail-drop-folder", Watch())
        for portal, folder in folders:
            for work in _left_over(data_dir / UNDER_WAY / portal.code):
                _import(portal, folder, work, lock)
        waiting = [[(portal, path) for path in watch.still(folder)] for portal, folder in folders]
        for one_of_each in zip_longest(*waiting):  # each commune has its turn
            for portal, path in filter(None, one_of_each):
                taken = _take(portal, path, data_dir / UNDER_WAY / portal.code)
                if taken:
                    _import(portal, path.parent, taken, lock)
    if failed:
        raise failed[0]


def _reached(data_dir: Path, portal: Portal, failed: list[OSError]) -> Path | None:
    """Return a commune's folder; None where it can't be used, which is said once others had theirs."""
    try:
        return prepared(data_dir, portal)
    except OSError as error:
        failed.append(error)
    return None


def prepared(data_dir: Path, portal: Portal) -> Path:
    """Return a commune's folder, made where it is missing."""
    folder = data_dir / FOLDER / portal.code
    for place in (folder.parent, folder, data_dir / UNDER_WAY / portal.code):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    _done(folder)
    _keep_read_me(folder / dropped_files.READ_ME)
    return folder


def _done(folder: Path) -> Path:
    """Return where a commune finds what was imported: a link there would lead to another's folder."""
    place = folder / DONE
    if place.is_symlink():
        place.unlink()
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def _keep_read_me(place: Path) -> None:
    """Let the sheet say how a file is named, as this version reads it, whoever changed it."""
    words = _read_me(services.current().settings.history_days)
    if not place.is_file() or place.read_bytes() != words:
        files.write(place, words)


@cache
def _read_me(days: int) -> bytes:
    return _in_lines(import_texts.rendered("lisez-moi.txt", days=days)).encode()


def erase_done(before: date) -> int:
    """Erase what was imported before that day, reports and rejects too; returns how many files.

    One that can't be erased stays, and is named in the journal each night.

    The day is the one in the name: what others have put there, under names of theirs, stays. A
    commune that is no longer served is tidied up too.
    """
    folders = (services.current().settings.data_dir / FOLDER).glob(f"*/{DONE}")
    everything = (
        path for folder in folders if not folder.is_symlink() for path in folder.glob("*")
    )
    old = [path for path in everything if path.is_file() and _day(path.name) < before]
    return sum(_erase(path) for path in old)


def _erase(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.error("%s ne peut pas être effacé : %s", path, os.strerror(error.errno or 0))  # noqa: TRY400 - a state of the host
        return False
    return True


def _day(name: str) -> date:
    """Return the day that a name says, the last of all days where it says none."""
    found = _DATE.search(name)
    with suppress(ValueError):
        return date.fromisoformat(found["day"]) if found else date.max
    return date.max


def _take(portal: Portal, path: Path, under_way: Path) -> Path | None:
    """Move a file to where nobody else takes it, under the name it will keep; None where it is held."""
    stem = _DATE.sub("", path.stem)
    date = f"{clock.now().astimezone(ZoneInfo(portal.timezone)):%Y-%m-%d-%H%M%S}"
    work = under_way / f"{date}-{os.getpid()}-{path.stat().st_ino}"
    work.mkdir(mode=0o700, exist_ok=True)
    try:
        dropped_files.move(path, work / f"{stem}-{date}{path.suffix.lower()}")
    except OSError as error:
        work.rmdir()
        log.warning(
            "dépôt %s : %s ne peut pas être pris (%s)", portal.code, path.name, error.strerror
        )
        return None
    return work


def _left_over(under_way: Path) -> list[Path]:
    """Return what a killed process had taken and not finished."""
    return sorted(path for path in under_way.iterdir() if path.is_dir())


def _import(portal: Portal, folder: Path, work: Path, lock: int) -> None:
    # The shortest name: beside it lie the rejects of a try that was killed, named after it.
    ours = (path for path in work.iterdir() if dropped_files.command(path.name))
    taken = min(ours, key=lambda path: len(path.name), default=None)
    if taken is not None:
        is_file = dropped_files.is_file(taken.lstat())
        status, report = _run(portal, taken, lock) if is_file else (2, NO_FILE)
        log.info("dépôt %s : %s importé (état %d)", portal.code, taken.name, status)
        files.write(work / f"{taken.stem}.txt", _in_lines(report).encode())
        if portal.mails_drop_reports:
            _mail(portal, taken.name, report)
    for path in work.iterdir():
        if not dropped_files.is_file(path.lstat()):
            path.unlink()
            continue
        with suppress(PermissionError):  # somebody else's, on a share
            path.chmod(0o600)
        dropped_files.move(path, _free(_done(folder) / path.name))
    work.rmdir()


def _mail(portal: Portal, name: str, report: str) -> None:
    with services.current().store.write() as transaction:
        details = {"name": name, "report": report}
        kind = outbox.Kind.DROP_REPORT
        outbox.put(transaction, portal, None, kind, recipient=portal.contact, details=details)


def _run(portal: Portal, taken: Path, lock: int) -> tuple[int, str]:
    """Import a file as the command does; return its status and the report."""
    words = [*dropped_files.command(taken.name), str(taken), "--lien", portal.code, "--json"]
    status, said, told = child.run(words, lock, services.current().cores)
    at = clock.now().astimezone(ZoneInfo(portal.timezone))
    outcome = _OUTCOMES.get(status, "rien n'a été importé")
    parts = [f"Import du {at:%d/%m/%Y à %H:%M} : {outcome}."]
    if said:
        parts.append(import_texts.report(Report.from_json(said), portal, is_dropped=True))
    return status, "\n\n".join([*parts, told] if told else parts)


_OUTCOMES = {0: "tout a été pris", 1: "une partie a été refusée, voir ci-dessous"}


def _in_lines(text: str) -> str:
    return "\r\n".join(text.splitlines()) + "\r\n"


def _free(place: Path) -> Path:
    """Return the place, or one beside it where something lies there already."""
    number = 1
    free = place
    while free.exists():
        number += 1
        free = place.with_name(f"{place.stem}-{number}{place.suffix}")
    return free

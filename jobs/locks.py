"""One portal a data folder, or several machines on one PostgreSQL that share it: the kernel's locks.

They end with the last process that holds them; whatever ends it, kill -9 included, nothing has to be
tidied up. On a network folder they hold from machine to machine.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.faults import Fault

FILE = "portail.lock"


@contextmanager
def one_portal(folder: Path, *, among_others: bool = False) -> Iterator[None]:
    """Hold the folder's lock. Raises Fault where another process holds it or it can't be written.

    `among_others`: beside servers that hold it so too, never beside one that wants it alone.
    """
    try:
        lock = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Fault(_unwritable(folder, error)) from error
    try:
        _take(lock, folder, among_others=among_others)
        _sign(lock, "" if among_others else f"{os.getpid()}\n")
        yield
    finally:
        os.close(lock)  # the file stays: removing it would let two processes hold « the » lock


@contextmanager
def alone(file: Path) -> Iterator[int | None]:
    """Hold this file where nobody does; give its descriptor, None where somebody does.

    A child that inherits the descriptor holds it too: it may live longer than we do.
    """
    lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield lock if _is_free(lock) else None
    finally:
        os.close(lock)


def is_served(folder: Path) -> bool:
    """Whether a process serves this folder, on this machine or another."""
    try:
        lock = os.open(folder / FILE, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _is_free(lock)
    finally:
        os.close(lock)


def holder(folder: Path) -> int | None:
    """Return the process that alone serves this folder, None where nobody does or several may."""
    if not is_served(folder):
        return None
    number = (folder / FILE).read_text("ascii", "replace").strip()
    return int(number) if number.isdigit() else None


def _is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take(lock: int, folder: Path, *, among_others: bool) -> None:
    kind = fcntl.LOCK_SH if among_others else fcntl.LOCK_EX
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        process = f" (processus\u00a0{holder})" if holder else ""
        raise Fault(
            f"Un portail tourne déjà sur ce dossier{process}\u00a0: {folder}. "
            "Arrêtez-le d'abord, ou choisissez un autre dossier avec PORTAIL_DATA_DIR."
        ) from error
    except OSError as error:  # e.g. a network folder without locks
        raise Fault(_unwritable(folder, error)) from error


def _sign(lock: int, text: str) -> None:
    try:
        os.ftruncate(lock, 0)
        os.write(lock, text.encode())
    except OSError:  # a full disk: the lock is held all the same, only the number is missing
        os.ftruncate(lock, 0)


def _unwritable(folder: Path, error: OSError) -> str:
    return (
        f"Le dossier des données ne peut pas être verrouillé\u00a0: {folder} "
        f"({os.strerror(error.errno or 0)}). Vérifiez qu'il existe et que le portail peut y écrire."
    )

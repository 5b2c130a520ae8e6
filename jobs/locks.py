"""One portal a data folder: a lock that the kernel releases when its last process is gone.

Forked workers inherit it; whatever ends them, kill -9 included, nothing has to be tidied up.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.faults import Fault

FILE = "portail.lock"


@contextmanager
def one_portal(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises Fault where another process holds it or it can't be written."""
    try:
        lock = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Fault(_unwritable(folder, error)) from error
    try:
        _take(lock, folder)
        yield
    finally:
        os.close(lock)  # the file stays: removing it would let two processes hold « the » lock


def holder(folder: Path) -> int | None:
    """Return the process that serves this folder, None where nobody does."""
    try:
        lock = os.open(folder / FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        number = os.read(lock, 20).decode("ascii", "replace").strip()
        return int(number) if number.isdigit() else None
    finally:
        os.close(lock)
    return None


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        process = f" (processus\u00a0{holder})" if holder else ""
        raise Fault(
            f"Un portail tourne déjà sur ce dossier{process}\u00a0: {folder}. "
            "Arrêtez-le d'abord, ou choisissez un autre dossier avec PORTAIL_DATA_DIR."
        ) from error
    except OSError as error:  # e.g. a network folder without locks
        raise Fault(_unwritable(folder, error)) from error
    try:
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
    except OSError:  # a full disk: the lock is held all the same, only the number is missing
        os.ftruncate(lock, 0)


def _unwritable(folder: Path, error: OSError) -> str:
    return (
        f"Le dossier des données ne peut pas être verrouillé\u00a0: {folder} "
        f"({os.strerror(error.errno or 0)}). Vérifiez qu'il existe et que le portail peut y écrire."
    )

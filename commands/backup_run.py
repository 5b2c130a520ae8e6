"""`flask backup`: the file is written and checked here.

It wires no page and reads no commune: a mistake in `portails.toml` must not stop a backup.
"""

import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

import services
from commands import Status, console, typed
from domain import alarms, history
from domain.faults import Fault
from domain.portals import FILE_NAME, Portals
from settings import Settings
from store import Store, Unavailable, archive, backup, files, restore
from store.backup import Taken
from store.restore import Restored

SHOWN = 20
COUNTED = {
    "accounts": ("compte", "comptes"),
    "customers": ("client", "clients"),
    "invoices": ("facture", "factures"),
}


def opened(file: Path) -> IO[bytes]:
    """Open a backup to be read; « - » is standard input."""
    return sys.stdin.buffer if str(file) == "-" else file.open("rb")


def take(file: Path) -> Status:
    """Write a backup, and say what it holds."""
    settings = services.current_settings()
    _refuse_nothing(settings)
    store = Store(settings.data_dir, settings.database_url)
    try:
        keys = services.keys_in_force(settings, store)
        if str(file) == "-":
            taken = _write(store, keys, _standard_output())
        else:
            _refuse_other_file(file)
            with files.beside(file) as out:
                taken = _write(store, keys, out)
        backup.note(settings.data_dir, None if str(file) == "-" else file)
        with suppress(Unavailable), store.write() as transaction:
            history.record(transaction, history.Kind.BACKED_UP, typed.visit(), details=file.name)
    except (Fault, Unavailable, OSError) as error:
        _tell_the_administrator(settings, store, error)
        raise
    finally:
        store.close()
    return _said(taken, file)


def _tell_the_administrator(settings: Settings, store: Store, error: Exception) -> None:
    """Put a mail into the outbox: at night nobody reads what the command says."""
    if not settings.admin:
        return
    with suppress(Fault, Unavailable):
        portals = Portals(settings.data_dir / FILE_NAME, settings.of_a_commune).all().values()
        sentence = f"La sauvegarde n'a pas été faite : {error}"
        with store.write() as transaction:
            for portal in list(portals)[:1]:
                alarms.tell(transaction, portal, settings.admin, [sentence])


def _write(store: Store, keys: tuple[str, ...], out: IO[bytes]) -> Taken:
    with console.Progress("Sauvegarde", unit="PDF") as progress:
        taken = backup.take(store, keys, out, step=progress.advance)
    out.flush()
    return taken


def _said(taken: Taken, file: Path) -> Status:
    """Say what the backup holds, on standard error where it is on standard output itself."""
    tell = console.tell if str(file) == "-" else console.say
    counts = ", ".join(console.count(taken.rows.get(n, 0), *words) for n, words in COUNTED.items())
    size = f"{taken.document_bytes / 1e6:.1f}".replace(".", ",")
    tell(f"Sauvegarde faite : {counts}, {console.number(taken.documents)} PDF ({size} Mo).")
    missing = taken.without_document
    if not missing:
        return Status.DONE
    console.tell(
        f"Sauf {console.count(len(missing), 'PDF qui manque', 'PDF qui manquent')} ou ne sont plus "
        "ce qu'ils étaient. Importez de nouveau ces factures :"
    )
    for portal, number in missing[:SHOWN]:
        console.tell(f"  {portal} {number}")
    if len(missing) > SHOWN:
        console.tell(f"  … et {console.number(len(missing) - SHOWN)} de plus")
    return Status.PARTLY


def check(file: Path) -> Status:
    """Read a backup through, and say what it holds."""
    with opened(file) as source, console.Progress("Vérification", unit="fichiers") as progress:
        restored = restore.check(source, step=progress.advance)
    console.say(f"Sauvegarde en bon état, du {taken_at(restored)} : {contents(restored)}.")
    return Status.DONE


def taken_at(restored: Restored) -> str:
    """Say when a backup was taken, by this machine's clock."""
    return console.moment(datetime.fromisoformat(restored.head.taken_at))


def contents(restored: Restored) -> str:
    """Say what is in a backup, and what was missing already when it was taken."""
    rows = restored.head.rows
    counts = [console.count(rows.get(name, 0), *words) for name, words in COUNTED.items()]
    counts.append(f"{console.number(restored.documents)} PDF")
    if restored.absent:
        counts.append(f"sans {console.number(len(restored.absent))} PDF qui manquaient déjà")
    return ", ".join(counts)


def _refuse_nothing(settings: Settings) -> None:
    folder = settings.data_dir
    is_empty = not (folder / "portails.toml").exists() and not (folder / "portail.db").exists()
    if is_empty and not settings.database_url:
        raise Fault(f"Il n'y a rien à sauvegarder dans {folder} : vérifiez PORTAIL_DATA_DIR.")


def _refuse_other_file(file: Path) -> None:
    """An earlier backup may be replaced; anything else would be lost by a mistyped name."""
    if not file.parent.is_dir():
        raise Fault(f"Le dossier {file.parent} n'existe pas : créez-le, ou donnez-en un autre.")
    if file.is_dir():
        raise Fault(f"{file} est un dossier : donnez le nom du fichier à y écrire.")
    if not file.exists():
        return
    try:
        with file.open("rb") as earlier:
            archive.Reader(earlier)
    except archive.Refused:
        raise Fault(
            f"{file} existe et n'est pas une sauvegarde du portail : donnez un autre nom."
        ) from None


def _standard_output() -> IO[bytes]:
    if sys.stdout.isatty():
        raise Fault(
            "Une sauvegarde ne se lit pas à l'écran : dirigez-la vers un fichier ou un programme, "
            "par exemple « flask backup - | age -r … > portail.tar.age »."
        )
    return sys.stdout.buffer

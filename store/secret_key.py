"""The key that signs links and sessions, made once and kept in the data folder.

Beside a database that has accounts or agents a new one is never made: it would end every link and session
in silence, and hide that a backup is incomplete.
"""

import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from store import Store, Unavailable, files
from store.models import ACCOUNTS, AGENTS

FILE_NAME = "secret_key"


def load(store: Store) -> tuple[str, ...]:
    """Return the key, then older ones that a restored backup brought and that still verify.

    Raises `Unavailable` where the file is gone, empty or damaged though accounts exist.
    """
    path = store.data_dir / FILE_NAME
    try:
        if not path.exists() and not has_accounts(store):
            # Two starts at once: one writes, both read the same.
            with suppress(FileExistsError):
                files.write(path, secrets.token_urlsafe(48).encode(), replace=False)
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    keys = tuple(key for line in lines if (key := line.strip()))
    # Zeros are what a power cut leaves on some disks: a key that everybody knows.
    if not all(key.isprintable() for key in keys) or not keys:
        raise Unavailable(_unreadable(path, has_accounts=has_accounts(store)))
    return keys


def _unreadable(path: Path, *, has_accounts: bool) -> str:
    if has_accounts:
        return (
            f"La clé secrète manque ou ne peut pas être lue ({path}) alors que la base a des "
            "comptes : remettez ce fichier depuis la sauvegarde, ou donnez PORTAIL_SECRET_KEY."
        )
    return (
        f"La clé secrète ne peut pas être lue : effacez {path}, une autre sera faite au démarrage."
    )


def has_accounts(store: Store) -> bool:
    """Whether somebody uses this portal already."""
    with store.read() as transaction:
        return any(
            transaction.scalar(select(table.c.id).limit(1)) is not None
            for table in (ACCOUNTS, AGENTS)
        )

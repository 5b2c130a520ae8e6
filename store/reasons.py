"""Why the database or the data folder can't be used: one sentence that an administrator can act on.

Addresses, values and passwords never stand in it: engines hide parameters, and what a driver said
is only quoted where it is about the connection.
"""

import errno
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

LOCKED = "La base de données est occupée par un autre programme depuis trop longtemps."
# sqlite3 also says « operational » of a statement that names what is not there.
_OURS = ("no such ", "table ", "near ", "duplicate column", "cannot add")


class Unavailable(Exception):
    """The database can't be used now; the text says why in French."""


def of(error: Exception, data_dir: Path) -> str:
    """Say in one sentence what must be mended."""
    if isinstance(error, OSError):
        return of_folder(error, data_dir)
    if isinstance(error, ImportError):
        return (
            "PORTAIL_DATABASE_URL désigne PostgreSQL, dont le pilote manque : "
            "lancez « .venv/bin/pip install -r requirements-postgresql.txt »."
        )
    if isinstance(error, ArgumentError | ValueError):
        return (
            "PORTAIL_DATABASE_URL n'est pas valable : il faut une adresse comme "
            "« postgresql://nom:motdepasse@hote:5432/base » (les signes spéciaux du mot de passe "
            "s'y écrivent %40 pour @, %2F pour /)."
        )
    if isinstance(error, PoolTimeout):
        return "Trop de demandes attendent la base de données : réessayez dans un instant."
    return _of_database(error, data_dir)


def of_folder(error: OSError, folder: Path) -> str:
    """Say what is wrong with a folder, or with a file in it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _SQLITE["full"]
    why = _FOLDER.get(error.errno or 0, f"le système répond « {os.strerror(error.errno or 0)} »")
    return f"Le dossier {folder} ne peut pas servir : {why}."


def brief(error: Exception) -> str:
    """Return what went wrong in a change of ours, to be quoted in a sentence."""
    said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    return said.splitlines()[0][:200].rstrip(".")


def is_of_the_host(error: Exception) -> bool:
    """Whether an error comes from the host (disk, locks, connection), not from a statement."""
    if isinstance(error, OperationalError | PoolTimeout | OSError):
        return not str(getattr(error, "orig", "")).startswith(_OURS)
    if isinstance(error, sqlite3.Error):
        return True
    if not isinstance(error, DBAPIError):
        return False
    # sqlite3 raises its bare DatabaseError for damaged files.
    return error.connection_invalidated or type(error) is DatabaseError


def _of_database(error: Exception, data_dir: Path) -> str:
    said = str(getattr(error, "orig", None) or error).strip()
    is_sqlite = isinstance(getattr(error, "orig", error), sqlite3.Error)
    signs = _SQLITE if is_sqlite else _POSTGRESQL
    sentence = _first(signs, said.lower())
    if sentence:
        return sentence.format(folder=data_dir)
    last_line = said.splitlines()[-1].strip()[:200] if said else type(error).__name__
    if is_sqlite:
        return f"La base de données ne répond pas ({last_line})."
    return (
        "La base PostgreSQL ne répond pas : vérifiez PORTAIL_DATABASE_URL et que le serveur "
        f"tourne ({last_line})."
    )


def _first(signs: Mapping[str, str], text: str) -> str | None:
    return next((sentence for sign, sentence in signs.items() if sign in text), None)


_FOLDER = {
    errno.EACCES: "le portail n'a pas le droit d'y écrire, ce dossier doit lui appartenir",
    errno.EPERM: "le portail n'a pas le droit d'y écrire, ce dossier doit lui appartenir",
    errno.EROFS: "il est en lecture seule",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EEXIST: "ce n'est pas un dossier",
    errno.ENOENT: "il n'existe pas",
    errno.EISDIR: "un dossier y porte le nom d'un fichier du portail",
    errno.EIO: "le disque ne répond plus",
    errno.EMFILE: "le portail a trop de fichiers ouverts",
    errno.ENFILE: "la machine a trop de fichiers ouverts",
}

BY_ITSELF = ", le portail reprendra de lui-même"  # where it serves

_SQLITE = {
    "locked": LOCKED,
    "full": f"Le disque est plein : libérez de la place{BY_ITSELF}.",
    "readonly": "Le dossier de données {folder} est en lecture seule : rendez-le modifiable.",
    "unable to open": "La base de données ne peut pas être ouverte dans {folder} : "
    "vérifiez que ce dossier appartient au portail.",
    "disk i/o": "Le disque ne répond plus dans {folder} : vérifiez-le et la place qui reste.",
    "not a database": "Le fichier portail.db de {folder} n'est pas une base de données : "
    "restaurez la dernière sauvegarde.",
    "malformed": "La base de données de {folder} est abîmée : restaurez la dernière sauvegarde.",
}

# The server may speak French itself: what is not known here is quoted (see above).
_POSTGRESQL = {
    "password authentication failed": "PostgreSQL refuse le nom ou le mot de passe de "
    "PORTAIL_DATABASE_URL.",
    "no password supplied": "PostgreSQL demande un mot de passe, que PORTAIL_DATABASE_URL ne donne "
    "pas.",
    "pg_hba": "PostgreSQL n'accepte pas ce nom depuis cette machine : ajoutez-le à son fichier "
    "pg_hba.conf.",
    "lock timeout": _SQLITE["locked"],
    "too many": "PostgreSQL n'a plus de connexion libre : augmentez max_connections.",
    "connection slots": "PostgreSQL n'a plus de connexion libre : augmentez max_connections.",
    "no space left": "Le disque de PostgreSQL est plein : libérez de la place, le portail "
    "reprendra de lui-même.",
    "starting up": "PostgreSQL démarre : le portail reprendra de lui-même.",
    "shutting down": "PostgreSQL s'arrête : le portail reprendra de lui-même.",
    "permission denied": "PostgreSQL ne laisse pas le portail créer ses tables : donnez-lui la "
    "base, avec « ALTER DATABASE … OWNER TO … ».",
    "read-only transaction": "La base PostgreSQL est en lecture seule : PORTAIL_DATABASE_URL "
    "désigne peut-être un serveur de secours.",
    "role ": "PostgreSQL ne connaît pas le nom donné dans PORTAIL_DATABASE_URL.",
    "database ": "La base nommée dans PORTAIL_DATABASE_URL n'existe pas : créez-la avec "
    "« createdb ».",
}

"""What the text of a setting may be; a ValueError says what is expected, and never repeats it."""

from pathlib import Path
from urllib.parse import urlsplit

from domain import addresses
from domain.origins import is_loopback

ROOT = Path(__file__).resolve().parents[1]
PAYFIP = "https://www.payfip.gouv.fr/tpa"
PLACEHOLDER_SIGNS, KEY_SIGNS = (
    8,
    32,
)  # below the first it was meant to be filled in, below the second it is too short


def host(value: str) -> str:
    """Return the name of a mail server."""
    if not value or set(value) & set(" /\\@"):
        raise ValueError("le nom du serveur de messagerie, par exemple « smtp.ma-commune.fr »")
    return value


def address(value: str) -> str:
    """Return one mail address, folded."""
    try:
        return addresses.fold(value)
    except addresses.NotAnAddress:
        raise ValueError("une adresse mail, par exemple « informatique@ma-commune.fr »") from None


def plain(value: str) -> str:
    """Return a mail server's user or password: smtplib can't say anything but ASCII."""
    if not value or not value.isascii():
        raise ValueError(
            "celui que donne votre hébergeur, sans accent (« … » est à remplacer par lui)"
        )
    return value


def secret(value: str) -> str:
    """Return a key."""
    if len(value) < PLACEHOLDER_SIGNS:
        raise ValueError("une longue suite de signes au hasard (32 ou plus)")
    return value


def secrets(value: str) -> tuple[str, ...]:
    """Return keys that stand between commas."""
    return tuple(secret(key) for part in value.split(",") if (key := part.strip()))


def database_url(value: str) -> str:
    """Return the address of a PostgreSQL."""
    try:
        parts = urlsplit(value)
        is_known = parts.scheme.split("+")[0] in ("postgres", "postgresql") and parts.port != 0
    except ValueError:
        is_known = False
    if not is_known:
        raise ValueError(
            "une adresse PostgreSQL comme « postgresql://nom@hote/base » "
            "(rien du tout pour SQLite, dans le dossier de données)"
        )
    return value


def payfip(value: str) -> str:
    """Return where PayFiP answers, without a slash at its end; in clear on this machine only."""
    try:
        parts = urlsplit(value)
        is_known = parts.scheme == "https" or (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        )
        is_known = is_known and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        is_known = False
    if not is_known:
        raise ValueError(f"une adresse qui commence par « https:// », par exemple « {PAYFIP} »")
    return value.rstrip("/")


def folder(value: str) -> Path:
    """Return a folder; one that is not absolute lies in the checkout."""
    path = Path(value).expanduser()
    return path if path.is_absolute() else ROOT / path

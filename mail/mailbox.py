"""The mailbox that returned mails come to, read by IMAP (RFC 3501); nothing in it is moved or marked.

Only mails that say they are a report are fetched, and of each only its beginning: 50,000 others cost
a line each, and 10 MB no more than 256 kB.
"""

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, NamedTuple

from domain.origins import is_loopback
from domain.return_reports import MOST_READ
from mail.transport import seen
from settings import ReturnsSettings

SECONDS = 20.0  # for each answer
TLS_PORT = 993
AT_ONCE = 200  # headers in one question
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KINDS = "(UID BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE)])"
_BEGINNING = f"(UID BODY.PEEK[]<0.{MOST_READ}>)"


class Unreadable(Exception):
    """The mailbox can't be read; the text says why. `is_login`: name or password are refused."""

    def __init__(self, why: str, *, is_login: bool = False) -> None:
        super().__init__(why)
        self.is_login = is_login


class Place(NamedTuple):
    """How far a folder was read; another `uid_validity` means that its mails are numbered anew."""

    uid_validity: int
    last_uid: int


def check(settings: ReturnsSettings) -> None:
    """Log in and open the folder; raises `Unreadable`."""
    with _folder(settings):
        pass


def new(
    settings: ReturnsSettings, known: Place | None, since: date
) -> Iterator[tuple[Place, list[bytes]]]:
    """Yield reports that came behind `known`, some at a time, and how far that is; raises `Unreadable`.

    Where the folder was never read, or is numbered anew: those that came since that day.
    """
    with _folder(settings) as (line, validity, next_uid):
        is_same = known is not None and known.uid_validity == validity
        last = known.last_uid if known and is_same else 0
        found = [uid for uid in _search(line, last, None if is_same else since) if uid > last]
        for start in range(0, len(found), AT_ONCE):
            some = found[start : start + AT_ONCE]
            reports = [
                uid
                for uid, kind in _fetch(line, some, _KINDS)
                if b"multipart/report" in kind.lower()
            ]
            raw = [body for uid in reports for _, body in _fetch(line, [uid], _BEGINNING)]
            yield Place(validity, some[-1]), raw
        yield Place(validity, max([last, next_uid - 1, *found[-1:]])), []


@contextmanager
def _folder(settings: ReturnsSettings) -> Iterator[tuple[imaplib.IMAP4, int, int]]:
    """Give a line with the folder open to be read only, its validity and the next number (0: not said)."""
    try:
        line = _open(settings)
        try:
            _log_in(line, settings)
            answer, said = line.select(_quoted(settings.folder), readonly=True)
            if answer != "OK":
                raise Unreadable(
                    f"le dossier « {settings.folder} » ne s'ouvre pas ({_words(said)})"
                )
            yield line, _number(line, "UIDVALIDITY"), _number(line, "UIDNEXT")
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                line.logout()
    except imaplib.IMAP4.error as error:
        raise Unreadable(f"le serveur a répondu : {_words([str(error).encode()])}") from error
    except (OSError, EOFError, ValueError) as error:
        raise Unreadable(seen(error, SECONDS)) from error


def _open(settings: ReturnsSettings) -> imaplib.IMAP4:
    if is_loopback(settings.server) and settings.port != TLS_PORT:
        return imaplib.IMAP4(settings.server, settings.port, timeout=SECONDS)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(settings.server, settings.port, ssl_context=context, timeout=SECONDS)


def _log_in(line: imaplib.IMAP4, settings: ReturnsSettings) -> None:
    try:
        line.login(settings.username, settings.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = _words([str(error).encode()])
        raise Unreadable(
            f"le serveur refuse le nom ou le mot de passe ({said})", is_login=True
        ) from error


def _search(line: imaplib.IMAP4, last: int, since: date | None) -> list[int]:
    asked = f"UID {last + 1}:*"
    if since is not None:
        asked = f"SINCE {since.day:02}-{_MONTHS[since.month - 1]}-{since.year}"
    answer, said = line.uid("SEARCH", asked)
    if answer != "OK":
        raise Unreadable(f"le serveur ne cherche pas ({_words(said)})")
    return sorted(int(uid) for part in said if part for uid in part.split())


def _fetch(line: imaplib.IMAP4, uids: Sequence[int], what: str) -> Iterator[tuple[int, bytes]]:
    if not uids:
        return
    answer, said = line.uid("FETCH", ",".join(map(str, uids)), what)
    if answer != "OK":
        raise Unreadable(f"le serveur ne donne pas ces messages ({_words(said)})")
    for place, part in enumerate(said):
        if isinstance(part, tuple):
            behind = said[place + 1] if place + 1 < len(said) else b""
            around = part[0] + (behind if isinstance(behind, bytes) else b"")
            uid = re.search(rb"UID (\d+)", around)
            if uid:
                yield int(uid[1]), part[1]


def _number(line: imaplib.IMAP4, name: str) -> int:
    _, said = line.response(name)
    text = said[-1] if said else None
    return int(text) if text else 0


def _quoted(folder: str) -> str:
    """Return a folder's name as IMAP has it: modified UTF-7 (RFC 3501 § 5.1.3), between quotes."""

    def encoded(found: re.Match[str]) -> str:
        return f"&{b64encode(found[0].encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"

    name = re.sub(r"[^\x20-\x7e]+", encoded, folder.replace("&", "&-"))
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _words(said: Sequence[Any]) -> str:
    text = b" ".join(part for part in said if isinstance(part, bytes))
    return " ".join(text.decode("utf-8", "replace").split()).removeprefix("b'").rstrip("'")[:200]

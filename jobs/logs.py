"""The journal on standard error: one line an event, with time, level and the request's id.

No address, no link, no query string ever stands in it: accounts are named by their id. What slips
into a message all the same, a library's included, is blotted out here as the last belt.
"""

import logging
import re
import secrets
import sys
import threading
import time
import traceback
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

access = logging.getLogger("portail.acces")

BLOT = "…"
FRENCH_SPACES = "\u00a0\u202f"  # str.isprintable() denies them
FRAMES = 12
LONGEST = 8000  # signs of a line
# Each pattern starts only where a run of its signs does: what a stranger sends costs linear time.
# Any run around an @, percent-encoded too: rather too much (user:password@host) than one.
ADDRESS = re.compile(r"(?<![^\s<>\"'(),;])[^\s<>\"'(),;]*(?:@|%40)[^\s<>\"'(),;]+", re.IGNORECASE)
QUERY = re.compile(r"[?&][\w.%-]+=[^\s\"'<>»]*")
LIEN_TOKEN = re.compile(r"(?<![\w.~-])X(?:(?=[\w.~-]*\d)[\w.~-]{12,}|[\w.~-]{40,})", re.ASCII)
# A file keeps its name: « portail-avant-0003-20261124T033012.db » is what an administrator looks for.
FILE = r"[\w~=-]+\.(?:db|tar|csv|xlsx|ods|zip|pdf|txt|toml)(?![\w~=-])"
TOKEN = re.compile(
    rf"(?<![\w.~=-])(?!{FILE})(?=[\w.~=-]*\d)(?=[\w.~=-]*[A-Za-z])[\w.~=-]{{24,}}", re.ASCII
)

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def configure(level: int = logging.INFO) -> None:
    """Send every log of this process, libraries' and warnings too, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    handler.addFilter(add_request_id)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a line for each short wait
    logging.getLogger("alembic").setLevel(logging.WARNING)  # its steps, in English
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda args: _log_uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


def request_id() -> str:
    """The id of the request that this thread works on, to be shown on error pages; « - » if none."""
    return _request_id.get()


def add_request_id(record: logging.LogRecord) -> bool:
    """A filter for handlers: it lets everything through, and adds `record.request_id`."""
    record.request_id = request_id()
    return True


class LineFormatter(logging.Formatter):
    """`2026-11-23T08:30:00.120Z INFO 5f0c9a1e message | exception < where < where`."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            message += f" | {_told(record.exc_info[1])}"
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        at = at.replace("+00:00", "Z")
        shown_id = getattr(record, "request_id", "-")
        return f"{at} {record.levelname} {shown_id} {one_line(scrub(message)[:LONGEST])}"


def _told(error: BaseException) -> str:
    """The error and where it happened, innermost first, without the values of variables."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames)]
    told = " < ".join([f"{type(error).__name__}: {error}", *where])
    return f"{told} | {_told(error.__cause__)}" if error.__cause__ else told


def scrub(text: str) -> str:
    """Without addresses, query strings and tokens."""
    for pattern in (QUERY, ADDRESS, LIEN_TOKEN, TOKEN):
        text = pattern.sub(BLOT, text)
    return text


def redact(path: str) -> str:
    """A path for the journal: long segments with a digit are secrets of a link, and left out."""
    return "/".join(BLOT if _is_secret(segment) else segment for segment in path.split("/"))


def _is_secret(segment: str) -> bool:
    return len(segment) >= 20 and any(sign.isdigit() for sign in segment)  # noqa: PLR2004


def one_line(text: str) -> str:
    """With control and direction signs escaped: nobody forges a line by what they send."""
    return "".join(
        sign if sign.isprintable() or sign in FRENCH_SPACES else _escaped(sign) for sign in text
    )


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def with_access_lines(app: "WSGIApplication") -> "WSGIApplication":
    """Give each request an id, and a line « GET /factures 200 12 ms » once it is answered."""

    def logged(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        statuses: list[str] = []

        def noting(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: Any = None,
        ) -> Any:
            statuses.append(status[:3])
            return start_response(status, headers, exc_info)

        began = time.perf_counter()
        token = _request_id.set(secrets.token_hex(4))
        try:
            # Handed on as it is: waitress sends a file's wrapper without holding a thread.
            return app(environ, noting)
        finally:
            elapsed_ms = round((time.perf_counter() - began) * 1000)
            status = statuses[-1] if statuses else "500"
            access.info("%s %s %s %d ms", *_asked(environ), status, elapsed_ms)
            _request_id.reset(token)

    return logged


def _asked(environ: "WSGIEnvironment") -> tuple[str, str]:
    path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
    return environ["REQUEST_METHOD"], redact(path)


def _log_uncaught(
    kind: type[BaseException], error: BaseException, where: TracebackType | None
) -> None:
    logging.getLogger("portail").critical("erreur imprévue", exc_info=(kind, error, where))

"""A portal served to a real browser, in a thread of the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from domain.limits import TooOften
from store import Unavailable
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.people import BOE, CAST, Person
from tests.town import Town, running


@dataclass(frozen=True)
class Served:
    """A town and where its portal answers."""

    town: Town
    origin: str

    @property
    def typed_address(self) -> str:
        """What people type: the first step of the procedure."""
        return f"{self.origin}/?LIEN={BOE}"


class _Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def serving(
    data_dir: Path,
    inbox: Inbox,
    empty_database: EmptyDatabase,
    cast: tuple[Person, ...] = CAST,
    **settings: str,
) -> Iterator[Served]:
    """Serve a town; three addresses fail on purpose, to see what people then see."""
    server = make_server("127.0.0.1", 0, _not_yet, threaded=True, request_handler=_Silent)
    origin = f"http://127.0.0.1:{server.server_port}"
    options = {"PUBLIC_URL": origin, "RATELIMIT_ENABLED": "false", **settings}
    with running(data_dir, inbox, empty_database=empty_database, cast=cast, **options) as town:
        town.app.add_url_rule("/panne", "broken", _breaks)
        town.app.add_url_rule("/occupe", "busy", _is_busy)
        town.app.add_url_rule("/trop", "often", _is_too_often)
        server.app = town.app
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Served(town, origin)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _not_yet(environ: object, start_response: object) -> list[bytes]:
    raise AssertionError("asked before the portal was there")


def _breaks() -> str:
    raise ZeroDivisionError


def _is_busy() -> str:
    raise Unavailable("La base est occupée.")


def _is_too_often() -> str:
    raise TooOften(timedelta(minutes=12))

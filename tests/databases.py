"""Both kinds of database for tests: a fresh SQLite file, or a database of a real PostgreSQL.

`database_url` runs a test on each. `empty_database` is SQLite's; with TESTS_DATABASE=postgresql in the
environment (`make test-postgresql`) it is PostgreSQL's, and only the tests that use it run, less
those that are marked `sqlite("why")`. Where the server is not installed, the PostgreSQL half is
skipped with a sentence; with CI=true it fails instead.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from store import Store
from tests.missing import missing

ALL_ON_POSTGRESQL = os.environ.get("TESTS_DATABASE") == "postgresql"
_laid: dict[Path, tuple["Postgresql", str]] = {}  # the database of a data folder, where it has one

MISSING = (
    "PostgreSQL n'est pas installé : « apt install postgresql », puis relancez les tests "
    "(seul le programme « postgres » est utilisé, avec une base à part)."
)
# Losing the power is not what these tests try.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")


@dataclass
class Postgresql:
    """A server of our own behind a Unix socket; each `url()` is a new, empty database."""

    folder: Path
    programs: Path
    settings: tuple[str, ...] = FAST
    process: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str = "", *, template: str = "template1") -> str:
        """The address of a database, a new one where no name is given."""
        if not database:
            database = f"essai{next(self.numbers)}"
            self.ask(f"CREATE DATABASE {database} TEMPLATE {template}")
        return f"postgresql://portail@/{database}?host={quote(str(self.folder), safe='')}"

    def migrated_url(self) -> str:
        """The address of a new database that has its tables: copied, which is quicker."""
        if not self.ask("SELECT 1 FROM pg_database WHERE datname = 'modele'"):
            self.ask("CREATE DATABASE modele")
            with tempfile.TemporaryDirectory() as folder:
                Store(Path(folder), self.url("modele")).close()
        return self.url(template="modele")

    def drop(self, url: str) -> None:
        """Take a database away again."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.ask(f"DROP DATABASE {name} WITH (FORCE)")

    def ask(self, statement: str, database: str = "postgres") -> list[Any]:
        """The rows that answer, each of one column."""
        place = f"host={self.folder} user=portail dbname={database}"
        with psycopg.connect(place, autocommit=True) as connection:
            answer = connection.execute(statement.encode())
            return [row[0] for row in answer] if answer.description else []

    def start(self) -> None:
        options = [part for option in self.settings for part in ("-c", option)]
        with (self.folder / "journal").open("ab") as journal:
            self.process = subprocess.Popen(
                [
                    *_as_other_user("--pdeathsig", "INT"),
                    str(self.programs / "postgres"),
                    *("-D", str(self.folder / "data"), "-k", str(self.folder), *options),
                ],
                stdout=journal,
                stderr=journal,
            )
        for _ in range(200):
            if (self.folder / ".s.PGSQL.5432").exists() and self._answers():
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "journal").read_text())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(30)

    def _answers(self) -> bool:
        try:
            return self.ask("SELECT 1") == [1]
        except psycopg.OperationalError:
            return False


@dataclass(frozen=True)
class EmptyDatabase:
    """A migrated database that portals begin with: a file of SQLite, or PostgreSQL's own copies."""

    file: Path | None = None
    server: Postgresql | None = None

    def lay(self, folder: Path) -> None:
        """Let the portal of this data folder begin with it, unless it has a database already."""
        if self.server is not None and folder not in _laid:
            _laid[folder] = self.server, self.server.migrated_url()
        if self.file is not None and not (folder / "portail.db").exists():
            shutil.copy(self.file, folder / "portail.db")


def settings_of(folder: Path) -> dict[str, str]:
    """What a portal in this folder is told of its database; by its name without PORTAIL_."""
    return {"DATABASE_URL": _laid[folder][1]} if folder in _laid else {}


def store_of(folder: Path) -> Store:
    """What is kept by the portal of this folder."""
    return Store(folder, settings_of(folder).get("DATABASE_URL", ""))


def drop_laid() -> None:
    """Take away what was laid: each copy has 7 MB, in memory."""
    for server, url in _laid.values():
        server.drop(url)
    _laid.clear()


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With TESTS_DATABASE=postgresql: leave out what never touches a database, or one of its own."""
    if not ALL_ON_POSTGRESQL:
        return
    chosen = [item for item in items if _is_chosen(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _is_chosen(item)])
    items[:] = chosen


def _is_chosen(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    is_looking = "browser" in item.path.parts  # pages look the same on both
    is_on_both = "database_url" in fixtures
    is_of_sqlite = item.get_closest_marker("sqlite") is not None
    return "empty_database" in fixtures and not (is_looking or is_on_both or is_of_sqlite)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    programs = server_programs()
    if programs is None:
        missing(MISSING)
    with a_cluster(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """What PORTAIL_DATABASE_URL holds: empty for SQLite, a new database of PostgreSQL."""
    yield from one_of(request)


def one_of(request: pytest.FixtureRequest) -> Iterator[str]:
    """For a fixture with these params: a second database, for instance."""
    if request.param == "sqlite":
        yield ""
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    url = server.url()
    yield url
    server.drop(url)


@contextmanager
def a_cluster(programs: Path, settings: tuple[str, ...] = FAST) -> Iterator[Postgresql]:
    # pytest's own folders are root's, and a socket's path may have 107 signs at most.
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="portail-pg-", dir=where))
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam(_other_user())
            os.chown(folder, user.pw_uid, user.pw_gid)
        initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "portail"]
        options = ["-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        command = [*_as_other_user(), *initdb, *options]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        server = Postgresql(folder, programs, settings)
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # nothing of it is kept
    finally:
        shutil.rmtree(folder)


def server_programs() -> Path | None:
    """The newest server's programs; Debian keeps them out of the PATH."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[4])
    )
    found = shutil.which("postgres") or (installed[-1] if installed else None)
    return Path(found).resolve().parent if found else None


def _as_other_user(*options: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam(_other_user())
    ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return ["setpriv", *ids, *options]


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"

"""Take a backup up into an empty data folder: everything is checked, and comes whole or not at all.

While it lasts a folder `restauration-en-cours` stands in the data folder. Files are laid out in it,
rows are in a transaction; both come into force at the end. As long as that folder stands no portal
starts, and another `restore` begins anew: whatever was killed, nothing half restored is ever served.
"""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, delete, func, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from store import RESTORING, archive, emptying, files, reasons, rows, schema, sqlite
from store.archive import Content, Reader, Refused
from store.models import ACCOUNTS, AGENT_SESSIONS, AGENTS, MESSAGES, SESSIONS
from store.reasons import Unavailable
from store.records import MessageState

_PIECE = 1 << 20
FURTHER = 1_000  # beyond every version that links were made for since the backup
DROPPED = "abandonné à la restauration"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and how many mails wait to be sent (or were dropped)."""

    head: archive.Head
    documents: int
    absent: list[str]
    waiting: int
    keys: tuple[str, ...] = ()


def check(source: IO[bytes], *, step: Callable[[], object]) -> Restored:
    """Read a whole backup and try it on a database of its own, which leaves nothing behind."""
    engine = sqlite.temporary()
    try:
        with schema.changing(engine) as connection:
            return _load(Reader(source), connection, None, step)
    finally:
        engine.dispose()


def put_back(
    source: IO[bytes],
    data_dir: Path,
    url: str,
    *,
    without_mails: bool,
    without_sessions: bool = False,
    step: Callable[[], object],
) -> Restored:
    """Restore a backup; raises `Unavailable`, and then nothing has changed."""
    reader = Reader(source)
    schema.refuse_newer(reader.head.revision)
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_again = (data_dir / RESTORING).is_dir()
        if is_again:
            emptying.sweep(data_dir)
        emptying.refuse_filled(data_dir)
        with emptying.database_of(data_dir, url) as engine:
            restored = _in_one_go(
                reader,
                engine,
                data_dir,
                step,
                is_again=is_again,
                without_mails=without_mails,
                without_sessions=without_sessions,
            )
        (data_dir / RESTORING).rmdir()
        files.flush_folder(data_dir)
    except (SQLAlchemyError, OSError, ImportError) as error:
        why = reasons.of(error, data_dir).replace(reasons.BY_ITSELF, ", puis recommencez")
        raise Unavailable(f"Rien n'est restauré. {why}") from error
    return restored


def _in_one_go(
    reader: Reader,
    engine: Engine,
    data_dir: Path,
    step: Callable[[], object],
    *,
    is_again: bool,
    without_mails: bool,
    without_sessions: bool,
) -> Restored:
    staged = data_dir / RESTORING
    with schema.changing(engine) as connection:
        if not is_again:  # else whatever is there came from the restore that was killed
            _refuse_rows(connection)
        with emptying.swept_on_failure(data_dir):
            staged.mkdir(mode=0o700, exist_ok=True)
            files.flush_folder(data_dir)
            _drop_tables(connection)
            restored = _load(reader, connection, staged, step)
            if without_mails:
                _drop_waiting_mails(connection)
            if without_sessions:
                _end_sessions_and_links(connection)
            files.flush_tree(staged)
            for path in list(staged.iterdir()):
                path.rename(data_dir / path.name)
            files.flush_folder(data_dir)
    return restored


def _end_sessions_and_links(connection: Connection) -> None:
    """Let nothing that was handed out before go on: not a log-in, not a mailed link."""
    for sessions in (SESSIONS, AGENT_SESSIONS):
        connection.execute(delete(sessions))
    for owners in (ACCOUNTS, AGENTS):
        connection.execute(update(owners).values(version=owners.c.version + FURTHER))


def _load(
    reader: Reader, connection: Connection, staged: Path | None, step: Callable[[], object]
) -> Restored:
    """Put the rows into the database and the files into `staged` (None: only look at them)."""
    head = reader.head
    schema.refuse_newer(head.revision)
    schema.migrate(connection, head.revision)
    tables = {table.name: table for table in rows.tables(connection)}
    contents = _Contents(staged, _named(connection))
    for name, content in reader:
        if name.startswith(archive.TABLES):
            table = tables.pop(name.removeprefix(archive.TABLES).split(".")[0], None)
            if table is None or rows.read(connection, table, content.stream()) != head.rows.get(
                table.name
            ):
                raise Refused(f"La sauvegarde est abîmée : {name}.")
        else:
            contents.take(name, content)
        step()
    reader.check()
    if tables:
        raise Refused(f"La sauvegarde est incomplète : {', '.join(sorted(tables))}.")
    contents.refuse_what_lacks()
    rows.set_last_ids(connection, head.next_ids)
    if head.revision != schema.HEAD:
        schema.migrate(connection, schema.HEAD)
    waiting = select(func.count()).where(MESSAGES.c.state == MessageState.WAITING)
    return Restored(
        head,
        contents.documents,
        contents.absent,
        connection.scalar(waiting) or 0,
        contents.keys,
    )


class _Contents:
    """The files of a backup, laid out in a folder as they come; None: only read."""

    def __init__(self, folder: Path | None, named: Iterator[str]) -> None:
        self.folder = folder
        self.documents = 0
        self.absent: list[str] = []
        self.keys: tuple[str, ...] = ()
        self._named = named  # the PDFs that the invoices name, in the order in which they come
        self._lacking: list[str] = []

    def take(self, name: str, content: Content) -> None:
        if name == archive.ABSENT:
            with archive.damage_said():
                self.absent = list(map(str, json.loads(archive.text(content))))
        elif name == archive.KEY:
            said = archive.text(content)
            self.keys = tuple(said.split("\n"))
            self._lay(name, Content(io.BytesIO(said.encode()), len(said.encode())))
        elif name.startswith(archive.DOCUMENTS):
            self._take_document(name, content)
        else:
            self._lay(name, content)

    def refuse_what_lacks(self) -> None:
        self._lacking += self._named
        for digest in sorted(set(self._lacking) - set(self.absent)):
            raise Refused(f"La sauvegarde est incomplète : {archive.document(digest)} manque.")

    def _take_document(self, name: str, content: Content) -> None:
        self._lay(name, content)
        digest = content.sum.hexdigest()
        if name != archive.document(digest):
            raise Refused(f"La sauvegarde est abîmée : {name}.")
        self.documents += 1
        for expected in self._named:
            if expected == digest:
                return
            self._lacking.append(expected)
        raise Refused(f"La sauvegarde est abîmée : aucune facture n'a ce PDF, {name}.")

    def _lay(self, name: str, content: Content) -> None:
        """Write one file where there is a folder, else only read it."""
        if self.folder is None:
            content.drain()
            return
        path = self.folder / name
        files.make_folders(path.parent)
        with files.new(path) as out:
            while piece := content.read(_PIECE):
                out.write(piece)


def _refuse_rows(connection: Connection) -> None:
    for table in rows.tables(connection):
        if connection.execute(select(table).limit(1)).first() is not None:
            raise Refused(
                f"La base de données contient déjà des lignes (« {table.name} ») : une "
                "restauration se fait dans une base vide."
            )


def _named(connection: Connection) -> Iterator[str]:
    """Yield the PDFs that invoices name, sorted; asked for once the rows are there."""
    if "invoices" not in inspect(connection).get_table_names():
        return
    every = text("SELECT DISTINCT document FROM invoices ORDER BY document")
    with connection.execute(every, execution_options=rows.STREAMED) as named:
        yield from named.scalars()


def _drop_tables(connection: Connection) -> None:
    """Begin with none: tables without a row may be of another revision than the backup."""
    for table in reversed(rows.tables(connection)):
        table.drop(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _drop_waiting_mails(connection: Connection) -> None:
    connection.execute(
        update(MESSAGES)
        .where(MESSAGES.c.state == MessageState.WAITING)
        .values(state=MessageState.CANCELLED, claimed_by=None, claimed_until=None, reply=DROPPED)
    )

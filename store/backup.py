"""Take everything that is needed to go on elsewhere, while the portal serves.

The database is read in one transaction: one moment. The PDFs follow; a PDF never changes and is
on disk before a row names it, so those of that moment are there. A PDF that is missing or altered
does not stop the backup of all others: it is named.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, select

from store import Store, archive, files, import_files, rows, schema
from store.models import INVOICES

LAST = "derniere_sauvegarde"  # its content says when, and where


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup holds, and the invoices whose PDF it could not take (portal, number)."""

    rows: dict[str, int]
    documents: int
    document_bytes: int
    without_document: list[tuple[str, str]]


def take(store: Store, keys: Sequence[str], out: IO[bytes], *, step: Callable[[], object]) -> Taken:
    """Write the archive to `out`; `keys`: the newest first. `step` is called for each PDF."""
    # What is spooled has no name on the disk: nothing of it is left behind by a kill.
    with _spool(store) as digests, _spool(store) as sums:
        writer = archive.Writer(out, sums)
        counts = _database(store, writer, digests)
        for path in _settings_files(store.data_dir):
            writer.add(path.name, path.read_bytes())
        _kept_with_imports(store.data_dir, writer)
        writer.add(archive.KEY, "\n".join(keys).encode() + b"\n")
        number, size, absent = _documents(store.data_dir, writer, digests, step)
        writer.add_json(archive.ABSENT, absent)
        writer.seal()
    return Taken(counts, number, size, _invoices_of(store, absent))


def note(data_dir: Path, file: Path | None = None) -> None:
    """Remember that a backup was taken now, and where it lies (None: nobody knows)."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    files.write(data_dir / LAST, f"{when}\n{file.resolve() if file else ''}".encode())


def last_taken(data_dir: Path) -> datetime | None:
    """Return when the last backup was taken here, None where there was none."""
    try:
        return datetime.fromisoformat((data_dir / LAST).read_text("utf-8").partition("\n")[0])
    except (OSError, ValueError):
        return None


def last_file(data_dir: Path) -> Path | None:
    """Return where the last backup lies; None where nobody knows, or it has gone."""
    try:
        path = Path((data_dir / LAST).read_text("utf-8").partition("\n")[2])
    except (OSError, ValueError):
        return None
    return path if path.is_file() else None


def _database(store: Store, writer: archive.Writer, digests: IO[bytes]) -> dict[str, int]:
    """Add the rows of one moment, and note which PDFs they name; return how many of each."""
    with ExitStack() as spools, store.read() as transaction:
        connection = transaction
        counts: dict[str, int] = {}
        written: dict[str, IO[bytes]] = {}
        for table in rows.tables(connection):
            spool = spools.enter_context(_spool(store))
            counts[table.name] = rows.write(connection, table, spool)
            written[table.name] = spool
        for digest in _named(connection):
            digests.write(f"{digest}\n".encode())
        head = archive.Head(
            revision=schema.revision(connection) or "",
            taken_at=datetime.now(UTC).isoformat(timespec="seconds"),
            rows=counts,
            next_ids=rows.last_ids(connection),
        )
        writer.head(head)
        for name, spool in written.items():
            size = spool.tell()
            spool.seek(0)
            writer.copy(f"{archive.TABLES}{name}.jsonl.gz", spool, size)
    return counts


def _spool(store: Store) -> IO[bytes]:
    return tempfile.TemporaryFile(dir=store.data_dir)


def _named(connection: Connection) -> Iterator[str]:
    every = select(INVOICES.c.document).distinct().order_by(INVOICES.c.document)
    with connection.execute(every, execution_options=rows.STREAMED) as found:
        yield from found.scalars()


def _settings_files(data_dir: Path) -> list[Path]:
    """The communes' file and the images beside it, logos of theirs."""
    return sorted(
        path
        for path in data_dir.iterdir()
        if path.name == archive.COMMUNES or path.suffix.lower() in archive.IMAGES
        if path.is_file() and not path.name.startswith(".")
    )


def _kept_with_imports(data_dir: Path, writer: archive.Writer) -> None:
    """Add the reports of imports and what they refused; one that was erased meanwhile is left out."""
    for path in import_files.every(data_dir):
        with suppress(FileNotFoundError), path.open("rb") as file:
            writer.copy(f"{archive.IMPORTS}{path.name}", file, os.fstat(file.fileno()).st_size)


def _documents(
    data_dir: Path, writer: archive.Writer, digests: IO[bytes], step: Callable[[], object]
) -> tuple[int, int, list[str]]:
    """Add the PDFs; return how many, their bytes, and those that are missing or altered."""
    number = size = 0
    absent: list[str] = []
    digests.seek(0)
    for line in digests:
        name = archive.document(digest := line.decode().strip())
        content = _intact(data_dir / name, digest)
        if content is None:
            absent.append(digest)
        else:
            writer.add_summed(name, content, digest)
            number, size = number + 1, size + len(content)
        step()
    return number, size, absent


def _intact(path: Path, digest: str) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(archive.LARGEST_PDF)
    except OSError:
        return None
    return content if sha256(content).hexdigest() == digest else None


def _invoices_of(store: Store, digests: Sequence[str]) -> list[tuple[str, str]]:
    """Which invoices still name these PDFs; one withdrawn since the backup began does not."""
    found: list[tuple[str, str]] = []
    with store.read() as transaction:
        for start in range(0, len(digests), 500):
            wanted = INVOICES.c.document.in_(digests[start : start + 500])
            rows_found = transaction.execute(
                select(INVOICES.c.portal, INVOICES.c.number).where(wanted)
            )
            found += [(portal, number) for portal, number in rows_found]
    return sorted(found)

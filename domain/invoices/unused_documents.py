"""PDFs that no invoice needs any more, and halves of files that a kill left: taken away.

Never one that is needed: an import that is about to name a PDF has made it young, and the last
look happens while no import can commit.
"""

from pathlib import Path

from store import Store, Transaction, invoices
from store.documents import Documents


def remove(store: Store) -> int:
    """Remove what nothing needs, a folder at a time; returns how many files."""
    documents = Documents(store.data_dir)
    removed = 0
    for folder in documents.folders():
        with store.read() as transaction:
            is_clean = not _unneeded(transaction, documents, folder)
        if is_clean:
            continue
        with store.write() as transaction:
            invoices.lock(transaction)
            for path in _unneeded(transaction, documents, folder):
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _unneeded(transaction: Transaction, documents: Documents, folder: Path) -> list[Path]:
    prefix = folder.name
    needed = {digest for digest, _ in invoices.documents(transaction, prefix, f"{prefix}g")}
    return [path for path in documents.old_files(folder) if path.stem not in needed]

"""A batch of invoices: read through, compared with what is kept, written.

The PDFs are on the disk before the transaction that names them: so nothing half done can be seen,
and no page waits for the disk.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain import clock, outbox
from domain.columns import NO_OWN
from domain.faults import Fault
from domain.history import Visit
from domain.invoices import audience, batches, reading, rejects, states, waiting
from domain.invoices.batches import Batch
from domain.invoices.lists import Draft
from domain.invoices.plan import Plan, is_current, plan, said
from domain.invoices.reading import Contents, Document
from domain.portals import Portal
from domain.rejects import Rejects
from sheets.reading import Sheet
from store import Transaction, deliveries, imports, invoices
from store.customers import Stale
from store.documents import Documents
from store.records import Import


@dataclass(frozen=True, slots=True)
class IncomingBatch:
    """What a batch says; `documents`: where its PDFs were kept, None where nothing may be written."""

    path: Path
    batch: Batch
    contents: Contents
    documents: Documents | None
    with_mail: bool
    visit: Visit  # who brings it in

    @property
    def sheet(self) -> Sheet:
        """Return its list."""
        return self.contents.sheet

    def plan(self, transaction: Transaction, portal: Portal, insisted: Collection[str]) -> Plan:
        """Return what it would change now."""
        return plan(
            transaction, portal, self.contents, is_announced=self.with_mail, insisted=insisted
        )

    def apply(self, transaction: Transaction, portal: Portal, made: Plan) -> int | None:
        """Write what was planned and return its N; raises `Stale` where what is kept has changed."""
        assert self.documents is not None
        invoices.lock(transaction)  # two imports at once: the second one finds what the first wrote
        if not is_current(transaction, portal, made):
            raise Stale
        row = apply(transaction, portal, made, name=self.batch.name, documents=self.documents)
        if row:
            states.note_list(transaction, portal, row, made.said, self.visit)
        waiting.settle(transaction, portal, made.names, self.visit, is_announced=self.with_mail)
        return row.id if row else None

    def rejects(self, made: Plan, *, as_csv: bool) -> Rejects:
        """Return the file of the refused lines and their PDFs."""
        return rejects.of_batch(self.batch, self.contents, made.rejects, as_csv=as_csv)


def read(
    path: Path,
    documents: Documents | None,
    progress: Callable[[int, int], object],
    *,
    with_mail: bool,
    visit: Visit,
    scratch: Path | None = None,
    own: Mapping[str, str] = NO_OWN,
) -> IncomingBatch:
    """Read a batch through, and keep its PDFs; raises `Fault` where it can't be taken at all.

    `scratch`: a folder on a disk that has room for a copy of a large PDF. `own`: as `reading.read` has it.
    """
    batch = batches.open_batch(path, scratch)
    return IncomingBatch(
        path, batch, reading.read(batch, documents, progress, own), documents, with_mail, visit
    )


def apply(
    transaction: Transaction,
    portal: Portal,
    made: Plan,
    *,
    name: str,
    documents: Documents,
) -> Import | None:
    """Write a plan that is current; None where there is nothing to write.

    Raises `Fault` where a PDF is not on the disk: no row may name one that is not there.
    """
    if made.is_empty:
        return None
    row = imports.add(
        transaction,
        portal=portal.code,
        kind=imports.FACTURES,
        at=clock.now(),
        name=name,
        counts=made.counts() | {"changed_numbers": [change.number for change in made.changed]},
    )
    today = clock.today(portal.timezone)
    added = [_columns(row, *each) | {"state_on": today} for each in made.added]
    changed = [
        {**each.values, "state_on": today if each.is_as_listed else each.before.state_on}
        for each in made.changed
    ]
    _all_there(documents, [*added, *changed])
    invoices.add(transaction, added)
    renewed = [each.before.id for each in made.changed if each.has_another_pdf]
    deliveries.note_replaced(transaction, renewed, row.at)
    invoices.change(transaction, changed)
    invoices.publish(transaction, renewed, row.at)
    # As it is now: an account may have been closed since the plan was made.
    made.audience = audience.of(transaction, portal, made.audience.customers, made.audience.new)
    outbox.put_many(
        transaction,
        portal,
        made.audience.accounts,
        outbox.Kind.NEW_INVOICES,
        {"import": row.id},
    )
    return row


def _columns(row: Import, draft: Draft, document: Document, customer_id: int) -> dict[str, Any]:
    return {
        # 128 bits: nobody guesses the address of a page.
        "key": secrets.token_urlsafe(16),
        "portal": row.portal,
        "number": draft.number,
        "import_id": row.id,
        "created_at": row.at,
        "available_at": row.at,
        "customer_id": customer_id,
        **said(draft, document),
    }


def _all_there(documents: Documents, rows: Iterable[Mapping[str, Any]]) -> None:
    for digest in {row["document"] for row in rows}:
        if not documents.path(digest).is_file():
            raise Fault("Un PDF a disparu du disque pendant l'import : recommencez.")

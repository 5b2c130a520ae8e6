"""A bill for the rules, as it leaves the store, and one that is kept."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from domain.imports import Options, Report, Subject, carry_out
from store import Store
from store.records import Invoice
from tests.bills import a_batch
from tests.ground import BOE
from tests.people import Person

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
USUAL = Invoice(
    id=1,
    key="k",
    number="FA-1",
    customer_number="00001",
    customer_name="DUPONT Alice",
    subject="Eau potable",
    issued_on=date(2026, 11, 23),
    due_on=date(2026, 12, 23),
    amount_cents=5_720,
    remaining_cents=None,
    state="due",
    state_on=date(2026, 11, 23),
    reference=None,
    document="0" * 64,
    document_size=1_000,
    document_pages=1,
    import_id=1,
    created_at=NOON,
    available_at=NOON,
    service=None,
    payment_number=None,
)


def an_invoice(**values: Any) -> Invoice:
    """A bill of 57,20 €, to be paid until 23 December 2026, but for `values`."""
    return USUAL._replace(**values)


def named_batch(folder: Path, *bills: dict[str, str], name: str = "lot") -> Path:
    """A batch whose PDFs name their customers, who have the name that `tests.ground` gives."""
    duponts = Person("DUPONT Alice", "", numbers=tuple(bill["client"] for bill in bills))
    return a_batch(folder, *bills, name=name, people=[duponts])


def bring_in(store: Store, folder: Path, *bills: dict[str, str], name: str = "lot") -> Report:
    """Import a batch of these bills (`tests.bills.a_bill`)."""
    batch = named_batch(folder, *bills, name=name)
    return carry_out(store, BOE, Subject.INVOICES, batch, Options())

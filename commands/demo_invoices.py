"""The demonstration's bills: two batches, brought in like any other.

The accounts have looked at the portal between the two, so that the second one's bills are new to
them, and were announced. `tools/demo_bills.py` made the batches.
"""

from pathlib import Path

import services
from commands.demo_town import ACTIVE, PORTAL
from domain import imports
from domain.accounts import login
from domain.history import Visit
from domain.imports import Options, Subject
from store import accounts as account_rows

FOLDER = Path(__file__).parent / "demo_bills"
EARLIER, LATEST = "factures-jusqu-en-octobre.zip", "factures-novembre-2026.zip"


def load() -> None:
    """Bring both batches in."""
    _bring_in(EARLIER, with_mail=False)
    with services.current().store.write() as transaction:
        for active in ACTIVE:
            account = account_rows.by_address(transaction, PORTAL, active.address)
            if account is not None:
                login.note_success(transaction, account, Visit())
    _bring_in(LATEST, with_mail=True)


def _bring_in(name: str, *, with_mail: bool) -> None:
    at_hand = services.current()
    portal = at_hand.portals.all()[PORTAL]
    options = Options(with_mail=with_mail)
    imports.carry_out(at_hand.store, portal, Subject.INVOICES, FOLDER / name, options)

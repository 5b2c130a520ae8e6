"""Rows to keep: one of everything, as a portal in use has them."""

from datetime import UTC, date, datetime

from store import Store
from store.models import (
    Account,
    Customer,
    Event,
    Import,
    Invoice,
    LoginSession,
    Message,
    MessageState,
    RefusedAddress,
)

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
BOE = "M470310001"
PDF = b"%PDF-1.4 a bill\n%%EOF\n"


def fill(store: Store, *, document: str = "0" * 64) -> None:
    """Put in a commune with an active account, a pending one, an invoice and a waiting mail."""
    with store.write() as transaction:
        alice, bruno = account("alice@example.fr", password_hash="argon"), account("b@example.fr")
        lot = Import(portal=BOE, at=NOON, name="novembre.zip", counts={"added": 1, "é": [None]})
        customer = Customer(portal=BOE, number="00123", name="Zoé d’Été", address=alice.address)
        transaction.add_all([alice, bruno, lot, customer])
        transaction.flush()
        transaction.add_all(
            [
                invoice(customer, lot, document=document),
                waiting(bruno, "<1@boe.fr>"),
                message(alice, "<2@boe.fr>", state=MessageState.SENT, sent_at=NOON),
                LoginSession(token_hash="t" * 64, account_id=alice.id, began_at=NOON, used_at=NOON),
                Event(at=NOON, portal=BOE, kind="activated", account_id=alice.id, details="« é »"),
                RefusedAddress(portal=BOE, address="parti@example.fr", at=NOON, reply="550 ?"),
            ]
        )


def account(address: str, **others: object) -> Account:
    return Account(
        **{"portal": BOE, "address": address, "created_at": NOON, "announcements": True} | others
    )


def message(to: Account, message_id: str, **others: object) -> Message:
    usual = {"portal": BOE, "kind": "activation", "account_id": to.id, "message_id": message_id}
    return Message(**usual | {"created_at": NOON, "next_try_at": NOON} | others)


def waiting(to: Account, message_id: str) -> Message:
    return message(to, message_id, details={"lien": 1})


def invoice(of: Customer, lot: Import, **others: object) -> Invoice:
    usual = {
        "key": "k" * 32,
        "portal": BOE,
        "number": "F-1",
        "customer_id": of.id,
        "import_id": lot.id,
        "subject": "Eau, 3ᵉ trimestre",
        "issued_on": date(2026, 11, 1),
        "amount_cents": -1234,
        "state_on": date(2026, 11, 2),
        "document": "0" * 64,
        "document_size": len(PDF),
        "document_pages": 1,
        "created_at": NOON,
    }
    return Invoice(**usual | others)

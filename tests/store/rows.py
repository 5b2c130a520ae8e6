"""Rows to keep: one of everything, as a portal in use has them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table

from store import Store
from store.models import (
    ACCOUNTS,
    AGENT_CODES,
    AGENT_SESSIONS,
    AGENTS,
    CHOICE_EXPORTS,
    CHOICES,
    CONSENT_TEXTS,
    CUSTOMER_CHANGES,
    CUSTOMERS,
    EVENTS,
    IMPORTS,
    INVOICES,
    MAILBOXES,
    MESSAGES,
    NOTICES,
    OPENINGS,
    READERS,
    REFUSED_ADDRESSES,
    REPLACED_DOCUMENTS,
    RETURNS,
    SESSIONS,
)
from store.records import By, MessageState
from tests import tables

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
BOE = "M470310001"
ENDED = {
    "address": "avant@example.fr",
    "let_in_by": By.SERVICE,
    "is_first": True,
    "ended_at": NOON,
    "ended_by": By.CUSTOMER,
}
PDF = b"%PDF-1.4 a bill\n%%EOF\n"
Columns = dict[str, Any]


def fill(store: Store, *, document: str = "0" * 64) -> None:
    """Put in a commune with two accounts, an agent, an invoice and a waiting mail."""
    with store.write() as transaction:
        alice = tables.add(
            transaction, ACCOUNTS, **account("alice@example.fr", password_hash="argon")
        )
        bruno = tables.add(transaction, ACCOUNTS, **account("b@example.fr"))
        counts = {"added": 1, "é": [None]}
        batch = tables.add(
            transaction, IMPORTS, portal=BOE, at=NOON, name="novembre.zip", counts=counts
        )
        names = {"number": "00123", "name": "Zoé d’Été"}
        customer = tables.add(transaction, CUSTOMERS, portal=BOE, **names)
        nadia = tables.add(transaction, AGENTS, portal=BOE, address="n@boe.fr", invited_at=NOON)
        work = {"token_hash": "w" * 64, "agent_id": nadia.id}
        sent = message(alice.id, "<2@boe.fr>", state=MessageState.SENT, sent_at=NOON)
        session = {"token_hash": "t" * 64, "account_id": alice.id}
        event = {"kind": "activated", "account_id": alice.id, "details": "« é »"}
        refused = {"address": "parti@example.fr", "at": NOON, "reply": "550 ?"}
        bill = tables.add(
            transaction,
            INVOICES,
            **invoice(customer.id, batch.id, document=document, available_at=NOON),
        )
        mine = {"invoice_id": bill.id, "account_id": alice.id}
        before = {"invoice_id": bill.id, "available_at": NOON, "replaced_at": NOON}
        reader = {"customer_id": customer.id, "address": alice.address, "since": NOON}
        came_back = {
            "portal": BOE,
            "message_id": "<2@boe.fr>",
            "address": alice.address,
            "sent_at": NOON,
            "at": NOON,
            "reason": "dead",
            "status": "5.1.1",
            "text": "é",
        }
        agreed = {"account_id": alice.id, "address": alice.address, "text_hash": "a" * 64}
        choice = {"customer_id": customer.id, "at": NOON, "is_online": True, **agreed}
        for table, columns in (
            (READERS, {"let_in_by": By.LIST, "is_first": True, **reader}),
            (READERS, reader | ENDED),
            (NOTICES, {**mine, "mail_id": 1, "handed_over_at": NOON}),
            (OPENINGS, {**mine, "document": "f" * 64, "opened_at": NOON}),
            (REPLACED_DOCUMENTS, {**before, "document": "f" * 64}),
            (MESSAGES, waiting(bruno.id, "<1@boe.fr>")),
            (MESSAGES, sent),
            (SESSIONS, {"began_at": NOON, "used_at": NOON, **session}),
            (AGENT_SESSIONS, {"began_at": NOON, "used_at": NOON, **work}),
            (AGENT_CODES, {"agent_id": nadia.id, "code_hash": "c" * 64}),
            (EVENTS, {"at": NOON, "portal": BOE, "done_by": "n@boe.fr", **event}),
            (REFUSED_ADDRESSES, {"portal": BOE, **refused}),
            (MAILBOXES, {"name": "a@b/INBOX", "uid_validity": 2**32 - 1, "last_uid": 7}),
            (RETURNS, came_back),
            (CONSENT_TEXTS, {"hash": "a" * 64, "text": "Oui.", "first_at": NOON}),
            (CHOICES, choice),
            (CHOICE_EXPORTS, {"portal": BOE, "last_choice_id": 1, "at": NOON}),
            (CUSTOMER_CHANGES, {"import_id": batch.id, "number": "00123", "was_known": False}),
        ):
            tables.add(transaction, table, **columns)


def account(address: str, **others: object) -> Columns:
    return {"portal": BOE, "address": address, "created_at": NOON} | others


def message(account_id: int, message_id: str, **others: object) -> Columns:
    usual = {"portal": BOE, "kind": "activation", "account_id": account_id}
    moments = {"created_at": NOON, "next_try_at": NOON}
    return usual | {"message_id": message_id} | moments | others


def waiting(account_id: int, message_id: str) -> Columns:
    return message(account_id, message_id, details={"lien": 1})


def invoice(customer_id: int, import_id: int, **others: object) -> Columns:
    usual: Columns = {
        "key": "k" * 32,
        "portal": BOE,
        "number": "F-1",
        "customer_id": customer_id,
        "import_id": import_id,
        "subject": "Eau, 3ᵉ trimestre",
        "issued_on": date(2026, 11, 1),
        "amount_cents": -1234,
        "state_on": date(2026, 11, 2),
        "document": "0" * 64,
        "document_size": len(PDF),
        "document_pages": 1,
        "created_at": NOON,
    }
    return usual | others


def insert(connection: Connection, into: str, **values: object) -> None:
    """Insert a row into a table as it is now, not as the models have it."""
    table = Table(into, MetaData(), autoload_with=connection)
    usual = {"version": 0, "announcements": True, "browser": ""}
    known = {key: value for key, value in usual.items() if key in table.c}
    connection.execute(table.insert().values(known | values))

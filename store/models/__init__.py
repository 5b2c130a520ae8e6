"""The tables: what each column means is said in the module of its subject.

Times are aware and in UTC. Addresses are folded (`domain/addresses`). Amounts are in cents. Every
row belongs to one portal by its LIEN code. Nobody outside `store/` imports these: what leaves is a
record (`store/records.py`).
"""

from sqlalchemy import Index

from store.models.accounts import ACCOUNTS, SESSIONS
from store.models.agents import AGENT_CODES, AGENT_SESSIONS, AGENTS
from store.models.base import Moment, metadata
from store.models.choices import CHOICE_EXPORTS, CHOICES, CONSENT_TEXTS
from store.models.codes import CODES, PROPOSALS
from store.models.customers import CUSTOMER_WORDS, CUSTOMERS, READERS
from store.models.deliveries import (
    NOTICES,
    OPENINGS,
    REPLACED_DOCUMENTS,
    WAITING_INVOICES,
)
from store.models.events import EVENTS
from store.models.imports import CUSTOMER_CHANGES, IMPORTS
from store.models.invoices import INVOICE_STATES, INVOICES
from store.models.messages import MESSAGES, REFUSED_ADDRESSES
from store.models.payments import PAYMENTS
from store.models.returns import MAILBOXES, RETURNS
from store.models.uploads import UPLOADS

__all__ = [
    "ACCOUNTS",
    "AGENTS",
    "AGENT_CODES",
    "AGENT_SESSIONS",
    "CHOICES",
    "CHOICE_EXPORTS",
    "CODES",
    "CONSENT_TEXTS",
    "CUSTOMERS",
    "CUSTOMER_CHANGES",
    "CUSTOMER_WORDS",
    "EVENTS",
    "IMPORTS",
    "INVOICES",
    "INVOICE_STATES",
    "MAILBOXES",
    "MESSAGES",
    "NOTICES",
    "OPENINGS",
    "PAYMENTS",
    "PROPOSALS",
    "READERS",
    "REFUSED_ADDRESSES",
    "REPLACED_DOCUMENTS",
    "RETURNS",
    "SESSIONS",
    "UPLOADS",
    "WAITING_INVOICES",
    "Moment",
    "metadata",
]

# What an index in the order of a language can't answer in PostgreSQL: how a text begins.
for _table, *_columns in (
    (CUSTOMER_WORDS, "portal", "word"),
    (CUSTOMERS, "portal", "number"),
    (INVOICES, "portal", "number"),
    (READERS, "address"),
):
    Index(
        f"{_table.name}_beginning",
        *(_table.c[name] for name in _columns),
        postgresql_ops={_columns[-1]: "varchar_pattern_ops"},
    ).ddl_if(dialect="postgresql")

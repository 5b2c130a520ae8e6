"""Codes in letters, and addresses that somebody wants to read a customer by."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from store.models.base import Moment, metadata, required

# The code of one customer. It is derived from the portal's key, the customer's id and the serial:
# nothing here can be typed.
CODES = Table(
    "codes",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    required("serial", Integer),
    # Which of the portal's keys it was derived from (`domain/printed_codes`).
    required("key_id", String(16)),
    # None: it has ended; the next one has another serial.
    Column("issued_at", Moment),
)

# One address that is to read a customer, and is not yet.
PROPOSALS = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    required("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), index=True),
    required("address", String(254)),
    # Who allowed it: a code in a letter, or the customer who shares.
    required("let_in_by", String(10)),
    # The first reader who shares; none where it came with a code.
    Column("asked_by", String(254)),
    # What it waits for: the mailed « link », or « staff ».
    required("awaits", String(10)),
    required("asked_at", Moment),
    # From where.
    required("client", String(45), default=""),
    Column("answered_at", Moment),
    # accepted, refused, given up, replaced by another one, ended with the code.
    Column("answer", String(10)),
    sqlite_autoincrement=True,  # mailed links name the id
)
_WAITING = PROPOSALS.c.answered_at.is_(None)
# An address waits once beside a customer.
Index(
    "proposals_waiting",
    PROPOSALS.c.customer_id,
    PROPOSALS.c.address,
    unique=True,
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)

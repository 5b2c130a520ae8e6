"""The outbox, and the addresses that refuse our mail."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from store.models.base import Moment, metadata, required
from store.records import MessageState

# One mail. Its text and its link are made when it is sent, so no token lies here.
MESSAGES = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    required("kind", String(30)),
    Column("account_id", ForeignKey("accounts.id", ondelete="SET NULL")),
    # Only where it is not the account's address on record (the old one, after a change).
    Column("recipient", String(254)),
    required("details", JSON, default=dict),
    required("message_id", String(120), unique=True),
    required("state", String(10), default=MessageState.WAITING),
    required("created_at", Moment),
    required("attempts", Integer, default=0),
    required("next_try_at", Moment),
    # Who is sending it right now, and until when nobody else may.
    Column("claimed_by", String(120)),
    Column("claimed_until", Moment),
    Column("sent_at", Moment),
    # What the mail server said last.
    Column("reply", String),
    Index("messages_due", "state", "next_try_at"),
    Index("messages_of_account", "account_id", "created_at"),
)

# An address that its mail server refuses for good; not mailed again until it changes.
REFUSED_ADDRESSES = Table(
    "refused_addresses",
    metadata,
    Column("portal", String(10), primary_key=True),
    Column("address", String(254), primary_key=True),
    required("at", Moment),
    required("reply", String),
)

"""Mails that came back, and how far the mailbox that they come to was read."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from store.models.base import Moment, metadata, required

# One mail of ours that came back; once, however often it is reported.
RETURNS = Table(
    "returns",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    # Of our mail, whose row in the outbox is erased before this one.
    required("message_id", String(120), unique=True),
    required("address", String(254)),
    required("sent_at", Moment),
    # When we read it: what a mail says of its own date may be anything.
    required("at", Moment),
    required("reason", String(10)),
    required("status", String(12)),
    # What the other server said.
    required("text", String),
    Index("returns_of_address", "portal", "address", "at"),
    Index("returns_by_time", "at"),
)

# One folder of one mailbox; a server that numbers its mails anew says so by another `uid_validity`.
MAILBOXES = Table(
    "mailboxes",
    metadata,
    Column("name", String(400), primary_key=True),
    required("uid_validity", BigInteger),
    required("last_uid", BigInteger),
    # When it was last read to its end, and what has stopped it since.
    Column("read_at", Moment),
    required("fault", String, default=""),
)

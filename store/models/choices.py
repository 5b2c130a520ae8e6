"""Paper or on line: what each customer chose, and the texts that were agreed to."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table

from store.models.base import Moment, metadata, required

# A text as it was shown to people, by its SHA-256: an upgrade may change it, what was agreed to stays.
CONSENT_TEXTS = Table(
    "consent_texts",
    metadata,
    Column("hash", String(64), primary_key=True),
    required("text", String),
    required("first_at", Moment),
)

# One choice for one customer; only ever added. The order is that of the ids: a clock may go back.
CHOICES = Table(
    "choices",
    metadata,
    Column("id", Integer, primary_key=True),
    required("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), index=True),
    required("at", Moment),
    required("is_online", Boolean),
    # The reader who chose, and its address then, which a link had confirmed; none: the service did.
    Column("account_id", Integer),
    Column("address", String(254)),
    Column("text_hash", ForeignKey("consent_texts.hash")),
    # What the service says of a choice that reached it by another way.
    required("note", String, default=""),
    required("done_by", String(254), default=""),
    sqlite_autoincrement=True,  # an id is never used twice: an export goes on behind the last one
)

# How far the choices of a commune were handed to its billing software.
CHOICE_EXPORTS = Table(
    "choice_exports",
    metadata,
    Column("portal", String(10), primary_key=True),
    required("last_choice_id", Integer),
    required("at", Moment),
)

"""Files that agents bring in the browser, while they wait to be imported or given up."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, String, Table

from store.models.base import Moment, metadata, required

# One file that was brought to « Déposer », what it would do, and what became of it. The file itself
# lies in the data folder under `key` until it is imported or given up.
UPLOADS = Table(
    "uploads",
    metadata,
    Column("id", Integer, primary_key=True),
    required("key", String(32), unique=True),  # random: its address and its folder
    required("portal", String(10)),
    required("agent", String(254)),  # the address of who brought it, then of who has it imported
    required("at", Moment),
    required("name", String(255)),
    required("digest", String(64)),  # SHA-256 of the file
    required("size", BigInteger),
    required("subject", String(10)),  # what its list is of, as `imports.kind`
    required("state", String(10)),
    required("since", Moment),  # of its state
    # What it would do, or did, as `domain.imports.Report` writes itself; empty until it was read.
    required("report", String, default=""),
    required("insisted", JSON, default=list),  # the `--malgre-…` without which it would be held
    required("notice", String, default=""),  # a sentence for who looks at it
    Column("import_id", ForeignKey("imports.id")),
    Index("ix_uploads_portal_digest", "portal", "digest"),
)

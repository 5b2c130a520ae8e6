"""What happened to each bill: who was told of it, who opened it, which PDFs it had before.

Facts that can't be made up later. An account is named by its id alone, which is never given out
twice: once the account is closed, nothing here says whose it was. They go with their bill.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, false

from store.models.base import Moment, metadata, required


def _of_bill(**more: bool) -> Column[int]:
    return required("invoice_id", ForeignKey("invoices.id", ondelete="CASCADE"), **more)


# The mail server has taken an announcement that names the bill.
NOTICES = Table(
    "notices",
    metadata,
    _of_bill(primary_key=True),
    Column("account_id", Integer, primary_key=True, autoincrement=False),
    # The mail's row in the outbox, which is erased before its bill.
    required("mail_id", Integer, index=True),
    required("handed_over_at", Moment),
    # Whether the account had chosen, when the mail left, to get this bill on line instead of on paper.
    required("is_online", Boolean, default=False, server_default=false()),
    Column("returned_at", Moment),
    sqlite_with_rowid=False,
)

# An account got this PDF of the bill for the first time, alone or among others in one file.
OPENINGS = Table(
    "openings",
    metadata,
    _of_bill(primary_key=True),
    Column("document", String(64), primary_key=True),
    Column("account_id", Integer, primary_key=True, autoincrement=False),
    required("opened_at", Moment),
    sqlite_with_rowid=False,
)

# A PDF that could be read until a later import gave the bill another one.
REPLACED_DOCUMENTS = Table(
    "replaced_documents",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_bill(index=True),
    required("document", String(64)),
    required("available_at", Moment),
    required("replaced_at", Moment),
)

# A bill that waits for somebody of the service to look at it: a row as long as it can't be read.
WAITING_INVOICES = Table(
    "waiting_invoices",
    metadata,
    _of_bill(primary_key=True, autoincrement=False),
    required("why", String(30)),
    # The name of the customer that stands there instead, where it is one's of the same batch.
    required("words", String(200)),
    # The beginning of its PDF's text, to be read beside the register's line.
    required("excerpt", String),
    required("is_announced", Boolean),
)

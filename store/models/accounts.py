"""Accounts of customers, and the browsers that are logged in."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from store.models.base import Moment, metadata, required

# One address in one commune that asked for access. Active once it has a password.
ACCOUNTS = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    required("address", String(254)),
    Column("password_hash", String),
    # The credential version: part of every link, raised by whatever must end them all.
    required("version", Integer, default=0),
    required("created_at", Moment),
    Column("activated_at", Moment),
    Column("suspended_at", Moment),
    Column("last_login_at", Moment),
    # The log-in before: what came since then is new to the customer.
    Column("previous_login_at", Moment),
    required("announcements", Boolean, default=True),
    # The address asked for in « Mon compte », until its link confirms it.
    Column("wanted_address", String(254)),
    # When the mail « votre compte va être fermé » was put in the outbox.
    Column("warned_at", Moment),
    # When a mail left that then came back: told at the next visit; none once the address changed.
    Column("undelivered_at", Moment),
    # The last invitation that was put in the outbox without its having asked.
    Column("invited_at", Moment),
    UniqueConstraint("portal", "address"),
    sqlite_autoincrement=True,  # an id is never used twice: links and history name it
)

# One browser that is logged in. The cookie carries a random value, this row its hash.
SESSIONS = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    required("token_hash", String(64), unique=True),
    required("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
    required("began_at", Moment),
    required("used_at", Moment),
    required("browser", String(80), default=""),
)

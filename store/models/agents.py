"""The town hall's agents: their accounts, printed codes and browsers."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from store.models.base import Moment, metadata, required

# One person of the town hall who may work in the browser, in one commune. In service once it has a
# password, which is set together with the second factor. Ended: the row is gone.
AGENTS = Table(
    "agents",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    required("address", String(254)),
    # Invites, resets and ends agents.
    required("is_manager", Boolean, default=False),
    Column("password_hash", String),
    # The credential version: part of the mailed link, raised by whatever must end it.
    required("version", Integer, default=0),
    # The second factor's secret is derived from the portal's key, the id and this.
    required("serial", Integer, default=0),
    # Which of the portal's keys it was derived from (`domain/agents/factor.py`).
    Column("key_id", String(16)),
    # The time step of the last code that was taken: neither it nor an earlier one is taken again.
    required("last_step", Integer, default=0),
    # When the link was put in the outbox.
    required("invited_at", Moment),
    Column("last_login_at", Moment),
    UniqueConstraint("portal", "address"),
    sqlite_autoincrement=True,  # an id is never used twice: secrets and links name it
)

# One printed code of an agent, not used yet; only its hash.
AGENT_CODES = Table(
    "agent_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    required("agent_id", ForeignKey("agents.id", ondelete="CASCADE")),
    required("code_hash", String(64)),
    UniqueConstraint("agent_id", "code_hash"),
)

# One browser of an agent's that is logged in, kept as a customer's is.
AGENT_SESSIONS = Table(
    "agent_sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    required("token_hash", String(64), unique=True),
    required("agent_id", ForeignKey("agents.id", ondelete="CASCADE"), index=True),
    required("began_at", Moment),
    required("used_at", Moment),
    required("browser", String(80), default=""),
)

"""What lets an agent in: password and telephone set up by the mailed link, the password changed, codes printed."""

from domain import outbox, printed_codes
from domain.accounts.passwords import Policy
from domain.agents import factor, login
from domain.history import Kind, Visit
from domain.portals import Portal
from store import Transaction, agents
from store.records import Agent
from store.sessions import of_agents

POLICY = Policy(min_length=12)


def refusal(password: str, portal: Portal, agent: Agent) -> str | None:
    """Return why this password can't be taken, in a sentence; None where it can."""
    return POLICY.refusal(password, agent.address, (portal.name, "mairie", "facturation"))


def set_up(
    transaction: Transaction,
    portal: Portal,
    agent: Agent,
    visit: Visit,
    *,
    key: str,
    password_hash: str,
    step: int,
) -> list[str]:
    """Put an agent in service; returns the ten codes to print, none where the link was used meanwhile.

    `key`: the portal's newest; `step`: the one whose six digits the telephone showed.
    """
    key_id = printed_codes.key_id(key)
    if not agents.set_up(transaction, agent, password_hash=password_hash, key_id=key_id, step=step):
        return []
    of_agents.end_all(transaction, agent.id)
    login.record(transaction, Kind.AGENT_READY, visit, agent)
    _tell(transaction, portal, agent, "set_up")
    return factor.print_codes(transaction, factor.secret(key, agent), agent)


def change_password(
    transaction: Transaction, portal: Portal, agent: Agent, visit: Visit, new_hash: str
) -> bool:
    """Replace the password that was just verified: every session ends.

    False where it was changed meanwhile: nothing is done then.
    """
    changed = agents.change_password(transaction, agent, new_hash)
    if changed:
        of_agents.end_all(transaction, agent.id)
        login.record(transaction, Kind.PASSWORD_CHANGED, visit, agent)
        _tell(transaction, portal, agent, "password")
    return changed


def print_codes(
    transaction: Transaction, portal: Portal, agent: Agent, visit: Visit, shared: bytes
) -> list[str]:
    """Replace the printed codes; returns ten new ones. `shared`: the secret of the telephone."""
    login.record(transaction, Kind.CODES_PRINTED, visit, agent)
    _tell(transaction, portal, agent, "codes")
    return factor.print_codes(transaction, shared, agent)


def _tell(transaction: Transaction, portal: Portal, agent: Agent, what: str) -> None:
    details = {"agent": agent.id, "what": what}
    kind = outbox.Kind.AGENT_CHANGED
    outbox.put(transaction, portal, None, kind, recipient=agent.address, details=details)

"""The link that is mailed to an agent: it works once, for 72 hours, to set password and second factor."""

from collections.abc import Sequence
from datetime import timedelta

from domain import clock
from domain.accounts import tokens
from domain.accounts.links import Dead
from domain.portals import Portal
from store import Transaction, agents
from store.records import Agent

MAX_AGE = timedelta(hours=72)
_SALT = "agent"


def address(keys: Sequence[str], portal: Portal, agent: Agent) -> str:
    """Return what is mailed; `keys`: the portal's, the newest first."""
    token = tokens.make(keys, _SALT, [agent.id, agent.version])
    return f"{portal.origin}/mairie/lien?LIEN={token}"


def open_link(transaction: Transaction, keys: Sequence[str], text: str) -> Agent | Dead:
    """Return whose link this is, or why it opens nothing; opening uses nothing up.

    A version that is no more the agent's was used, or another link has been mailed since.
    """
    found = tokens.read(keys, _SALT, text)
    if found is None:
        return Dead.ALTERED
    (agent_id, version), made_at = found
    agent = agents.by_id(transaction, agent_id)
    if agent is None:
        return Dead.ALTERED
    if agent.version != version or agent.password_hash:
        return Dead.USED
    age = clock.age(made_at)
    return agent if age is not None and age <= MAX_AGE else Dead.EXPIRED

"""The browsers in which agents work: 30 minutes unused, or 12 hours at all."""

from dataclasses import replace
from datetime import timedelta

from domain.accounts import sessions
from domain.accounts.sessions import Ended, Lifetimes
from domain.history import Visit
from store import Store, Transaction
from store.records import Agent
from store.sessions import of_agents

LIFETIMES = Lifetimes(idle=timedelta(minutes=30), longest=timedelta(hours=12))


def begin(transaction: Transaction, agent: Agent, visit: Visit) -> str:
    """Begin a session; returns the random value for the cookie."""
    return sessions.begin_for(transaction, of_agents, agent.id, visit)


def find(store: Store, token: str, *, sending: timedelta = timedelta(0)) -> Agent | None:
    """Return the agent whom a cookie's value lets in, None where the session has ended.

    `sending`: how long the request took to come, during which nobody could use the session.
    """
    lifetimes = replace(LIFETIMES, idle=LIFETIMES.idle + sending)
    agent = sessions.owner(store, of_agents, token, lifetimes)
    return agent if agent and agent.password_hash else None


def why_ended(transaction: Transaction, token: str) -> Ended:
    """Return why `find` finds nobody for a cookie's value."""
    return sessions.why_ended(transaction, of_agents, token, LIFETIMES)


def end(transaction: Transaction, token: str) -> None:
    """End one session."""
    sessions.end(transaction, of_agents, token)

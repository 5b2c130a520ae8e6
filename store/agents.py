"""Agents and their printed codes: questions and changes. Single use is proven by one statement."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy import Connection as Transaction

from store import asking, database, statements
from store.models import AGENT_CODES, AGENTS
from store.records import Agent

_EVERY = asking.rows(AGENTS, Agent)


def by_id(transaction: Transaction, agent_id: int) -> Agent | None:
    """Return the agent, None where they were ended."""
    return asking.first(transaction, Agent, _EVERY.where(AGENTS.c.id == agent_id))


def by_address(transaction: Transaction, portal: str, address: str) -> Agent | None:
    """Return the agent of a folded address in one commune."""
    wanted = AGENTS.c.portal == portal, AGENTS.c.address == address
    return asking.first(transaction, Agent, _EVERY.where(*wanted))


def of_commune(transaction: Transaction, portal: str, agent_id: int) -> Agent | None:
    """Return an agent of this commune, None for another's."""
    wanted = AGENTS.c.portal == portal, AGENTS.c.id == agent_id
    return asking.first(transaction, Agent, _EVERY.where(*wanted))


def every(transaction: Transaction) -> list[Agent]:
    """Return the agents of all communes."""
    return asking.every(transaction, Agent, _EVERY.order_by(AGENTS.c.portal, AGENTS.c.address))


def of_portal(transaction: Transaction, portal: str) -> list[Agent]:
    """Return the agents of a commune, in the order of their addresses."""
    theirs = _EVERY.where(AGENTS.c.portal == portal).order_by(AGENTS.c.address)
    return asking.every(transaction, Agent, theirs)


def add(
    transaction: Transaction, portal: str, address: str, *, is_manager: bool, at: datetime
) -> bool:
    """Add an agent who has no password yet; False where this address has one already."""
    added = transaction.execute(
        database.of(transaction)
        .insert(AGENTS)
        .values(portal=portal, address=address, is_manager=is_manager, invited_at=at)
        .on_conflict_do_nothing(index_elements=["portal", "address"])
    )
    return added.rowcount == 1


def set_up(
    transaction: Transaction, agent: Agent, *, password_hash: str, key_id: str, step: int
) -> bool:
    """Set password and second factor; False where the agent's version is another by now."""
    values = {"password_hash": password_hash, "key_id": key_id, "last_step": step}
    return _change(transaction, agent, AGENTS.c.version == agent.version, **values)


def reset(transaction: Transaction, agent: Agent, at: datetime) -> bool:
    """Take password, second factor and printed codes away; False where the agent was ended."""
    set_codes(transaction, agent.id, ())
    values = {"password_hash": None, "key_id": None, "last_step": 0, "invited_at": at}
    return _change(transaction, agent, serial=AGENTS.c.serial + 1, **values)


def change_password(transaction: Transaction, agent: Agent, new_hash: str) -> bool:
    """Replace the password; False where it is another by now."""
    is_known = AGENTS.c.password_hash == agent.password_hash
    return _change(transaction, agent, is_known, password_hash=new_hash)


def rehash(transaction: Transaction, agent: Agent, new_hash: str) -> None:
    """Store the same password under today's parameters, unless it was changed meanwhile."""
    this = AGENTS.c.id == agent.id, AGENTS.c.password_hash == agent.password_hash
    statements.reached(transaction, update(AGENTS).where(*this).values(password_hash=new_hash))


def remove(transaction: Transaction, agent_id: int) -> bool:
    """Erase an agent; codes and sessions go along. False where they were ended already."""
    return statements.reached(transaction, delete(AGENTS).where(AGENTS.c.id == agent_id)) == 1


def take_step(transaction: Transaction, agent: Agent, step: int) -> bool:
    """Use a time step up; False where it, or a later one, was used before."""
    this = AGENTS.c.id == agent.id, AGENTS.c.version == agent.version, AGENTS.c.last_step < step
    return statements.reached(transaction, update(AGENTS).where(*this).values(last_step=step)) == 1


def take_code(transaction: Transaction, agent: Agent, code_hash: str) -> bool:
    """Use a printed code up; False where there is no such code any more."""
    this = AGENT_CODES.c.agent_id == agent.id, AGENT_CODES.c.code_hash == code_hash
    return statements.reached(transaction, delete(AGENT_CODES).where(*this)) == 1


def set_codes(transaction: Transaction, agent_id: int, code_hashes: Iterable[str]) -> None:
    """Replace the printed codes."""
    statements.reached(transaction, delete(AGENT_CODES).where(AGENT_CODES.c.agent_id == agent_id))
    rows = [{"agent_id": agent_id, "code_hash": each} for each in code_hashes]
    if rows:
        transaction.execute(insert(AGENT_CODES), rows)


def count_codes(transaction: Transaction, agent_id: int) -> int:
    """Return how many printed codes are left."""
    theirs = select(func.count()).where(AGENT_CODES.c.agent_id == agent_id)
    return transaction.scalar(theirs) or 0


def note_login(transaction: Transaction, agent: Agent, at: datetime) -> bool:
    """Note a log-in; False where the password is another by now."""
    this = AGENTS.c.id == agent.id, AGENTS.c.password_hash == agent.password_hash
    return (
        statements.reached(transaction, update(AGENTS).where(*this).values(last_login_at=at)) == 1
    )


def _change(
    transaction: Transaction, agent: Agent, *conditions: ColumnElement[bool], **values: Any
) -> bool:
    """Change what lets an agent in: the mailed links of before are dead."""
    this = AGENTS.c.id == agent.id, *conditions
    changed = update(AGENTS).where(*this).values(**values, version=AGENTS.c.version + 1)
    return statements.reached(transaction, changed) == 1

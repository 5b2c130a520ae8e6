"""Who is an agent of a commune: invited, in service, begun anew, ended.

One address is one agent in one commune; the same person in two communes is two. Ending erases the
agent: sessions, printed codes and links end with it, what the agent did stays in the journal.
"""

from collections.abc import Iterable
from enum import Enum

from domain import clock, history, outbox
from domain.agents import factor, links
from domain.faults import Fault
from domain.history import Kind, Visit
from domain.portals import Portal
from store import Transaction, agents, statements
from store.records import Agent, Message
from store.sessions import of_agents


class State(Enum):
    """What an agent can do now; the value is what people read."""

    INVITED = "invité, n'a pas encore choisi son mot de passe"
    TOO_LATE = "son lien n'est plus valable"
    IN_SERVICE = "en service"
    WITHOUT_KEY = "ne peut plus se connecter : la clé de son téléphone n'est plus là"


LAST_MANAGER = (
    "C'est le dernier responsable en service : invitez d'abord un autre responsable, et attendez qu'il "
    "ait choisi son mot de passe."
)


def state(agent: Agent, keys: Iterable[str]) -> State:
    """Return the state of an agent under the portal's keys."""
    if agent.password_hash:
        return State.IN_SERVICE if factor.secret_of(keys, agent) else State.WITHOUT_KEY
    age = clock.age(agent.invited_at)
    return State.INVITED if age is not None and age <= links.MAX_AGE else State.TOO_LATE


def find(transaction: Transaction, portal: Portal, address: str) -> Agent:
    """Return the agent of a folded address; raises `Fault` where there is none."""
    found = agents.by_address(transaction, portal.code, address)
    if found is None:
        raise Fault(f"{address} n'est pas un agent de {portal.name}.")
    return found


def invite(
    transaction: Transaction, portal: Portal, address: str, visit: Visit, *, is_manager: bool
) -> Message:
    """Add an agent and mail the link, or mail it again to who has not used it yet; raises `Fault`."""
    is_new = agents.add(transaction, portal.code, address, is_manager=is_manager, at=clock.now())
    agent = find(transaction, portal, address)
    if agent.password_hash or agent.is_manager is not is_manager:
        raise Fault(_already(agent, portal))
    if not is_new:
        agents.reset(transaction, agent, clock.now())
    role = "responsable" if is_manager else ""
    _record(transaction, Kind.AGENT_INVITED, visit, agent, role)
    return _mail_link(transaction, portal, agent)


def reset(transaction: Transaction, portal: Portal, agent: Agent, visit: Visit) -> Message:
    """Take password, second factor and sessions away, and mail a new link; raises `Fault`."""
    if not agents.reset(transaction, agent, clock.now()):
        raise Fault(f"{agent.address} n'est plus un agent de {portal.name}.")
    of_agents.end_all(transaction, agent.id)
    _record(transaction, Kind.AGENT_RESET, visit, agent)
    return _mail_link(transaction, portal, agent)


def end(transaction: Transaction, agent: Agent, visit: Visit) -> bool:
    """Erase an agent, with sessions, codes and links; False where that was done already."""
    ended = agents.remove(transaction, agent.id)
    if ended:
        _record(transaction, Kind.AGENT_ENDED, visit, agent)
    return ended


def end_but_last(transaction: Transaction, agent: Agent, visit: Visit) -> bool:
    """Erase an agent as `end` does; raises `Fault` for the last manager in service."""
    statements.one_at_a_time(transaction, f"{agent.portal}{history.AGENTS}")
    if is_last_manager(transaction, agent):
        raise Fault(LAST_MANAGER)
    return end(transaction, agent, visit)


def is_last_manager(transaction: Transaction, agent: Agent) -> bool:
    """Whether nobody else in service could invite, begin anew or end agents."""
    in_service = [
        each.id
        for each in agents.of_portal(transaction, agent.portal)
        if each.is_manager and each.password_hash
    ]
    return in_service == [agent.id]


def count_too_late(transaction: Transaction, agent: Agent) -> int:
    """Return how many invitations ran out unused: it is for managers to send another link."""
    if not agent.is_manager:
        return 0
    every = agents.of_portal(transaction, agent.portal)
    return sum(state(each, ()) is State.TOO_LATE for each in every)


def _mail_link(transaction: Transaction, portal: Portal, agent: Agent) -> Message:
    return outbox.put(
        transaction,
        portal,
        None,
        outbox.Kind.AGENT_LINK,
        recipient=agent.address,
        details={"agent": agent.id},
    )


def _record(
    transaction: Transaction, kind: Kind, visit: Visit, agent: Agent, role: str = ""
) -> None:
    """Note what was done to an agent, by whoever did it."""
    history.record(
        transaction,
        kind,
        visit,
        portal=agent.portal,
        address=agent.address,
        is_agent=True,
        details=f"{agent.address}, {role}" if role else agent.address,
    )


def _already(agent: Agent, portal: Portal) -> str:
    role = "responsable" if agent.is_manager else "agent"
    return (
        f"{agent.address} est déjà {role} de {portal.name}. Mot de passe ou téléphone perdu : donnez-lui "
        "un nouveau lien. Pour changer son rôle : mettez fin à son accès, puis invitez de nouveau."
    )

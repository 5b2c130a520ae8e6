"""What an agent takes away: the journal says it, and where it concerns many the code is asked for again.

The managers are mailed of those: a stolen session takes the whole register away in one click.
"""

from domain import history, outbox
from domain.history import Kind, Visit
from domain.portals import Portal
from store import Transaction, agents
from store.records import Agent

FEW = 50  # people


def needs_code(people: int) -> bool:
    """Whether so many people's data leave only after the code of the telephone."""
    return people > FEW


def note(
    transaction: Transaction, portal: Portal, agent: Agent, visit: Visit, *, what: str, people: int
) -> None:
    """Write into the journal what an agent takes away (« le registre, 800 clients »), and tell the managers."""
    history.record(transaction, Kind.LIST_EXPORTED, visit, portal=portal.code, details=what)
    tell(transaction, portal, agent, what, people)


def tell(transaction: Transaction, portal: Portal, agent: Agent, what: str, people: int) -> None:
    """Mail the managers in service that an agent took away what concerns many people.

    `what`: in words, « lettres à imprimer ». Nothing leaves for `FEW` people or fewer.
    """
    if not needs_code(people):
        return
    details = {"by": agent.address, "what": what, "people": people}
    for each in agents.of_portal(transaction, portal.code):
        if each.is_manager and each.password_hash:
            kind = outbox.Kind.AGENT_EXPORT
            outbox.put(transaction, portal, None, kind, recipient=each.address, details=details)

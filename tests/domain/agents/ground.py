"""An agent for the rules: invited, or in service with a password and a telephone."""

from domain import clock, printed_codes
from domain.agents import factor
from store import Store, Transaction, agents
from store.records import Agent
from tests.ground import BOE, SMALL

KEY = "la clé du portail, pour les tests seulement"
PASSWORD = "la fontaine de la place"
NADIA, MARTINE = "nadia@ville-boe.fr", "martine@ville-boe.fr"


def invited(transaction: Transaction, address: str = NADIA, *, is_manager: bool = False) -> Agent:
    agents.add(transaction, BOE.code, address, is_manager=is_manager, at=clock.now())
    return known(transaction, address)


def in_service(
    transaction: Transaction, address: str = NADIA, *, is_manager: bool = False
) -> Agent:
    agent = invited(transaction, address, is_manager=is_manager)
    key_id = printed_codes.key_id(KEY)
    hashed = SMALL.hash(PASSWORD)
    assert agents.set_up(transaction, agent, password_hash=hashed, key_id=key_id, step=0)
    return known(transaction, address)


def known(transaction: Transaction, address: str = NADIA) -> Agent:
    found = agents.by_address(transaction, BOE.code, address)
    assert found is not None
    return found


def now(store: Store, address: str = NADIA) -> Agent:
    """The agent as it is kept now."""
    with store.read() as transaction:
        return known(transaction, address)


def digits(agent: Agent) -> str:
    """What their telephone shows at this moment."""
    return factor.code_at(factor.secret(KEY, agent), factor.step_now())

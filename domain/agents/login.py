"""Who may log in as an agent: password and code are tried together, and the answer is one.

Within the customers' limits, counted for the agent apart; one hash is verified whatever the answer.
"""

from dataclasses import dataclass, replace

from domain import clock, history
from domain.accounts.login import Login
from domain.agents import factor, sessions
from domain.history import Kind, Visit
from store import Transaction, agents, statements
from store.records import Agent


@dataclass(frozen=True, slots=True)
class AgentLogin:
    """What trying a password and a code needs."""

    login: Login
    keys: tuple[str, ...]  # the newest first

    def try_both(
        self, portal: str, address: str | None, password: str, code: str, visit: Visit
    ) -> tuple[Agent, str] | None:
        """Return the agent and the value for the cookie, None (and noted) where both don't fit.

        Raises `TooOften` and `Crowded`.
        """
        agent = self.try_password(portal, address, password, visit)
        self.login.check_failures(visit)
        with self.login.store.write() as transaction:
            self._in_turn(transaction, portal, address, visit)
            if (
                agent is not None
                and factor.take(transaction, self.keys, agent, code)
                and agents.note_login(transaction, agent, clock.now())
            ):
                record(transaction, Kind.LOGGED_IN, visit, agent)
                return agent, sessions.begin(transaction, agent, visit)
        self.note_failure(portal, address, visit, "code" if agent else "mot de passe")
        return None

    def try_password(
        self, portal: str, address: str | None, password: str, visit: Visit
    ) -> Agent | None:
        """Return the agent whose password this is; nothing is noted yet."""
        self.login.count_try(visit)
        with self.login.store.read() as transaction:
            self._check(transaction, portal, address, visit)
            agent = agents.by_address(transaction, portal, address) if address else None
        kept = agent.password_hash if agent else None
        whose, hasher = f"{portal}{history.AGENTS} {address}", self.login.hasher
        if not hasher.verify(kept, password, whose, visit.client) or agent is None:
            return None
        if kept and hasher.is_outdated(kept):
            agent = self._rehashed(agent, hasher.hash(password))
        return agent

    def confirm(self, agent: Agent, code: str, visit: Visit) -> bool:
        """Whether the code is right, asked for again of who is logged in; raises `TooOften`."""
        self.login.count_try(visit)
        with self.login.store.write() as transaction:
            self._in_turn(transaction, agent.portal, agent.address, visit)
            is_right = factor.take(transaction, self.keys, agent, code)
        if not is_right:
            self.note_failure(agent.portal, agent.address, visit, "code")
        return is_right

    def note_failure(self, portal: str, address: str | None, visit: Visit, what: str) -> None:
        """Note what was refused, whether or not the address is an agent's."""
        self.login.count_failure(visit)
        with self.login.store.write() as transaction:
            self._in_turn(transaction, portal, address, visit)
            known = agents.by_address(transaction, portal, address) if address else None
            history.record(
                transaction,
                Kind.LOGIN_FAILED,
                replace(visit, by=known.address) if known else visit,
                portal=portal,
                address=address,
                is_agent=True,
                details=what,
            )

    def _rehashed(self, agent: Agent, fresh: str) -> Agent:
        """Keep the same password under today's parameters, unless it was changed meanwhile."""
        with self.login.store.write() as transaction:
            agents.rehash(transaction, agent, fresh)
        return agent._replace(password_hash=fresh)

    def _in_turn(
        self, transaction: Transaction, portal: str, address: str | None, visit: Visit
    ) -> None:
        """Wait for who tries the same, then check again: of many at once no more learn an answer."""
        statements.one_at_a_time(transaction, f"{portal}{history.AGENTS} {address}")
        self._check(transaction, portal, address, visit)

    def _check(
        self, transaction: Transaction, portal: str, address: str | None, visit: Visit
    ) -> None:
        self.login.limits.check_login(transaction, f"{portal}{history.AGENTS}", address, visit)


def record(
    transaction: Transaction, kind: Kind, visit: Visit, agent: Agent, details: str = ""
) -> None:
    """Add what an agent did, where nobody is logged in yet, to the history."""
    history.record(
        transaction,
        kind,
        replace(visit, by=agent.address),
        portal=agent.portal,
        address=agent.address,
        is_agent=True,
        details=details,
    )

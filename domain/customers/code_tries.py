"""The codes of letters that were tried in vain within a day: what staff see of them.

Where a bound is reached, only the code waits: the ordinary activation stays open to its owner.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from domain import clock, networks
from domain.history import Kind
from domain.limits import CODES_OF_CLIENT, CODES_OF_NUMBER, CODES_OF_PORTAL, DAY, HOUR
from store import Transaction, events
from store.records import Agent


@dataclass(frozen=True, slots=True)
class OfNumber:
    """A customer's number as it was counted, how often a code was wrong, until when it waits (None: not)."""

    number: str
    count: int
    waits_until: datetime | None


@dataclass(frozen=True, slots=True)
class Tries:
    """The tries of a commune; `clients`: the networks that were told to wait within the hour."""

    numbers: list[OfNumber]
    clients: list[tuple[str, int]]
    count: int
    is_full: bool  # the commune's: no code is taken any more today

    @property
    def waiting(self) -> list[OfNumber]:
        """Return the numbers whose code waits."""
        return [each for each in self.numbers if each.waits_until]


def of_portal(transaction: Transaction, portal: str) -> Tries:
    """Return what was tried in vain in a commune within a day, the most tried number first."""
    now = clock.now()
    wrong = events.of_kind(transaction, portal, Kind.CODE_WRONG, now - DAY)
    moments: dict[str, list[datetime]] = {}
    clients: Counter[str] = Counter()
    for event in wrong:
        moments.setdefault(event.details, []).extend([event.at] * event.times)
        if event.at > now - HOUR:
            clients[networks.of(event.client)[0]] += event.times
    (of_number,), (of_client,), (of_all,) = CODES_OF_NUMBER, CODES_OF_CLIENT, CODES_OF_PORTAL
    numbers = [
        OfNumber(number, len(when), now + wait if (wait := of_number.wait(when)) else None)
        for number, when in moments.items()
    ]
    count = sum(each.count for each in numbers)
    return Tries(
        sorted(numbers, key=lambda each: -each.count),
        [each for each in clients.most_common() if each[1] >= of_client.count],
        count,
        count >= of_all.count,
    )


def count_reached(transaction: Transaction, agent: Agent) -> int:
    """Return how many bounds are reached in an agent's commune: of numbers, of clients, its own."""
    tries = of_portal(transaction, agent.portal)
    return len(tries.waiting) + len(tries.clients) + tries.is_full

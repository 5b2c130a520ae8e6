"""Paper or on line, for each customer number: paper unless chosen otherwise.

What a reader or the service chose wins over what the service's list says; where two readers of one
customer differ, paper wins. « Chorus » in the list is for the State's own portal: never on line.
A choice stands while its account reads these bills; the law asks for one given beforehand (CRPA,
article R.112-17), so the text that was agreed to is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain import outbox
from domain.portals import Portal
from store import Transaction, customers, readers
from store import choices as rows
from store.choices import Choice
from store.customers import Known
from store.records import Account


class Channel(StrEnum):
    """How bills reach a customer; kept in the database under these names."""

    PAPER = "paper"
    ONLINE = "online"
    CHORUS = "chorus"


WORDS: dict[str, str] = {
    Channel.PAPER: "papier",
    Channel.ONLINE: "en ligne",
    Channel.CHORUS: "chorus",
}


SAID = {Channel.PAPER: "sur papier", Channel.ONLINE: "en ligne", Channel.CHORUS: "par Chorus Pro"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How bills reach one customer now, and which choice says so (None: nobody chose)."""

    channel: Channel
    choice: Choice | None = None
    is_disputed: bool = False  # readers differ, and paper wins
    readers: frozenset[int] = (
        frozenset()
    )  # the accounts that chose it; none: the service, or its list
    listed: str = ""  # what the service's list says

    def goes_on_line_to(self, account_id: int | None) -> bool:
        """Whether this account may get the bills instead of paper: it agreed, or the service says so."""
        is_agreed = not self.readers or account_id in self.readers
        return self.channel is Channel.ONLINE and is_agreed

    @property
    def is_against_list(self) -> bool:
        """Whether the list says something else, and the choice wins."""
        return self.choice is not None and self.listed not in ("", self.channel)


def standing(listed: str, made: Iterable[Choice]) -> Standing:
    """Return how bills reach a customer of whom a list says this; `made`: the oldest first."""
    if listed == Channel.CHORUS:
        return Standing(Channel.CHORUS, listed=listed)
    voices = _voices(made).values()
    if not voices:
        return Standing(Channel(listed or Channel.PAPER), listed=listed)
    paper = [each for each in voices if not each.is_online]
    decisive = max(paper or voices, key=lambda each: each.id)
    channel = Channel.PAPER if paper else Channel.ONLINE
    agreed = frozenset(each.account_id for each in voices if each.account_id and not paper)
    return Standing(channel, decisive, 0 < len(paper) < len(voices), agreed, listed)


def _voices(made: Iterable[Choice]) -> dict[int | None, Choice]:
    """Return the last choice of each who has one; what the service sets replaces all before it."""
    voices: dict[int | None, Choice] = {}
    for each in made:
        if each.account_id is None:
            voices.clear()
        if each.is_in_force:
            voices.pop(None, None)
            voices[each.account_id] = each
    return voices


def of_customers(transaction: Transaction, known: Iterable[Known]) -> dict[int, Standing]:
    """Return how bills reach these customers, by their ids."""
    return _standings(transaction, {each.id: each.channel for each in known})


def of_ids(transaction: Transaction, customer_ids: Iterable[int]) -> dict[int, Standing]:
    """Return how bills reach the customers of these ids."""
    return _standings(transaction, customers.channels(transaction, customer_ids))


def _standings(transaction: Transaction, listed: Mapping[int, str]) -> dict[int, Standing]:
    made: dict[int, list[Choice]] = {each: [] for each in listed}
    for each in rows.of_customers(transaction, listed):
        made[each.customer_id].append(each)
    return {each: standing(said, made[each]) for each, said in listed.items()}


@dataclass(frozen=True, slots=True)
class Own:
    """One customer of an account's: how the bills come, and what this reader may press."""

    number: str
    name: str
    standing: Standing
    own: Choice | None  # this reader's last

    @property
    def can_go_online(self) -> bool:
        """Whether « Recevoir mes factures en ligne » is offered, and not « Revenir au papier »."""
        if self.standing.channel is Channel.PAPER and self.standing.is_disputed:
            return self.own is None or not self.own.is_online
        return self.standing.channel is Channel.PAPER


def of_account(transaction: Transaction, account: Account) -> list[Own]:
    """Return the customers whose bills an account reads, by their numbers."""
    reading = readers.of_address(transaction, account.portal, account.address)
    known = customers.among(transaction, account.portal, [each.number for each in reading])
    standings = of_customers(transaction, known.values())
    own = {
        each.customer_id: each
        for each in rows.of_customers(transaction, standings)
        if each.account_id == account.id
    }
    return [Own(one.number, one.name, standings[one.id], own.get(one.id)) for one in known.values()]


def made_by(transaction: Transaction, account: Account) -> list[Choice]:
    """Return every choice for the customers whose bills an account reads: theirs and the service's."""
    reading = readers.of_address(transaction, account.portal, account.address)
    known = customers.among(transaction, account.portal, [each.number for each in reading])
    made = rows.of_customers(transaction, [each.id for each in known.values()])
    return [each for each in made if each.account_id in (None, account.id)]


def tell_of_paper(
    transaction: Transaction, portal: Portal, account: Account, why: str
) -> list[str]:
    """Tell a reader whose next bills come on paper again why; returns the numbers that it concerns.

    To be called before what causes it is written. `why`: the name of a reason in the mail's text.
    """
    numbers = online_numbers(transaction, account)
    if numbers:
        details = {"numbers": numbers, "why": why}
        kind, to = outbox.Kind.PAPER_AGAIN, account.address
        outbox.put(transaction, portal, account, kind, recipient=to, details=details)
    return numbers


def online_numbers(transaction: Transaction, account: Account) -> list[str]:
    """Return the customers of an account's whose bills come on line."""
    return [
        each.number
        for each in of_account(transaction, account)
        if each.standing.channel is Channel.ONLINE
    ]

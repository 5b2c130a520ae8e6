"""What the text of a mail may speak of: its row, the account, the commune, what is kept."""

from dataclasses import dataclass
from typing import Any

from domain import french
from domain.accounts.links import Links, Purpose
from domain.accounts.states import State, state
from domain.portals import Portal
from store import Store
from store.records import Account, Message

Variables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What a mail may speak of."""

    message: Message
    account: Account | None  # gone after its closing
    links: Links
    portal: Portal
    store: Store
    keys: tuple[str, ...]  # the newest first

    def owner(self, *states: State) -> Account | None:
        """Return the account where it is in one of these states, None where it isn't any more."""
        if self.account is None or state(self.account) not in states:
            return None
        return self.account

    def link(self, account: Account, purpose: Purpose) -> Variables:
        """Return a fresh link, made now so that a mail sent late has its full time, and how long it works."""
        return {
            "link": self.portal.url_of(self.links.make(account, purpose)),
            "lasts": french.duration(self.links.age_seconds(purpose)),
        }

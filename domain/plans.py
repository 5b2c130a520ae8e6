"""What an import would change, refuse and hold back, whatever its list is of; nothing is written yet."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from domain.listings import Reject
from domain.portals import Portal
from domain.rejects import Rejects
from sheets.reading import Sheet
from store import Transaction

Added = TypeVar("Added")
Changed = TypeVar("Changed")


# What lets a list through that would do harm if it is wrong.
ADDRESSES = "--malgre-les-adresses"
ZEROS = "--malgre-les-zeros"
NAMES = "--malgre-les-noms"
WORDS = {  # for the journal
    ADDRESSES: "malgré les adresses",
    ZEROS: "malgré les zéros",
    NAMES: "malgré les noms",
}


class Held(NamedTuple):
    """Why a list is not taken unless somebody insists, and the option that does."""

    option: str
    reason: str


@dataclass
class Plan(Generic[Added, Changed]):
    """What becomes of each line of a list."""

    added: list[Added] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    rejects: list[Reject] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many of each."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "rejected": len(self.rejects),
        }

    def new_numbers(self) -> list[str]:
        """Return the numbers of what would be added."""
        return []

    def fingerprint(self) -> str:
        """Return what tells this plan from another: what it writes, refuses and says of it.

        Not whom it reaches: somebody activates their account while a clerk reads a page.
        """
        parts = [self.new_numbers(), self.counts(), self.notes(), self.rejects]
        return sha256(json.dumps(parts).encode()).hexdigest()

    def totals(self) -> dict[str, int]:
        """Return the control totals of a batch of bills; nothing for other lists."""
        return {}

    def lives(self) -> dict[str, int]:
        """Return what becomes of the new bills, as `Life` names it; nothing for other lists."""
        return {}

    def uninvited(self) -> list[tuple[str, str, str]]:
        """Return number, name and address of the customers who could be invited to have an account."""
        return []

    def cut_out(self) -> Sequence[Any]:
        """Return the bills that were cut out of one PDF, a line each; nothing for other lists."""
        return ()

    def notes(self) -> dict[str, list[str]]:
        """Return what is to be said beside the counts: the kind of note, and its lines."""
        return {}

    @property
    def is_in_part(self) -> bool:
        """Whether something of the list would not be done."""
        return bool(self.rejects)

    @property
    def mails(self) -> int:
        """How many mails would announce it."""
        return 0


class Incoming(Protocol):
    """A file read through, whatever it is of."""

    @property
    def path(self) -> Path: ...

    @property
    def sheet(self) -> Sheet: ...

    def plan(
        self, transaction: Transaction, portal: Portal, insisted: Collection[str]
    ) -> Plan[Any, Any]: ...

    def apply(self, transaction: Transaction, portal: Portal, plan: Any) -> int | None: ...

    def rejects(self, plan: Any, *, as_csv: bool) -> Rejects: ...

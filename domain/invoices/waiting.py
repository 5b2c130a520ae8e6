"""The bills that wait, unseen and untold, until somebody of the service has looked at them.

Why they wait is said by `names.py`. Once let through, they can be read, and those who would have been
told by the import are told now.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain import clock, history, outbox
from domain.history import Kind, Visit
from domain.invoices import audience, names
from domain.invoices.names import Finding, Found
from domain.plans import NAMES
from domain.portals import Portal
from store import Transaction, invoices, waiting
from store.invoices import Kept
from store.waiting import Doubt, Waiting

BATCH = "lot"  # why a bill waits that is in order itself
EXCERPT = 600  # signs
REASONS = {
    Found.MISSING: "son nom n'est pas dans le PDF",
    Found.ANOTHERS: "le PDF porte le nom d'un autre client du lot, {words}",
    BATCH: "elle attend avec tout son lot",
}


class Looked(NamedTuple):
    """A bill of a batch whose PDF is to be looked at; `known`: as it is kept, None where it is new."""

    number: str
    line: int
    customer: str
    name: str
    text: str
    known: Kept | None

    @property
    def whose(self) -> str:
        """« FA-1, ABADIE Alice (47031001) »."""
        return f"{self.number}, {self.name} ({self.customer})" if self.name else self.number


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the names say of a batch, by number of the bills that were looked at."""

    looked: Mapping[str, Looked] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)
    is_batch_suspect: bool = False
    is_insisted: bool = False

    @property
    def doubtful(self) -> list[str]:
        """Return the bills that do not name their customer."""
        wrong = (Found.MISSING, Found.ANOTHERS)
        return [number for number, each in self.findings.items() if each.found in wrong]

    @property
    def held(self) -> Collection[str]:
        """Return the bills that are to wait."""
        if self.is_insisted:
            return ()
        return list(self.findings) if self.is_batch_suspect else self.doubtful

    @property
    def released(self) -> list[Kept]:
        """Return the bills that waited and need not any more."""
        held = set(self.held)
        waited = [one.known for number, one in self.looked.items() if number not in held]
        return [known for known in waited if known and known.available_at is None]

    def counts(self) -> dict[str, int]:
        """Return how many name their customer, can't be checked, wait; nothing where none was looked at."""
        if not self.findings:
            return {}
        counted = Counter(each.found for each in self.findings.values())
        return {
            "named": counted[Found.NAMED],
            "unverifiable": counted[Found.UNVERIFIABLE],
            "waiting": len(self.held),
        }

    def lines(self) -> list[str]:
        """Return why bills wait, or were let through, one line each; of a batch those that are the cause."""
        return [
            f"{self.looked[number].whose} : {reason(str(each.found), each.words)}"
            for number, each in self.findings.items()
            if number in self.doubtful
        ]


def judge(looked: Sequence[Looked], portal: Portal, insisted: Collection[str]) -> Judgement:
    """Return what the names on the bills of a batch say."""
    bills = [names.Bill(each.line, each.customer, each.name, each.text) for each in looked]
    by_line = names.check(bills, portal.name)
    findings = {each.number: by_line[each.line] for each in looked}
    suspect = names.is_batch_suspect(findings.values())
    return Judgement(
        {each.number: each for each in looked}, findings, suspect, is_insisted=NAMES in insisted
    )


def reason(why: str, words: str) -> str:
    """Return why a bill waits, in words."""
    return REASONS[why].format(words=words)


def settle(
    transaction: Transaction,
    portal: Portal,
    judgement: Judgement,
    visit: Visit,
    *,
    is_announced: bool,
) -> None:
    """Let the bills of a batch that was just written wait, or be read where they waited before."""
    ids = {
        number: each.id
        for number, each in invoices.known(transaction, portal.code, judgement.held).items()
    }
    doubtful = set(judgement.doubtful)
    waiting.hold(
        transaction,
        [
            Doubt(
                ids[number],
                judgement.findings[number].found if number in doubtful else BATCH,
                judgement.findings[number].words if number in doubtful else "",
                excerpt(judgement.looked[number].text),
                is_announced,
            )
            for number in judgement.held
        ],
    )
    before = [each.id for each in judgement.released]
    _let_be_read(
        transaction,
        portal,
        waiting.of_ids(transaction, portal.code, before),
        is_announced=is_announced,
    )
    if judgement.is_insisted and judgement.doubtful:
        _note(transaction, portal, judgement.doubtful, visit)


def excerpt(text: str) -> str:
    """Return the beginning of a PDF's text, as much as one reads, without empty lines."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))[:EXCERPT]


def publish(
    transaction: Transaction, portal: Portal, bills: Sequence[Waiting], visit: Visit
) -> None:
    """Let these bills be read from now on, tell their customers, and note who decided it."""
    if bills:
        _let_be_read(transaction, portal, bills, is_announced=True)
        _note(transaction, portal, [each.number for each in bills], visit)


def _note(transaction: Transaction, portal: Portal, numbers: Sequence[str], visit: Visit) -> None:
    kind, details = Kind.INVOICES_PUBLISHED, history.named(numbers)
    history.record(transaction, kind, visit, portal=portal.code, details=details)


def _let_be_read(
    transaction: Transaction, portal: Portal, bills: Sequence[Waiting], *, is_announced: bool
) -> None:
    waiting.release(transaction, [each.id for each in bills], clock.now())
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for each in bills:
        if each.is_announced and is_announced:
            owners[each.import_id].add(each.customer_id)
    for import_id, customers in owners.items():
        reached = audience.of(transaction, portal, customers, customers)
        outbox.put_many(
            transaction,
            portal,
            reached.accounts,
            outbox.Kind.NEW_INVOICES,
            {"import": import_id},
        )

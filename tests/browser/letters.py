"""A mail of each kind: SAMPLES says what a kind needs beside the account it goes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain import clock, outbox
from domain.outbox import Kind
from store import Transaction, accounts, agents, customers, proposals
from store.records import Awaits, By, Proposal
from tests.browser.portal import Served
from tests.browser.screen import LEA, MAX, PAUL
from tests.inbox import part_of
from tests.people import BOE, Person

NEW = "lea@autre-exemple.fr"
REPORT = "Import du 02/11/2026 à 09:30 : tout a été pris.\n\nNouvelles : 2"


@dataclass(frozen=True)
class Sample:
    """`recipient`: where it is not the account's address on record."""

    details: Mapping[str, Any] = field(default_factory=dict)
    to: Person = LEA
    recipient: str | None = None
    is_about_agent: bool = False  # whose number is one of the details
    is_about_proposal: bool = False  # likewise


SAMPLES: Mapping[Kind, Sample] = {
    Kind.ACTIVATION: Sample(to=MAX),
    Kind.RECOVERY: Sample(),
    Kind.PASSWORD_CHANGED: Sample(),
    Kind.LINK_GIVEN: Sample(),
    Kind.LETTER_PRINTED: Sample(to=MAX),
    Kind.INVITATION: Sample(to=MAX),
    Kind.ADDRESS_CONFIRM: Sample(recipient=NEW),
    Kind.ADDRESS_CHANGED: Sample(),
    Kind.ACCOUNT_UNUSED: Sample(),
    Kind.ACCOUNT_CLOSED: Sample(),
    Kind.ADDRESS_MOVED: Sample({"numbers": list(LEA.numbers)}),
    Kind.CODE_LINK: Sample(recipient=NEW, is_about_proposal=True),
    Kind.READER_INVITED: Sample(recipient=NEW, is_about_proposal=True),
    Kind.READER_JOINED: Sample({"number": "47031020", "is_you": False, "by": "customer"}),
    Kind.READER_ENDED: Sample({"number": "47031020", "is_you": True, "by": "customer"}),
    Kind.PROPOSED: Sample({"number": "47031020"}, recipient=NEW),
    Kind.PROPOSED_BESIDE: Sample({"number": "47031020"}),
    Kind.PROPOSAL_ANSWERED: Sample(
        {"number": "47031020", "decision": "instead"}, to=MAX, recipient=MAX.address
    ),
    Kind.PROPOSAL_SETTLED: Sample({"number": "47031020", "decision": "instead"}),
    Kind.NEW_INVOICES: Sample({"import": 1}),
    Kind.BILLS_WITHDRAWN: Sample({"lines": ["Eau potable, n° FA-1, 57,20 €"], "count": 1}),
    Kind.CHOICE_MADE: Sample({"numbers": list(LEA.numbers)}),
    Kind.PAPER_AGAIN: Sample({"numbers": list(LEA.numbers), "why": "announcements"}),
    Kind.DROP_REPORT: Sample({"name": "factures.zip", "report": REPORT}),
    Kind.AGENT_LINK: Sample(recipient=PAUL.address, is_about_agent=True),
    Kind.AGENT_EXPORT: Sample(
        {"by": PAUL.address, "what": "lettres à imprimer", "people": 280},
        recipient="martine@ville-boe.fr",
    ),
    Kind.ALARM: Sample(
        {"sentences": ["240 mots de passe refusés en une heure."]}, recipient="admin@exemple.fr"
    ),
    Kind.AGENT_CHANGED: Sample({"what": "codes"}, recipient=PAUL.address, is_about_agent=True),
}


def letter(served: Served, kind: Kind) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail of this kind."""
    assert kind in SAMPLES, (
        f"a mail « {kind} » needs its line in SAMPLES (tests/browser/letters.py)"
    )
    sample, town = SAMPLES[kind], served.town
    here = town.services.portals.all()[BOE]
    with town.services.store.write() as transaction:
        account = accounts.get_or_add(transaction, BOE, sample.to.address, clock.now())
        message = outbox.put(transaction, here, account, kind, recipient=sample.recipient)
        agents.add(transaction, BOE, PAUL.address, is_manager=False, at=clock.now())
        proposal = _a_proposal(transaction)
    agent = {"agent": town.agent(PAUL).id} if sample.is_about_agent else {}
    proposed = {"proposal": proposal.id} if sample.is_about_proposal else {}
    message = message._replace(details={**sample.details, **agent, **proposed})
    account = account._replace(wanted_address=NEW, warned_at=clock.now())
    made = town.services.sender.composer.compose(message, account, here)
    assert made is not None, f"a mail « {kind} » has no reason to leave"
    return str(made.mail["Subject"]), part_of(made.mail, "plain"), part_of(made.mail, "html")


def _a_proposal(transaction: Transaction) -> Proposal:
    customer = customers.among(transaction, BOE, LEA.numbers)[LEA.numbers[0]].id
    named = {
        "by": By.CODE,
        "awaits": Awaits.LINK,
        "client": "",
        "at": clock.now(),
        "asked_by": LEA.address,
    }
    return proposals.put(transaction, customer, NEW, **named)  # type: ignore[arg-type]

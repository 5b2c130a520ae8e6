"""Who sees what, walked over every address that answers a look: a bill, its PDF, an address, a name.

First reader, second, ended, proposed, invited, stranger, an agent, another commune's: each opens every
page with the numbers, keys and addresses that exist, and what they see is compared with one table.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.customers import sharing
from domain.history import NO_VISIT
from domain.limits import Limits
from store import invoices
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.letter_codes import code_of, use
from tests.pages import logged_in
from tests.people import (
    AGEN,
    ALICE,
    BOE,
    BRUNO,
    DENIS,
    NADIA,
    OLIVIER,
    PASSWORD,
    VILLE_DE_BOE,
    ZOE,
    Person,
)
from tests.town import Town
from tests.visitor import Visitor

ENDED = Person("", "ancien@exemple.fr")
PROPOSED = Person("", "propose@exemple.fr")
INVITED = Person("", "invite@exemple.fr")
BILL, NAME = "FA-2026-0007", ALICE.name
SECRETS = (BILL, NAME, ALICE.address, ZOE.address)
# What of Alice's each may meet anywhere; the agent sees all of it, in the pages below /mairie alone.
MAY_SEE = {
    "first": {BILL, NAME, ALICE.address, ZOE.address},
    "second": {BILL, NAME, ZOE.address},
    "ended": set(),
    "proposed": set(),
    "invited": set(),
    "stranger": set(),
    "nobody": set(),
    "of another commune": set(),
    "agent": set(SECRETS),
    "agent of another commune": set(),
}


@pytest.fixture
def bill(town: Town, tmp_path: Path) -> str:
    """Alice's bill; Zoé reads it, somebody did, and two are not there yet. Returns its key."""
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, BILL)))
    for person in (ZOE, ENDED):
        with town.services.store.write() as transaction:
            tables.add_reader(transaction, BOE, ALICE.numbers[0], person.address)
        town.activate(person)
    with town.services.store.write() as transaction:
        tables.end_reader(transaction, ENDED.address)
        sharing.invite(
            transaction,
            VILLE_DE_BOE,
            town.account(ALICE),
            ALICE.numbers[0],
            INVITED.address,
            visit=NO_VISIT,
            limits=Limits(are_on=False),
        )
    use(town.visitor(), ALICE.numbers[0], code_of(town, ALICE), PROPOSED.address)
    for number, person in (("90001", PROPOSED), ("90002", INVITED)):
        with town.services.store.write() as transaction:  # a customer of their own
            row = {"portal": BOE, "number": number, "address": person.address}
            tables.add_customers(transaction, [row])
    for person in (PROPOSED, INVITED, BRUNO):
        town.activate(person)
    with town.services.store.read() as transaction:
        (found,) = invoices.owned(transaction, BOE, ALICE.address)
    return found.key


def browsers(town: Town) -> Iterator[tuple[str, Visitor]]:
    people = {
        "first": ALICE,
        "second": ZOE,
        "ended": ENDED,
        "proposed": PROPOSED,
        "invited": INVITED,
        "stranger": BRUNO,
    }
    for turn, (role, person) in enumerate(people.items()):
        yield role, logged_in(town, f"192.0.2.{100 + turn}", person.address)
    yield "nobody", town.visitor("192.0.2.110")
    denis = town.visitor("192.0.2.111")
    denis.log_in(AGEN, DENIS.address, PASSWORD)
    yield "of another commune", denis
    yield "agent", town.at_work(NADIA, "192.0.2.112")
    yield "agent of another commune", town.at_work(OLIVIER, "192.0.2.113")


def looks(town: Town, key: str) -> list[str]:
    """Every address that answers GET, filled in with what exists of Alice's."""
    given = {"key": key, "year": "2026", "agent_id": "1", "name": "password", "digest": "0"}
    given |= {"code": BOE, "token": "X", "proposal_id": "1"}
    found = []
    for rule in town.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda m: given.get(m[1], "1"), rule.rule)
            asked = f"numero={ALICE.numbers[0]}&adresse={ALICE.address}&q={ALICE.numbers[0]}"
            found += [path, f"{path}?{asked}"]
    return sorted(found)


def test_everybody_sees_what_the_table_says_and_nothing_else(town: Town, bill: str) -> None:
    seen: dict[str, set[str]] = {}
    pdfs: dict[str, bool] = {}
    for role, visitor in browsers(town):
        texts = [visitor.raw("GET", path).get_data() for path in looks(town, bill)]
        # What they typed comes back to them: an address in a form is no answer.
        plain = [re.sub(rb'(?:href|value|action)="[^"]*"', b"", text) for text in texts]
        seen[role] = {
            secret
            for secret in SECRETS
            if any(secret.encode() in text for text in plain if not text.startswith(b"%PDF"))
        }
        pdfs[role] = any(text.startswith(b"%PDF") for text in texts)

    assert seen == MAY_SEE
    assert {role for role, found in pdfs.items() if found} == {"first", "second", "agent"}

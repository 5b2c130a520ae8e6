"""Whoever reads was let in, and no customer loses the last reader unseen, whatever the order.

The order of codes, links, shares, ends, changes of address, lists, decisions and closings: hypothesis
makes them; SEQUENCES=2000 makes more than the usual forty.
"""

import os
from contextlib import closing as closing_store
from contextlib import suppress
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from domain import clock
from domain.accounts import address_change, closing
from domain.accounts.links import Purpose
from domain.accounts.states import State, state
from domain.customers import codes, decisions, incoming, plan, proposals, register, sharing
from domain.customers.lists import Entry
from domain.customers.proposals import Confirmed
from domain.faults import Fault
from domain.history import NO_VISIT
from domain.limits import Limits
from domain.listings import Listing
from store import Store, Transaction, accounts, customers, invoices, readers
from store import proposals as kept_proposals
from store.models import IMPORTS, INVOICES, PROPOSALS, READERS
from store.records import Account, By, Message
from tests import tables
from tests.ground import BOE, LINKS, SMALL
from tests.letter_codes import WRONG
from tests.store.rows import NOON, invoice

KEYS = ("une clé de quarante signes, pour les tests seulement",)
NO_LIMITS = Limits(are_on=False)
HASHED = SMALL.hash("la pluie")
NAMES = ("DUPONT Alice", "DUPONT A.", "MARTIN Bruno")
turns = count()
PERSON, CUSTOMER, WHICH = some.integers(0, 3), some.integers(0, 1), some.integers(0, 11)


class AnyOrder(RuleBasedStateMachine):
    """Two customers with a bill each, four people, and staff."""

    store: Store

    @initialize()
    def begin(self) -> None:
        turn = next(turns)
        self.numbers = [f"{turn}-{each}" for each in range(2)]
        self.people = [f"p{turn}-{each}@exemple.fr" for each in range(4)]
        # (number, address): what a list, staff, a right code or an invitation has let in.
        self.granted: set[tuple[str, str]] = set()
        with self.store.write() as transaction:
            rows = [
                {"portal": BOE.code, "number": number, "name": NAMES[0]} for number in self.numbers
            ]
            tables.add_customers(transaction, rows)
            batch = tables.add(
                transaction, IMPORTS, portal=BOE.code, at=NOON, name="lot", kind="factures"
            )
            for number in self.numbers:
                customer = self.customer(transaction, number)
                row = invoice(customer, batch.id, key=f"{number:0>32}"[-32:], number=number)
                tables.add(transaction, INVOICES, **row, available_at=NOON)

    def customer(self, transaction: Transaction, number: str) -> int:
        return customers.among(transaction, BOE.code, [number])[number].id

    def account(self, transaction: Transaction, person: int) -> Account | None:
        found = accounts.by_address(transaction, BOE.code, self.people[person])
        return found if found and state(found) is State.ACTIVE else None

    def reading(self, transaction: Transaction) -> set[tuple[str, str]]:
        return {
            (number, address)
            for number in self.numbers
            for address in readers.beside(transaction, self.customer(transaction, number))
        }

    def settle(self, transaction: Transaction, before: set[tuple[str, str]]) -> None:
        """Who has just stopped reading is let in by nothing any more."""
        self.granted -= before - self.reading(transaction)

    @rule(person=PERSON)
    def activate(self, person: int) -> None:
        with self.store.write() as transaction:
            address = self.people[person]
            if not readers.has_customers(transaction, BOE.code, address):
                return
            one = accounts.get_or_add(transaction, BOE.code, address, clock.now())
            if state(one) is State.PENDING:
                accounts.set_password(
                    transaction, one.id, version=one.version, password_hash=HASHED, at=clock.now()
                )

    @rule(customer=CUSTOMER, person=PERSON, is_right=some.booleans(), is_old=some.booleans())
    def use_code(self, customer: int, person: int, *, is_right: bool, is_old: bool) -> None:
        number = self.numbers[customer]
        with self.store.write() as transaction:
            given = codes.issue_one(transaction, BOE, KEYS, NO_VISIT, number)
            if is_old:
                codes_before = given
                codes.issue(transaction, BOE, KEYS, NO_VISIT, renew=True)
                given = codes_before
            code = given.code if given and is_right else WRONG
            before = self.reading(transaction)
            proposals.use_code(
                transaction,
                BOE,
                KEYS,
                number=number,
                code=code,
                address=self.people[person],
                visit=NO_VISIT,
                limits=NO_LIMITS,
            )
            assert self.reading(transaction) == before

    def some_proposal(self, transaction: Transaction, which: int) -> int | None:
        ids = [
            row.id
            for number in self.numbers
            for row in tables.rows(
                transaction, PROPOSALS, customer_id=self.customer(transaction, number)
            )
        ]
        return ids[which % len(ids)] if ids else None

    @rule(which=WHICH)
    def follow_link(self, which: int) -> None:
        """Any link that was ever mailed."""
        with self.store.write() as transaction:
            chosen = self.some_proposal(transaction, which)
            one = kept_proposals.by_id(transaction, chosen) if chosen else None
            if one is None:
                return
            before = self.reading(transaction)
            first = readers.first(transaction, one.customer_id)
            done = proposals.confirm(transaction, BOE, one, NO_VISIT)
            if done is Confirmed.READS:
                assert one.answered_at is None
                is_free = one.number not in {number for number, _ in before}
                assert first == one.asked_by if one.asked_by else is_free
                self.granted.add((one.number, one.address))
            else:
                assert self.reading(transaction) == before

    @rule(which=WHICH, decision=some.sampled_from(["instead", "beside", "refused"]))
    def decide(self, which: int, decision: str) -> None:
        with self.store.write() as transaction, suppress(Fault):
            chosen = self.some_proposal(transaction, which)
            if chosen is None:
                return
            before = self.reading(transaction)
            if decision == "refused":
                decisions.refuse(transaction, BOE, chosen, NO_VISIT)
                assert self.reading(transaction) == before
                return
            is_beside = decision == "beside"
            done = decisions.accept(transaction, BOE, chosen, NO_VISIT, beside=is_beside)
            self.granted.add((done.number, done.address))
            self.settle(transaction, before)

    @rule(customer=CUSTOMER, host=PERSON, guest=PERSON)
    def share(self, customer: int, host: int, guest: int) -> None:
        with self.store.write() as transaction, suppress(Fault):
            account = self.account(transaction, host)
            if account is not None:
                number, to = self.numbers[customer], self.people[guest]
                before = self.reading(transaction)
                sharing.invite(
                    transaction, BOE, account, number, to, visit=NO_VISIT, limits=NO_LIMITS
                )
                assert self.reading(transaction) == before

    @rule(customer=CUSTOMER, host=PERSON, guest=PERSON)
    def end(self, customer: int, host: int, guest: int) -> None:
        with self.store.write() as transaction:
            account = self.account(transaction, host)
            if account is None:
                return
            number, address = self.numbers[customer], self.people[guest]
            before = self.reading(transaction)
            first = readers.first(transaction, self.customer(transaction, number))
            try:
                sharing.end(transaction, BOE, account, number, address, NO_VISIT)
            except Fault:
                assert self.reading(transaction) == before
                return
            assert account.address in (first, address)
            assert address != first
            assert before - self.reading(transaction) == {(number, address)}
            self.settle(transaction, before)

    @rule(person=PERSON)
    def change_address(self, person: int) -> None:
        with self.store.write() as transaction:
            account = self.account(transaction, person)
            if account is None:
                return
            new = f"n{next(turns)}@exemple.fr"
            before = self.reading(transaction)
            asked = address_change.ask(
                transaction, BOE, account, new, visit=NO_VISIT, limits=NO_LIMITS
            )
            assert isinstance(asked, Message)
            wanting = accounts.by_id(transaction, account.id)
            assert wanting is not None
            link = LINKS.read(LINKS.make(wanting, Purpose.ADDRESS))
            assert link is not None
            address_change.confirm(transaction, BOE, link, visit=NO_VISIT)
            self.granted |= {(number, new) for number, of in self.granted if of == account.address}
            self.settle(transaction, before)
            self.people[person] = new

    @rule(
        customer=CUSTOMER,
        person=some.one_of(some.none(), PERSON),
        name=some.sampled_from(NAMES),
    )
    def bring_in(self, customer: int, person: int | None, name: str) -> None:
        number = self.numbers[customer]
        address = None if person is None else self.people[person]
        entry = Entry(2, number, name, address)
        with self.store.write() as transaction:
            before = self.reading(transaction)
            listing = Listing(entries={number: entry}, rejects=[])
            planned = plan.plan(transaction, BOE, listing)
            incoming.apply(transaction, BOE, planned, "clients.csv")
            if address:
                self.granted.add((number, address))
            self.settle(transaction, before)

    @rule(person=PERSON)
    def close(self, person: int) -> None:
        with self.store.write() as transaction:
            account = self.account(transaction, person)
            if account is not None:
                before = self.reading(transaction)
                closing.close(transaction, BOE, account, visit=NO_VISIT, reason="")
                assert self.reading(transaction) == before

    @rule(customer=CUSTOMER)
    def remove(self, customer: int) -> None:
        with self.store.write() as transaction:
            register.remove(transaction, BOE, [self.numbers[customer]], NO_VISIT)

    @invariant()
    def nobody_sees_what_nothing_lets_them_read(self) -> None:
        with self.store.read() as transaction:
            assert self.reading(transaction) <= self.granted
            register_now = customers.among(transaction, BOE.code, self.numbers)
            for address in self.people:
                seen = {bill.number for bill in invoices.owned(transaction, BOE.code, address)}
                assert seen == {
                    number
                    for number, of in self.granted & self.reading(transaction)
                    if of == address and not register_now[number].is_removed
                }

    @invariant()
    def nobody_loses_the_last_reader_unseen(self) -> None:
        with self.store.read() as transaction:
            alone = {number for number, _ in customers.left_alone(transaction, BOE.code)}
            for number, known in customers.among(transaction, BOE.code, self.numbers).items():
                ended = tables.rows(transaction, READERS, customer_id=known.id)
                is_read = any(row.ended_at is None for row in ended)
                last = max(ended, key=lambda row: (row.ended_at or NOON, row.id), default=None)
                if ended and not is_read and not known.is_removed and last is not None:
                    assert number in alone or last.ended_by in (By.LIST, By.SERVICE)

    @invariant()
    def a_customer_has_one_first_reader_at_most(self) -> None:
        with self.store.read() as transaction:
            for number in self.numbers:
                customer = self.customer(transaction, number)
                rows = tables.rows(transaction, READERS, customer_id=customer, ended_at=None)
                assert sum(row.is_first for row in rows) <= 1
                assert len({row.address for row in rows}) == len(rows)


def test_nobody_sees_what_nothing_lets_them_read_in_any_order(tmp_path: Path) -> None:
    with closing_store(Store(tmp_path)) as store:
        machine = type("WithStore", (AnyOrder,), {"store": store})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=int(os.environ.get("SEQUENCES", "40")),
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

"""Lists, edits, what customers change, lots of bills and imports taken back, in any order.

No bill ever changes its customer, and no address moves but where a list, an edit or the customer said
so, or where taking an import back gives the customer the address of before it.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain import clock
from domain.columns import CUSTOMER_LIST
from domain.customers import editing, lists, register, undoing
from domain.customers.editing import Cells
from domain.faults import Fault
from domain.history import NO_VISIT
from domain.imports import Options, Subject, carry_out
from domain.plans import ADDRESSES, ZEROS
from sheets import writing
from sheets.reading import read
from store import Store, customers, readers
from store.models import CUSTOMERS, INVOICES
from tests import tables
from tests.bills import a_batch, a_bill
from tests.people import BOE
from tests.people import VILLE_DE_BOE as HERE

Addresses = dict[str, str | None]

NUMBERS = some.sampled_from(["1001", "1002"])
ADDRESS = some.sampled_from(["", "a@exemple.fr", "b@exemple.fr"])
ROWS = some.dictionaries(NUMBERS, ADDRESS, min_size=1)
BILLS = some.dictionaries(some.sampled_from(["FA-1", "FA-2"]), NUMBERS, min_size=1)


class Register(RuleBasedStateMachine):
    """A commune's register and bills, and what each step may change of them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(Path(self.folder.name, "data"))
        self.before: dict[int, Addresses] = {}  # an import's N → the register before it
        self.owners: dict[str, str] = {}
        self.causes: dict[str, list[int]] = {}  # what moved each address: an import's N, else 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def addresses(self) -> Addresses:
        with self.store.read() as transaction:
            return {one.number: one.address for one in customers.known(transaction, BOE).values()}

    @rule(listed=ROWS)
    def import_a_list(self, listed: Addresses) -> None:
        before = self.addresses()
        path = Path(self.folder.name, "clients.csv")
        rows = [(number, f"N{number}", address or "") for number, address in listed.items()]
        path.write_text("".join(writing.lines([register.TITLES, *rows])), "utf-8")

        options = Options(insisted=(ADDRESSES, ZEROS))
        try:
            report = carry_out(self.store, HERE, Subject.CUSTOMERS, path, options)
        except Fault:  # a column of addresses that came out empty
            return self.has_moved_only(before, {})
        if report.number:
            self.before[report.number] = before
        said = {number: address or None for number, address in listed.items()}
        return self.has_moved_only(before, said, by=report.number or 0)

    @rule(number=NUMBERS, address=ADDRESS)
    def edit(self, number: str, address: str) -> None:
        before = self.addresses()
        with self.store.write() as transaction:
            given = {
                one.number: Cells(one.name, one.address)
                for one in customers.listed(transaction, BOE)
            }
            shown = {**given, number: Cells(f"N{number}", address or None)}
            text = "".join(writing.lines(editing.rows(shown)))
            edit = editing.compare(given, lists.read(read(text.encode(), CUSTOMER_LIST)))
            planned, _ = editing.plan(transaction, HERE, given, edit)
            editing.apply(transaction, HERE, planned, NO_VISIT)
        self.has_moved_only(before, {number: address or None})

    @rule(data=some.data())
    def change_ones_own_address(self, data: some.DataObject) -> None:
        before = self.addresses()
        used = {address for address in before.values() if address}
        # « Mon compte » refuses another customer's address.
        free = {"a@exemple.fr", "b@exemple.fr", "elle@exemple.fr"} - used
        if not used or not free:
            return
        old, new = (data.draw(some.sampled_from(sorted(some_))) for some_ in (used, free))
        with self.store.write() as transaction:
            readers.follow(transaction, BOE, old, new, clock.now())
        theirs = {number: new for number, address in before.items() if address == old}
        self.has_moved_only(before, theirs)

    @rule(number=NUMBERS)
    def take_out(self, number: str) -> None:
        before = self.addresses()
        with self.store.write() as transaction:
            register.remove(transaction, HERE, [number], NO_VISIT)
        self.has_moved_only(before, {})

    @rule(bills=BILLS)
    def import_bills(self, bills: dict[str, str]) -> None:
        before = self.addresses()
        batch = a_batch(Path(self.folder.name), *(a_bill(of, bill) for bill, of in bills.items()))
        carry_out(self.store, HERE, Subject.INVOICES, batch, Options())
        self.has_moved_only(before, {})

    @precondition(lambda self: self.before)
    @rule(data=some.data())
    def take_an_import_back(self, data: some.DataObject) -> None:
        number = data.draw(some.sampled_from(sorted(self.before)))
        before = self.addresses()
        with self.store.write() as transaction:
            done = undoing.undo(transaction, HERE, number, NO_VISIT)
        for one in (*done.restored, *done.gone):
            if number in self.causes.get(one.number, ()):
                assert self.causes[one.number].pop() == number, "something newer had moved it"
        restored = {one.number: self.before[number][one.number] for one in done.restored}
        now = self.addresses()
        assert restored.items() <= now.items()
        assert before.keys() - now.keys() == {one.number for one in done.gone}
        others = now.keys() - restored.keys()
        assert all(now[other] == before[other] for other in others)

    @invariant()
    def no_bill_changes_its_customer(self) -> None:
        with self.store.read() as transaction:
            numbers = {one.id: one.number for one in tables.rows(transaction, CUSTOMERS)}
            bills = tables.rows(transaction, INVOICES)
        for bill in bills:
            owner = numbers[bill.customer_id]
            assert self.owners.setdefault(bill.number, owner) == owner

    def has_moved_only(
        self, before: Addresses, said: Mapping[str, str | None], *, by: int = 0
    ) -> None:
        """Each address is as it was, or what was said of this customer; nobody is gone."""
        now = self.addresses()
        assert before.keys() <= now.keys()
        for number, address in now.items():
            if number not in before or address != before[number]:
                assert address == said[number]
                self.causes.setdefault(number, []).append(by)


Register.TestCase.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
TestAnyOrder = Register.TestCase

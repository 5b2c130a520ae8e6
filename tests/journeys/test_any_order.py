"""Whatever is done in whatever order: no dead link and no old password works, and the owner gets in.

Hypothesis makes the orders; SEQUENCES=2000 makes more of them than the usual hundred. Everything
is done over HTTP; after each step every link, session and password that ever was is tried.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import clock, history
from domain.accounts import login, sessions, states
from domain.accounts.links import DeadLink, Purpose
from store import accounts as account_rows
from store.records import Account
from tests import tables
from tests.ground import SMALL
from tests.inbox import Inbox, part_of
from tests.journeys.moving import Browser, Kept, Mailed, Open
from tests.people import BOE, VILLE_DE_BOE
from tests.town import ORIGIN, Town, running
from views.public import recovery

PASSWORDS = ("la pluie", "le vent d'autan", "la Garonne", "les pruneaux")
LINK = re.compile(r"/\?LIEN=(X\S+)")
AGES = {Purpose.ACTIVATION: 72, Purpose.RECOVERY: 1, Purpose.ADDRESS: 72}
IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # else a disk waits at every step
people = count()


class AnyOrder(RuleBasedStateMachine):
    """One customer, their account, all their browsers, and time."""

    town: Town
    post: Kept
    moving: time_machine.Traveller

    @initialize(is_active=some.booleans())
    def begin(self, *, is_active: bool) -> None:
        number = next(people)
        self.address = f"personne{number}@exemple.fr"
        self.others = [f"autre{number}-{each}@exemple.fr" for each in range(2)]
        with self.town.services.store.write() as transaction:
            row = {"portal": BOE, "number": str(number), "name": "", "address": self.address}
            tables.add_customers(transaction, [row])
        self.password: str | None = None
        self.is_suspended = False
        self.wanted = ""
        self.era = 0
        self.links: list[Mailed] = []
        self.open: list[Open] = []
        self.start = clock.now()
        if is_active:
            self.ask_to_activate()
            self.choose(self.links[0], PASSWORDS[0])
            self.log_in(PASSWORDS[0], right=True)

    @property
    def hours(self) -> float:
        return (clock.now() - self.start) / timedelta(hours=1)

    def account(self) -> Account | None:
        with self.town.services.store.read() as transaction:
            return account_rows.by_address(transaction, BOE, self.address)

    def browser(self) -> Browser:
        return Browser(self.town)

    def new_era(self) -> None:
        """Credentials changed: every link and session of before is dead."""
        self.era += 1
        self.wanted = ""

    def collect(self) -> None:
        """Send what is due, and keep every link that was mailed."""
        self.town.services.sender.send_due()
        for letter in self.post.letters:
            found = LINK.search(part_of(letter, "plain"))
            link = self.town.services.links.read(found[1]) if found else None
            if found is not None and link is not None:
                wanted = (
                    letter["To"].addresses[0].addr_spec if link.purpose is Purpose.ADDRESS else ""
                )
                mailed = Mailed(found[1], link.purpose, self.era, self.hours, str(wanted))
                self.links.append(mailed)
        self.post.letters.clear()

    def lives(self, link: Mailed) -> bool:
        """Whether the link should work now."""
        return (
            link.era == self.era
            and not self.is_suspended
            and self.hours - link.made_hours <= AGES[link.purpose]
            and link.wanted in ("", self.wanted)
        )

    def is_open(self, each: Open) -> bool:
        """Whether the session should still be one."""
        now = self.hours
        lasts = now - each.used_hours <= 1 and now - each.began_hours <= 12
        return lasts and each.era == self.era and not self.is_suspended

    def some_link(
        self, data: some.DataObject, purpose: Purpose | None = None, *, alive: bool
    ) -> Mailed:
        """One that lives, where there is one and it is asked for; else any."""
        fitting = [link for link in self.links if purpose in (None, link.purpose)]
        living = [link for link in fitting if self.lives(link)]
        return data.draw(some.sampled_from((living if alive else []) or fitting or self.links))

    def some_browser(self, data: some.DataObject) -> Open:
        """One that is logged in, mostly; else one that was."""
        still = [each for each in self.open if self.is_open(each)]
        return data.draw(some.sampled_from(still * 3 + self.open))

    # What may be done.

    @rule()
    def ask_to_activate(self) -> None:
        self.browser().send(f"/activation?LIEN={BOE}", "/activation", address=self.address)
        self.collect()

    @rule()
    def forget_the_password(self) -> None:
        page = f"/mot-de-passe-oublie?LIEN={BOE}"
        self.browser().send(page, "/mot-de-passe-oublie", address=self.address)
        self.collect()

    @precondition(lambda self: self.links)
    @rule(data=some.data())
    def look_at_a_link(self, data: some.DataObject) -> None:
        link = data.draw(some.sampled_from(self.links))

        status, _ = self.browser().get(f"/?LIEN={link.text}")

        assert (status == 200) == self.lives(link), (link, status)

    @precondition(lambda self: self.links)
    @rule(data=some.data(), password=some.sampled_from(PASSWORDS), alive=some.booleans())
    def choose_a_password(self, data: some.DataObject, password: str, *, alive: bool) -> None:
        self.choose(self.some_link(data, alive=alive), password)

    def choose(self, link: Mailed, password: str) -> None:
        _, to = self.browser().send(
            f"/activation?LIEN={BOE}", "/mot-de-passe", lien=link.text, password=password
        )

        worked = to.startswith("/?LIEN=M")
        assert worked == (self.lives(link) and link.purpose is not Purpose.ADDRESS), link
        if worked:
            self.password = password
            self.new_era()

    @precondition(lambda self: any(link.wanted for link in self.links))
    @rule(data=some.data(), alive=some.booleans())
    def confirm_an_address(self, data: some.DataObject, *, alive: bool) -> None:
        link = self.some_link(data, Purpose.ADDRESS, alive=alive)

        page = f"/activation?LIEN={BOE}"
        _, to = self.browser().send(
            page, "/compte/adresse/confirmation", lien=link.text, password=self.password or ""
        )

        worked = to.startswith("/?LIEN=M")
        assert worked == (self.lives(link) and link.purpose is Purpose.ADDRESS), link
        if worked:
            self.others.append(self.address)
            self.others.remove(link.wanted)
            self.address = link.wanted
            self.new_era()
            self.collect()

    @rule(password=some.sampled_from(PASSWORDS), right=some.booleans())
    def log_in(self, password: str, *, right: bool) -> None:
        password = self.password if right and self.password else password
        browser = self.browser()

        status, _ = browser.send(
            f"/?LIEN={BOE}", "/connexion", address=self.address, password=password
        )

        assert (status == 303) == (password == self.password and not self.is_suspended)
        if status == 303:
            with browser.client.session_transaction(base_url=ORIGIN) as carried:
                token = carried["sid"]
            self.open.append(Open(browser, self.era, self.hours, self.hours, token))

    @precondition(lambda self: self.open)
    @rule(data=some.data())
    def log_out(self, data: some.DataObject) -> None:
        each = self.some_browser(data)
        each.browser.send(f"/mot-de-passe-oublie?LIEN={BOE}", "/deconnexion")
        if self.is_open(each):
            each.era = -1

    @precondition(lambda self: self.open)
    @rule(data=some.data())
    def log_out_everywhere(self, data: some.DataObject) -> None:
        each = self.some_browser(data)
        was_open = self.is_open(each)
        each.browser.send("/compte", "/compte/deconnexion")
        for other in self.open if was_open else []:
            other.era = -1

    @precondition(lambda self: self.open)
    @rule(data=some.data(), typed=some.sampled_from(PASSWORDS), new=some.sampled_from(PASSWORDS))
    def change_the_password(self, data: some.DataObject, typed: str, new: str) -> None:
        each = self.some_browser(data)
        present = data.draw(some.sampled_from([typed, self.password or typed]))
        was_open = self.is_open(each)

        status, to = each.browser.send(
            "/compte/mot-de-passe", "/compte/mot-de-passe", present=present, password=new
        )

        worked = (status, to) == (303, "/compte")
        assert worked == (was_open and present == self.password)
        if was_open:
            each.used_hours = self.hours
        if worked:
            self.password = new
            self.new_era()
            with each.browser.client.session_transaction(base_url=ORIGIN) as carried:
                each.token = carried["sid"]
            each.era, each.began_hours = self.era, self.hours
            self.collect()

    @precondition(lambda self: self.open)
    @rule(data=some.data(), which=some.integers(0, 1))
    def ask_for_an_address(self, data: some.DataObject, which: int) -> None:
        each = self.some_browser(data)
        was_open, new = self.is_open(each), self.others[which]

        status, _ = each.browser.send(
            "/compte/adresse", "/compte/adresse", address=new, present=self.password or ""
        )

        assert (status == 200) == was_open
        if was_open:
            self.wanted = new
            each.used_hours = self.hours
            self.collect()

    @precondition(lambda self: self.open)
    @rule(data=some.data())
    def close(self, data: some.DataObject) -> None:
        each = self.some_browser(data)
        was_open, was_there = self.is_open(each), self.account() is not None

        each.browser.send("/compte/fermer", "/compte/fermer", present=self.password or "")

        assert (self.account() is not None) == (was_there and not was_open)
        if was_open:
            self.password = None
            self.new_era()
            self.collect()

    @rule()
    def suspend(self) -> None:
        account = self.account()
        if account is not None:
            with self.town.services.store.write() as transaction:
                assert (
                    states.suspend(transaction, VILLE_DE_BOE, account, history.NO_VISIT)
                    != self.is_suspended
                )
            if not self.is_suspended:
                self.new_era()
            self.is_suspended = True

    @rule()
    def resume(self) -> None:
        account = self.account()
        if account is not None:
            with self.town.services.store.write() as transaction:
                assert states.resume(transaction, account, history.NO_VISIT) == self.is_suspended
            if self.is_suspended:
                self.new_era()
            self.is_suspended = False

    @rule(hours=some.sampled_from([0.02, 0.02, 0.3, 0.9, 1.02, 13, 73]))
    def wait(self, hours: float) -> None:
        self.moving.shift(timedelta(hours=hours))

    # What must hold whatever was done.

    @invariant()
    def links_and_sessions_are_what_they_should_be(self) -> None:
        services = self.town.services
        for link in self.links:
            with services.store.read() as transaction:
                found = services.links.open(transaction, link.text)
            assert isinstance(found, DeadLink) != self.lives(link), link
        for each in self.open:
            found_account = sessions.find(services.store, each.token, services.lifetimes)
            assert (found_account is not None) == self.is_open(each), each
            if found_account is not None:
                each.used_hours = self.hours

    @invariant()
    def one_password_opens_the_account_and_no_other(self) -> None:
        services = self.town.services
        tried = [(self.address, password) for password in PASSWORDS]
        tried += [(address, self.password or "") for address in self.others]
        for address, password in tried:
            with services.store.read() as transaction:
                account = account_rows.by_address(transaction, BOE, address)
            is_opened = login.is_opened_by(services.hasher, account, password)
            may = (address, password) == (self.address, self.password)
            assert is_opened == (may and not self.is_suspended), password

    def teardown(self) -> None:
        """Whatever happened, its owner gets in by a mail, once the service allows it again."""
        if not hasattr(self, "address"):
            return
        self.resume()
        self.forget_the_password()
        link = self.links[-1]
        browser = self.browser()
        page = f"/activation?LIEN={BOE}"
        browser.send(page, "/mot-de-passe", lien=link.text, password="enfin chez moi")
        status, _ = browser.send(
            f"/?LIEN={BOE}", "/connexion", address=self.address, password="enfin chez moi"
        )
        assert status == 303
        assert browser.get("/factures")[0] == 200


def machines() -> Iterator[type[AnyOrder]]:
    """The machine in front of one portal that serves all sequences."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY)))
        inbox = stack.enter_context(Inbox())
        town = stack.enter_context(
            running(folder / "data", inbox, cast=(), RATELIMIT_ENABLED="false")
        )
        post, built = Kept(), town.services
        small = login.Login(built.store, SMALL, built.limits, built.counters)
        town.app.extensions["portail"].services = replace(
            built, hasher=SMALL, sender=replace(built.sender, transport=post), login=small
        )
        stack.enter_context(patch.object(recovery, "SAME_SECONDS", 0.0))  # time, like the clock
        moving = stack.enter_context(time_machine.travel(clock.now(), tick=False))
        yield type("AnyOrder", (AnyOrder,), {"town": town, "post": post, "moving": moving})


def test_no_order_revives_a_dead_link_or_locks_the_owner_out() -> None:
    for machine in machines():
        case = machine.TestCase
        case.settings = settings(
            max_examples=int(os.environ.get("SEQUENCES", "100")),
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        case("runTest").runTest()

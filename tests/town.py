"""A town hall's portal for a test: two communes, the cast, a real SQLite file, a real mail server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import time_machine
from flask import Flask

from domain import clock, outbox, printed_codes
from domain.accounts import passwords
from domain.accounts.links import Link, Purpose
from domain.agents import factor
from domain.history import Visit
from mail.sender import Result
from services import Services
from store import accounts as account_rows
from store import agents as agent_rows
from store import events
from store.records import Account, Agent
from tests import databases, tables
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.people import AGEN, ALICE, BOE, CAST, CLERKS_PASSWORD, PASSWORD, Clerk, Person
from tests.visitor import Visitor

ORIGIN = "http://127.0.0.1:8000"
SENDER = "factures@ville-boe.fr"
COMMUNES = f"""
[{BOE}]
nom = "Ville de Boé"
contact = "service-facturation@ville-boe.fr"
telephone = "05 53 00 00 00"

[{AGEN}]
nom = "Ville d'Agen"
contact = "factures@ville-agen.fr"
"""


@dataclass
class Town:
    """The portal as it runs; what is asked of the database goes through the store."""

    app: Flask
    data_dir: Path
    inbox: Inbox

    @property
    def services(self) -> Services:
        built: Services = self.app.extensions["portail"].services
        return built

    def visitor(self, client: str = "192.0.2.1") -> Visitor:
        """A browser with no cookie yet, at that client address."""
        return Visitor(self.app, ORIGIN, client)

    def account(self, person: Person) -> Account:
        with self.services.store.read() as transaction:
            found = account_rows.by_address(transaction, person.portal, person.address)
        assert found is not None, f"{person.name} has no account"
        return found

    def has_account(self, person: Person) -> bool:
        with self.services.store.read() as transaction:
            return account_rows.by_address(transaction, person.portal, person.address) is not None

    def kinds_of_events(self, person: Person) -> list[str]:
        """What the history says of this account, the oldest first."""
        with self.services.store.read() as transaction:
            found = events.of_account(transaction, self.account(person).id, limit=100_000)
        return [event.kind for event in reversed(found)]

    def link(self, person: Person, purpose: Purpose = Purpose.ACTIVATION) -> str:
        """The path of a fresh link, as a mail would hold it."""
        return f"/?LIEN={self.services.links.make(self.account(person), purpose)}"

    @contextmanager
    def later(self, *, minutes: int) -> Iterator[None]:
        """What happens in the block happens so much later."""
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=True):
            yield

    def queue_mail(self, person: Person = ALICE) -> None:
        """Put the mail with the link that helps this person into the outbox."""
        portal = self.services.portals.all()[person.portal]
        with self.services.store.write() as transaction:
            account = account_rows.get_or_add(
                transaction, person.portal, person.address, clock.now()
            )
            kind = outbox.Kind.RECOVERY if person.is_active else outbox.Kind.ACTIVATION
            outbox.put(transaction, portal, account, kind)

    def send_what_is_due(self) -> list[Result]:
        """What the sender inside `flask serve` does every few seconds."""
        return self.services.sender.send_due()

    def activate(self, person: Person, password: str = PASSWORD) -> None:
        """Give a person an active account, as the rules do it."""
        hashed = self.services.hasher.hash(password)
        with self.services.store.write() as transaction:
            account = account_rows.get_or_add(
                transaction, person.portal, person.address, clock.now()
            )
            link = Link(Purpose.ACTIVATION, account.id, account.version, clock.now(), 60)
            done = passwords.set_by_link(transaction, link, hashed, Visit())
        assert isinstance(done, Account)

    def agent(self, clerk: Clerk) -> Agent:
        with self.services.store.read() as transaction:
            found = agent_rows.by_address(transaction, clerk.portal, clerk.address)
        assert found is not None, f"{clerk.address} is no agent"
        return found

    def hire(self, clerk: Clerk) -> Agent:
        """Make somebody an agent who has chosen a password and set their telephone up."""
        hashed = self.services.hasher.hash(CLERKS_PASSWORD)
        key_id = printed_codes.key_id(self.services.keys[0])
        with self.services.store.write() as transaction:
            agent_rows.add(
                transaction,
                clerk.portal,
                clerk.address,
                is_manager=clerk.is_manager,
                at=clock.now(),
            )
            added = agent_rows.by_address(transaction, clerk.portal, clerk.address)
            assert added is not None
            agent_rows.set_up(transaction, added, password_hash=hashed, key_id=key_id, step=0)
        return self.agent(clerk)

    def digits(self, clerk: Clerk) -> str:
        """The six digits that their telephone shows now."""
        shared = factor.secret_of(self.services.keys, self.agent(clerk))
        assert shared is not None
        return factor.code_at(shared, factor.step_now())

    def at_work(self, clerk: Clerk, client: str = "192.0.2.2") -> Visitor:
        """The browser of an agent who has just logged in; hired first where they were not yet."""
        with self.services.store.read() as transaction:
            is_known = agent_rows.by_address(transaction, clerk.portal, clerk.address) is not None
        if not is_known:
            self.hire(clerk)
        visitor = self.visitor(client)
        visitor.get(f"/mairie/connexion?LIEN={clerk.portal}")
        visitor.fill("Adresse mail", clerk.address).fill("Mot de passe", CLERKS_PASSWORD)
        visitor.fill("Code", self.digits(clerk)).press("Se connecter")
        return visitor


@contextmanager
def running(
    data_dir: Path,
    inbox: Inbox,
    *,
    empty_database: EmptyDatabase | None = None,
    cast: tuple[Person, ...] = CAST,
    communes: str = COMMUNES,
    **settings: str,
) -> Iterator[Town]:
    """Start a portal; `settings` by their names without PORTAIL_ (`RESET_MAX_AGE="60"`)."""
    from app import create_app

    data_dir.mkdir(mode=0o700, exist_ok=True)
    (data_dir / "portails.toml").write_text(communes, "utf-8")
    if empty_database is not None:
        empty_database.lay(data_dir)
    environ = {
        "DATA_DIR": str(data_dir),
        "PUBLIC_URL": ORIGIN,
        "MAIL_SERVER": inbox.host,
        "MAIL_PORT": str(inbox.port),
        "MAIL_DEFAULT_SENDER": SENDER,
        "MAIL_TIMEOUT": "2",
        "PAYFIP_URL": "http://127.0.0.1:9/tpa",  # nobody's, and never the State's
        **databases.settings_of(data_dir),
        **settings,
    }
    app = create_app({f"PORTAIL_{name}": value for name, value in environ.items()})
    town = Town(app, data_dir, inbox)
    _settle(town, cast)
    try:
        yield town
    finally:
        town.services.store.close()


def _settle(town: Town, cast: tuple[Person, ...]) -> None:
    with town.services.store.write() as transaction:
        rows = [
            {"portal": who.portal, "number": number, "name": who.name, "address": who.address}
            for who in cast
            for number in who.numbers
        ]
        tables.add_customers(transaction, rows)
    for who in cast:
        if who.is_active:
            town.activate(who)

"""Two machines that serve one portal.

A `flask serve` each, with temporary files of its own; one PostgreSQL, one mail server and one
shared folder for both.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from store import Store
from store.records import Message, MessageState
from tests import tables
from tests.commands.flask import a_data_folder, variables
from tests.commands.portal import Serving, started
from tests.inbox import Inbox
from tests.people import BOE

TAKEN_OVER = "annonces, ménage et dépôt se font désormais ici"


@dataclass
class Machines:
    """What both share, and those that serve, by name."""

    folder: Path
    store: Store
    inbox: Inbox
    environ: dict[str, str]
    serving: dict[str, Serving] = field(default_factory=dict)

    @property
    def origins(self) -> list[str]:
        return [machine.origin for machine in self.serving.values()]

    def start(self, name: str, stack: ExitStack) -> None:
        own = self.folder.parent / name
        own.mkdir(exist_ok=True)
        environ = variables(self.folder, **self.environ, TMPDIR=str(own))
        command = [sys.executable, "-m", "flask", "serve", "--port", "0"]
        self.serving[name] = stack.enter_context(started(command, environ, own / "journal"))

    def register(self, addresses: list[str]) -> None:
        """Put customers into the register, one for each address."""
        rows = [
            {"portal": BOE, "number": f"C{number}", "name": "DURAND", "address": address}
            for number, address in enumerate(addresses)
        ]
        with self.store.write() as transaction:
            tables.add_customers(transaction, rows)

    def kept(self, state: MessageState) -> list[Message]:
        with self.store.read() as transaction:
            return tables.mails(transaction, state, 10_000)

    def message_ids_sent(self) -> list[str]:
        return sorted(message.message_id for message in self.kept(MessageState.SENT))

    def message_ids_arrived(self) -> list[str]:
        return sorted(str(mail.header("Message-ID")) for mail in self.inbox.mails)

    def journal(self, name: str) -> str:
        return self.serving[name].journal.read_text("utf-8").replace("\u00a0", " ")

    def on_duty(self) -> list[str]:
        """Those that say they do what must be done once."""
        return [name for name in self.serving if TAKEN_OVER in self.journal(name)]


@contextmanager
def two_machines(place: Path, url: str, inbox: Inbox, **settings: str) -> Iterator[Machines]:
    """Start « un », then « deux »; `settings` by their names without PORTAIL_."""
    folder = a_data_folder(place / "partage")
    own = {"DATABASE_URL": url, "MAIL_PORT": str(inbox.port), "MAIL_TIMEOUT": "2", **settings}
    environ = {f"PORTAIL_{name}": value for name, value in own.items()}
    machines = Machines(folder, Store(folder, url), inbox, environ)
    try:
        with ExitStack() as stack:
            machines.start("un", stack)
            machines.start("deux", stack)
            yield machines
    finally:
        machines.store.close()


@contextmanager
def at_work(visits: list[Callable[[], None]]) -> Iterator[None]:
    """Carry out these visits, eight at a time, beside what the block does; then wait for all."""
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(visit) for visit in visits]
        yield
        for one in waiting:
            one.result(60)

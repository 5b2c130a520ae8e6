"""The ground that the rules stand on: a real database, a commune, and an account in it."""

from domain import clock
from domain.accounts.links import Links
from domain.accounts.passwords import Hasher
from store import Store, Transaction, accounts, customers, messages
from store.models import EVENTS
from store.records import Account
from tests import tables
from tests.people import VILLE_DE_BOE

BOE = VILLE_DE_BOE
SMALL = Hasher(memory_kib=8, passes=1)  # a hash in well under a millisecond
LINKS = Links(
    "une clé pour les tests seulement", (), activation_max_age=259_200, reset_max_age=3_600
)
PASSWORD = "un mot de passe"


def an_account(
    transaction: Transaction, address: str = "alice@courriel.fr", *, password: str = PASSWORD
) -> Account:
    """Add a customer and their account; an empty password leaves it not active yet."""
    a_customer(transaction, address)
    account = accounts.get_or_add(transaction, BOE.code, address, clock.now())
    if password:
        kept = SMALL.hash(password)
        accounts.set_password(
            transaction, account.id, version=account.version, password_hash=kept, at=clock.now()
        )
    found = accounts.by_id(transaction, account.id)
    assert found is not None
    return found


def a_customer(transaction: Transaction, address: str, number: str = "") -> None:
    """Add a line to the register, as an import would."""
    known = len(customers.known(transaction, BOE.code))
    tables.add_customers(
        transaction,
        [
            {
                "portal": BOE.code,
                "number": number or f"{known + 1:05d}",
                "name": "DUPONT Alice",
                "address": address,
                "file_name": "DUPONT Alice",
                "file_address": address,
            }
        ],
    )


def again(store: Store, account: Account) -> Account:
    """Return the account as it is kept now."""
    with store.read() as transaction:
        found = accounts.by_id(transaction, account.id)
    assert found is not None
    return found


def mails_of(transaction: Transaction, account: Account) -> list[str]:
    """Return the kinds of an account's mails, the newest first."""
    return [each.kind for each in messages.of_account(transaction, account.id)]


def journal(transaction: Transaction) -> list[tuple[str, str]]:
    """Return what happened and its details, the oldest first."""
    return [(line.kind, line.details) for line in tables.rows(transaction, EVENTS)]

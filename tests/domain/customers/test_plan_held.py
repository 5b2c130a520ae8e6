"""A list that would do harm if it is wrong waits until somebody insists."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import clock
from domain.imports import Options, Outcome, Report, Subject, carry_out
from domain.plans import ADDRESSES, ZEROS
from store import Store, accounts, customers
from tests.databases import EmptyDatabase
from tests.people import BOE, VILLE_DE_BOE


@pytest.fixture
def store(tmp_path: Path, empty_database: EmptyDatabase, database_url: str) -> Iterator[Store]:
    data = tmp_path / "data"
    data.mkdir()
    empty_database.lay(data)
    opened = Store(data, database_url)
    yield opened
    opened.close()


def bring_in(store: Store, lines: dict[str, str], *insisted: str, dry: bool = False) -> Report:
    """Import a list of numbers and addresses."""
    path = store.data_dir.parent / "clients.csv"
    rows = [f"{number};{address}" for number, address in lines.items()]
    path.write_text("\n".join(["Numéro;Mail", *rows]), "utf-8")
    options = Options(insisted=insisted, is_dry_run=dry)
    return carry_out(store, VILLE_DE_BOE, Subject.CUSTOMERS, path, options)


def addresses(store: Store) -> dict[str, str | None]:
    with store.read() as transaction:
        return {one.number: one.address for one in customers.known(transaction, BOE).values()}


def a_register(store: Store, count: int, *, active: int = 0) -> dict[str, str]:
    """So many customers, the first ones with an active account."""
    lines = {str(1000 + index): f"a{index}@exemple.fr" for index in range(count)}
    bring_in(store, lines)
    now = clock.now()
    with store.write() as transaction:
        for address in list(lines.values())[:active]:
            account = accounts.get_or_add(transaction, BOE, address, now)
            accounts.set_password(transaction, account.id, version=0, password_hash="x", at=now)
    return lines


def moved(lines: dict[str, str], count: int) -> dict[str, str]:
    """The list with the first so many addresses changed."""
    return {
        number: f"autre{index}@exemple.fr" if index < count else address
        for index, (number, address) in enumerate(lines.items())
    }


@pytest.mark.parametrize(("count", "outcome"), [(5, Outcome.DONE), (6, Outcome.HELD)])
def test_a_list_moves_five_active_accounts_at_most(
    store: Store, count: int, outcome: Outcome
) -> None:
    lines = a_register(store, 40, active=10)

    report = bring_in(store, moved(lines, count))

    assert report.outcome is outcome
    assert (addresses(store) == lines) is (outcome is Outcome.HELD)


@pytest.mark.parametrize(
    ("register", "count", "outcome"),
    [(49, 20, Outcome.DONE), (50, 1, Outcome.DONE), (50, 2, Outcome.HELD), (150, 4, Outcome.HELD)],
)
def test_in_a_large_register_a_list_moves_one_address_in_fifty_at_most(
    store: Store, register: int, count: int, outcome: Outcome
) -> None:
    lines = a_register(store, register)

    assert bring_in(store, moved(lines, count)).outcome is outcome


def test_what_is_held_is_said_and_taken_by_who_insists(store: Store) -> None:
    lines = a_register(store, 60)
    new = moved(lines, 10)

    tried, held = bring_in(store, new, dry=True), bring_in(store, new)
    taken = bring_in(store, new, ADDRESSES)

    assert tried.outcome is held.outcome is Outcome.HELD
    assert held.held[0].option == "--malgre-les-adresses"
    assert "change l'adresse de 10 clients sur les 60" in held.held[0].reason
    assert held.counts["changed"] == 10
    assert taken.outcome is Outcome.DONE
    assert addresses(store) == new


def test_new_addresses_for_who_had_none_are_no_moves(store: Store) -> None:
    bring_in(store, {str(1000 + index): "" for index in range(60)})

    lines = {str(1000 + index): f"a{index}@exemple.fr" for index in range(60)}

    assert bring_in(store, lines).outcome is Outcome.DONE


def test_numbers_that_are_all_shorter_than_the_registers_wait(store: Store) -> None:
    a_register(store, 3)
    short = {"47": "x@exemple.fr", "48": "y@exemple.fr"}

    assert bring_in(store, short).outcome is Outcome.HELD
    assert bring_in(store, short, ADDRESSES).outcome is Outcome.HELD
    assert bring_in(store, short, ZEROS).outcome is Outcome.DONE
    assert "47" in addresses(store)

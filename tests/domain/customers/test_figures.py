"""The figures that a mayor asks for."""

from datetime import UTC, datetime

import time_machine

from domain.accounts import invitations
from domain.customers import figures
from domain.customers.figures import Figures, Month
from domain.history import NO_VISIT
from store import Store
from tests import tables
from tests.ground import BOE, a_customer, an_account


def counted(store: Store) -> Figures:
    with store.read() as transaction:
        return figures.of_portal(transaction, BOE)


def test_nobody_yet() -> None:
    assert figures._months([], "Europe/Paris") == ()


def test_customers_addresses_and_who_activated_by_month(store: Store) -> None:
    with time_machine.travel(datetime(2026, 9, 30, 22, 30, tzinfo=UTC)), store.write() as writing:
        an_account(writing, "alice@courriel.fr")  # it is October already in Paris
    with time_machine.travel(datetime(2026, 11, 2, 12, tzinfo=UTC)), store.write() as writing:
        an_account(writing, "bruno@courriel.fr", password="")
        a_customer(writing, "bruno@courriel.fr")
        tables.add_customers(writing, [{"portal": BOE.code, "number": "9"}])

    assert counted(store) == Figures(
        customers=4,
        with_address=3,
        addresses=2,
        asked=2,
        activated=1,
        months=(Month("2026-10", 1, 1), Month("2026-11", 1, 0)),
    )


def test_who_was_invited_and_did_nothing_yet_has_not_asked(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, "chloe@courriel.fr")
        invitations.invite(transaction, BOE, "chloe@courriel.fr", NO_VISIT)

    assert (counted(store).asked, counted(store).months) == (0, ())


def test_another_communes_customers_do_not_count(store: Store) -> None:
    with store.write() as transaction:
        tables.add_customers(transaction, [{"portal": "M470010001", "number": "1"}])

    assert counted(store).customers == 0

"""« Adresse mail 2 »: the second reader whom a list names."""

import pytest

from domain.columns import CUSTOMER_LIST
from domain.customers import incoming, lists, plan, sharing, undoing
from domain.customers.plan import Plan
from domain.history import NO_VISIT
from sheets.reading import read
from store import readers
from store.models import CUSTOMERS
from store.records import By
from tests import tables
from tests.people import ALICE, BOE, VILLE_DE_BOE, ZOE
from tests.town import Town

(NUMBER,) = ALICE.numbers
HEAD = "Numéro;Nom;Adresse mail;Adresse mail 2"


def bring_in(town: Town, *lines: str, head: str = HEAD) -> tuple[Plan, int | None]:
    """Import a list; the plan, and the import's N."""
    listing = lists.read(read("\n".join([head, *lines]).encode(), CUSTOMER_LIST))
    with town.services.store.write() as transaction:
        planned = plan.plan(transaction, VILLE_DE_BOE, listing)
        return planned, incoming.apply(transaction, VILLE_DE_BOE, planned, "clients.csv")


def line(second: str = "", *, name: str = ALICE.name, address: str = ALICE.address) -> str:
    return f"{NUMBER};{name};{address};{second}"


def reading(town: Town, number: str = NUMBER) -> dict[str, str]:
    """Who reads, the first first, and who let them in."""
    with town.services.store.read() as transaction:
        found = readers.of_customer(transaction, BOE, number)
    return {one.address: one.let_in_by for one in found}


@pytest.mark.parametrize(
    "title", ["Adresse mail 2", "E-mail 2", "Courriel 2", "Seconde adresse mail"]
)
def test_a_second_address_reads_beside_the_first(town: Town, title: str) -> None:
    planned, _ = bring_in(town, line(ZOE.address), head=f"Numéro;Nom;Adresse mail;{title}")

    assert reading(town) == {ALICE.address: By.LIST, ZOE.address: By.LIST}
    assert planned.notes()["changed"] == [
        f"{NUMBER} : seconde adresse (aucune adresse) → {ZOE.address}"
    ]


def test_a_new_customer_has_both(town: Town) -> None:
    bring_in(town, "0099;HUBERT Hugo;hugo@exemple.fr;ida@exemple.fr")

    assert list(reading(town, "0099")) == ["hugo@exemple.fr", "ida@exemple.fr"]


def test_the_first_is_told_by_mail_where_the_account_is_active(town: Town) -> None:
    bring_in(town, line(ZOE.address))

    town.send_what_is_due()

    (mail,) = town.inbox.to(ALICE.address)
    assert mail.subject == "Une autre adresse lit vos factures"
    assert "Le registre du service facturation la donne." in mail.text
    assert town.inbox.to(ZOE.address) == []  # invited as everybody else is


def test_a_second_with_an_active_account_is_named_and_told(town: Town) -> None:
    bring_in(town, f"0047;X;bruno@exemple.fr;{ALICE.address}")

    town.send_what_is_due()

    (mail,) = town.inbox.to(ALICE.address)
    assert mail.subject == "Vous lisez de nouvelles factures"


def test_who_comes_to_an_active_account_stands_in_the_plan(town: Town) -> None:
    planned, _ = bring_in(town, f"0099;HUBERT Hugo;hugo@exemple.fr;{ALICE.address}")

    assert planned.notes()["joined"] == [f"0099 HUBERT Hugo → {ALICE.address}"]


def test_the_same_list_again_changes_nothing(town: Town) -> None:
    bring_in(town, line(ZOE.address))

    planned, _ = bring_in(town, line(ZOE.address))

    assert planned.changes_nothing
    assert not planned.noted


def test_the_same_list_again_does_not_undo_an_end(town: Town) -> None:
    bring_in(town, line(ZOE.address))
    with town.services.store.write() as transaction:
        sharing.end_by_staff(transaction, VILLE_DE_BOE, NUMBER, ZOE.address, NO_VISIT)

    bring_in(town, line(ZOE.address))

    assert list(reading(town)) == [ALICE.address]


def test_another_second_takes_the_place_of_the_one_of_before(town: Town) -> None:
    bring_in(town, line(ZOE.address))
    bring_in(town, line("autre@exemple.fr"))

    assert list(reading(town)) == [ALICE.address, "autre@exemple.fr"]


def test_a_blank_cell_ends_it_and_a_list_without_the_column_does_not(town: Town) -> None:
    bring_in(town, line(ZOE.address))
    bring_in(town, f"{NUMBER};{ALICE.name};{ALICE.address}", head="Numéro;Nom;Adresse mail")
    assert list(reading(town)) == [ALICE.address, ZOE.address]

    bring_in(town, line(""))
    assert list(reading(town)) == [ALICE.address]


def test_a_list_does_not_end_whom_the_customer_let_in(town: Town) -> None:
    with town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, NUMBER, ZOE.address)
    bring_in(town, line(ZOE.address))
    bring_in(town, line(""))

    assert reading(town) == {ALICE.address: By.LIST, ZOE.address: By.CUSTOMER}


def test_twice_the_same_address_is_one_reader(town: Town) -> None:
    bring_in(town, line(ALICE.address))

    assert list(reading(town)) == [ALICE.address]


def test_what_is_no_address_is_refused_by_line(town: Town) -> None:
    planned, _ = bring_in(town, line("zoe@"))

    (reject,) = planned.rejects
    assert (reject.line, "zoe@" in reject.motif) == (2, True)


def test_a_new_tenant_has_the_second_of_the_list_and_nobody_of_before(town: Town) -> None:
    bring_in(town, line(ZOE.address))
    with town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, NUMBER, "conjoint@exemple.fr")

    bring_in(town, line(ZOE.address, name="INGRES Ida", address="ida@exemple.fr"))

    assert list(reading(town)) == ["ida@exemple.fr", ZOE.address]


def test_an_import_taken_back_takes_the_second_back(town: Town) -> None:
    bring_in(town, line(ZOE.address))
    _, number = bring_in(town, line("autre@exemple.fr"))
    assert number is not None

    with town.services.store.write() as transaction:
        undoing.undo(transaction, VILLE_DE_BOE, number, NO_VISIT)

    assert list(reading(town)) == [ALICE.address, ZOE.address]
    with town.services.store.read() as transaction:
        row = tables.one(transaction, CUSTOMERS, portal=BOE, number=NUMBER)
    assert row.file_second_address == ZOE.address

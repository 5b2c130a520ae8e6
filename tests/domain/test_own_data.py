"""All that the portal knows about the owner of an account, as one ZIP."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from domain import outbox, own_data
from domain.accounts import sessions
from domain.history import NO_VISIT, Visit
from store import Store, accounts
from tests import tables
from tests.bills import a_bill
from tests.domain.invoices.ground import bring_in
from tests.ground import BOE, a_customer, an_account
from tests.paying import Till
from tests.people import ALICE as ALICE_OF_BOE
from tests.people import DENIS

ALICE = "alice@courriel.fr"


def known(store: Store) -> dict[str, Any]:
    with store.read() as transaction:
        alice = accounts.by_address(transaction, BOE.code, ALICE)
        assert alice is not None
        return own_data.known(transaction, BOE, alice)


def test_it_says_what_is_kept_of_the_owner_and_nothing_of_others(
    store: Store, tmp_path: Path
) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        tables.change_customer(transaction, BOE.code, "00001", postal_address="2, rue X\n47550 BOÉ")
        a_customer(transaction, "bruno@courriel.fr", "00002")
        sessions.begin(transaction, alice, Visit(browser="Firefox/132 Linux"))
        outbox.put(transaction, BOE, alice, outbox.Kind.RECOVERY)
    bring_in(store, tmp_path, a_bill("00001", "FA-1"), a_bill("00002", "FA-2"))

    facts = known(store)

    assert facts["compte"]["adresse"] == ALICE
    assert [(each["numero"], each["adresse_postale"]) for each in facts["clients"]] == [
        ("00001", "2, rue X, 47550 BOÉ")
    ]
    assert [each["numero"] for each in facts["factures"]] == ["FA-1"]
    assert [each["navigateur"] for each in facts["sessions"]] == ["Firefox sur Linux"]
    assert [each["sorte"] for each in facts["courriels"]][-1:] == ["recovery"]


def test_no_secret_stands_in_it(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        cookie = sessions.begin(transaction, alice, NO_VISIT)

    text = json.dumps(known(store), default=str)

    for secret in (alice.password_hash, cookie, sessions.hashed(cookie)):
        assert str(secret) not in text


def test_the_zip_is_to_be_read_by_people_and_by_programs(store: Store, tmp_path: Path) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
    bring_in(store, tmp_path, a_bill("00001", "FA-1"))
    file = io.BytesIO()

    own_data.write(file, store, BOE, alice, drawn=lambda facts: f"<p>{facts['portail']}</p>")

    with ZipFile(file) as archive:
        assert archive.namelist() == [
            "LISEZ-MOI.txt",
            "mes-donnees.html",
            "donnees.json",
            "factures/Facture FA-1 du 2026-11-23 - Ville de Boé.pdf",
        ]
        assert archive.read("mes-donnees.html") == "<p>Ville de Boé</p>".encode()
        assert json.loads(archive.read("donnees.json"))["portail"] == "Ville de Boé"
        assert BOE.contact in archive.read("LISEZ-MOI.txt").decode()


def test_the_payments_of_the_account_are_there_and_nobody_elses(till: Till) -> None:
    till.begun(till.bring())
    portals = till.town.services.portals.all()

    with till.town.services.store.read() as transaction:
        mine, anothers = (
            own_data.known(transaction, portals[one.portal], till.town.account(one))["paiements"]
            for one in (ALICE_OF_BOE, DENIS)
        )

    (payment,) = mine
    assert (payment["facture"], payment["etat"]) == ("FA-1", "en cours")
    assert payment["montant"].startswith("57,20")
    assert anothers == []

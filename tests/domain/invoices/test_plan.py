"""What an import of invoices changes, and refuses."""

import shutil
from pathlib import Path

import pytest
import time_machine

from domain import clock
from domain.accounts import login
from domain.faults import Fault
from domain.history import Visit
from domain.invoices import access, batches, incoming, plan, reading
from domain.plans import NAMES
from store.documents import Documents
from store.records import Message, MessageState
from tests import tables
from tests.bills import a_batch, a_bill, brought_in, change_customers, invoices_of
from tests.pdfs import a_pdf
from tests.people import ALICE, BRUNO, CHLOE, DENIS
from tests.town import Town

SAMPLES = Path(__file__).parents[2] / "samples" / "factures"


def refused(town: Town, batch: Path) -> list[str]:
    report = brought_in(town, batch)
    return [f"{reject.line} {reject.column} {reject.reason}" for reject in report.rejects]


def test_a_real_batch_comes_in(town: Town, tmp_path: Path) -> None:
    bills = a_batch(tmp_path, a_bill(ALICE, "FA-0", objet="Sans objet"))
    brought_in(town, bills)
    folder = shutil.copytree(SAMPLES, tmp_path / "factures")
    (folder / "factures.csv").write_text(
        (SAMPLES / "factures.csv").read_text().replace("47031002", "0047"), "utf-8"
    )

    done = brought_in(town, folder, insisted=[NAMES])  # these bills name nobody

    assert done.number == 2
    assert (done.counts["added"], done.rejects) == (3, [])
    assert invoices_of(town, ALICE) == ["FA-0", "AV-2017-0005", "FA-2017-0010"]
    with town.services.store.read() as transaction:
        credit = access.of_account(transaction, town.account(ALICE))[1]
    assert (credit.amount_cents, access.is_credit(credit)) == (-23347, True)
    assert access.path(town.data_dir, credit).read_bytes().startswith(b"%PDF")


def test_importing_again_does_nothing(town: Town, tmp_path: Path) -> None:
    batch = a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2"))
    brought_in(town, batch)

    done = brought_in(town, batch)

    assert done.number is None
    assert done.counts == {"added": 0, "changed": 0, "unchanged": 2, "rejected": 0}


def test_a_changed_invoice_is_replaced_and_said_so(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))

    corrected = {"FA-1.pdf": a_pdf(f"corrigée {ALICE.name}")}
    again = a_batch(tmp_path, a_bill(ALICE, "FA-1", montant="60,00"), pdfs=corrected)
    report = brought_in(town, again)

    assert report.counts["changed"] == 1
    assert report.notes["replaced"] == ["FA-1 : montant, PDF"]
    with town.services.store.read() as transaction:
        (invoice,) = access.of_account(transaction, town.account(ALICE))
    assert invoice.amount_cents == 6000


def test_a_column_that_a_later_list_lacks_changes_nothing(town: Town, tmp_path: Path) -> None:
    brought_in(
        town, a_batch(tmp_path, a_bill(ALICE, statut="à payer", reste="20,00", reference="R1"))
    )

    done = brought_in(town, a_batch(tmp_path, a_bill(ALICE)))

    assert done.number is None
    assert done.counts["unchanged"] == 1


def test_names_of_columns_are_what_people_use(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "lot"
    folder.mkdir()
    (folder / "1.pdf").write_bytes(a_pdf())
    (folder / "factures.csv").write_bytes(
        "N° facture;Référence abonné;Libellé;Date;Date limite;Net à payer;Statut;Secteur;PDF\r\n"
        "FA-1;47031001;Cantine;2026-11-01;2026-12-01;1234.5;Payée;Nord;1.pdf\r\n".encode("cp1252")
    )

    contents = reading.read(batches.open_batch(folder))

    (draft, _), *_ = contents.lines
    assert (draft.subject, draft.amount_cents, draft.state) == ("Cantine", 123450, "paid")
    assert contents.header.unknown == ("Secteur",)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"date": "31/02/2026"}, "date la date « 31/02/2026 » n'existe pas"),
        ({"montant": "dix euros"}, "montant « dix euros » n'est pas un montant"),
        ({"client": "99"}, "client le client 99 n'est pas dans le registre"),
        ({"client": DENIS.numbers[0]}, "n'est pas dans le registre"),
        ({"client": ""}, "client le numéro manque"),
        ({"client": '="0048"'}, "client le client 0048 n'est pas dans le registre"),
        ({"numero": "Total"}, "numero « Total » n'est pas un numéro"),
        ({"statut": "perdue"}, "« perdue » n'est pas un état"),
        ({"montant": "99 999 999,00"}, "est trop grand"),
        ({"reste": "80,00"}, "il reste plus à payer que le montant"),
        ({"reste": "10,00", "statut": "payée"}, "est dite réglée et il reste à payer"),
        ({"fichier": "absent.pdf"}, "« absent.pdf » : ce fichier n'est pas dans le lot"),
        ({"fichier": ""}, "fichier la case est vide"),
        ({"echeance": "demain"}, "echeance « demain » n'est pas une date"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_are_taken(
    town: Town, tmp_path: Path, said: dict[str, str], expected: str
) -> None:
    bad = a_bill(ALICE, "FA-1") | said
    batch = a_batch(tmp_path, bad | {"fichier": "FA-1.pdf"}, a_bill(ALICE, "FA-2"))
    again = a_batch(tmp_path, a_bill(ALICE, "FA-2"), bad, name="essai")

    (reason,) = refused(town, again)

    assert reason.startswith("3 ")
    assert expected in reason
    assert invoices_of(town, ALICE) == ["FA-2"]
    assert batch.exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<html>Erreur</html>", "page web"),
        (b"", "vide"),
        (a_pdf()[:600], "sa fin manque"),
        (a_pdf(encrypted=True), "mot de passe"),
    ],
)
def test_a_pdf_that_is_none_is_refused_with_its_line(
    town: Town, tmp_path: Path, content: bytes, expected: str
) -> None:
    batch = a_batch(
        tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2"), pdfs={"FA-1.pdf": content}
    )

    (reason,) = refused(town, batch)

    assert reason.startswith("2 fichier ")
    assert expected in reason


def test_one_number_with_two_amounts_is_refused_twice(town: Town, tmp_path: Path) -> None:
    batch = a_batch(
        tmp_path,
        a_bill(ALICE, "FA-1"),
        a_bill(ALICE, "FA-1", montant="58,00"),
        a_bill(ALICE, "FA-2"),
        a_bill(ALICE, "FA-2"),
    )

    reasons = refused(town, batch)

    assert [reason[:2] for reason in reasons] == ["2 ", "3 "]
    assert "aussi à la ligne 3" in reasons[0]
    assert invoices_of(town, ALICE) == ["FA-2"]


def test_what_deserves_a_look_is_said_and_taken(town: Town, tmp_path: Path) -> None:
    batch = a_batch(
        tmp_path,
        a_bill(ALICE, "FA-1", echeance="01/11/2026"),
        pdfs={"perdu.pdf": a_pdf()},
    )

    remarks = reading.read(batches.open_batch(batch)).remarks

    assert remarks[0] == "Ligne 2 : l'échéance est avant la date de la facture."
    assert remarks[1] == "PDF qu'aucune ligne ne nomme (1) : perdu.pdf"


def test_a_pdf_that_is_another_customers_already_is_refused(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
    batch = a_batch(tmp_path, a_bill(BRUNO, "FA-2"), pdfs={"FA-2.pdf": a_pdf(f"FA-1 {ALICE.name}")})

    [reason] = refused(town, batch)

    assert "ce PDF est déjà celui d'un autre client (47031001)" in reason


def test_one_pdf_for_two_customers_is_given_to_neither(town: Town, tmp_path: Path) -> None:
    town.activate(BRUNO)
    town.activate(CHLOE)
    batch = a_batch(
        tmp_path,
        a_bill(ALICE, "FA-1"),
        a_bill(BRUNO, "FA-2", fichier="FA-1.pdf"),
        a_bill(CHLOE, "FA-3"),
    )

    reasons = refused(town, batch)

    assert len(reasons) == 2
    assert all("le même PDF est donné pour plusieurs clients" in reason for reason in reasons)
    assert invoices_of(town, ALICE) == invoices_of(town, BRUNO) == []
    assert len(invoices_of(town, CHLOE)) == 1


def test_a_customer_who_was_taken_out_gets_no_invoice(town: Town, tmp_path: Path) -> None:
    change_customers(town, ALICE, removed_at=clock.now())

    (reason,) = refused(town, a_batch(tmp_path, a_bill(ALICE)))

    assert "a été retiré du registre" in reason


def test_a_bill_never_changes_its_customer(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))

    again = a_batch(tmp_path, a_bill(BRUNO, "FA-1"), a_bill(ALICE, "FA-2"))
    (reason,) = refused(town, again)

    assert reason.startswith("2 client la facture FA-1 est celle du client 47031001")
    assert "flask factures remove FA-1" in reason
    assert invoices_of(town, ALICE) == ["FA-2", "FA-1"]


def test_one_mail_for_one_import_and_account(town: Town, tmp_path: Path) -> None:
    town.activate(CHLOE)
    bills = [a_bill(number, f"FA-{number}") for number in CHLOE.numbers]

    brought_in(town, a_batch(tmp_path, *bills, a_bill(BRUNO, "FA-9")))

    messages = waiting(town)
    assert [message.account_id for message in messages] == [town.account(CHLOE).id]


def test_nobody_is_mailed_where_staff_say_so(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)), with_mail=False)

    assert waiting(town) == []


def test_no_row_names_a_pdf_that_is_not_on_the_disk(town: Town, tmp_path: Path) -> None:
    here = town.services.portals.all()[ALICE.portal]
    contents = reading.read(batches.open_batch(a_batch(tmp_path, a_bill(ALICE))))

    def without_its_pdf() -> None:
        with town.services.store.write() as transaction:
            made = plan.plan(transaction, here, contents)
            nowhere = Documents(town.data_dir)
            incoming.apply(transaction, here, made, name="lot", documents=nowhere)

    with pytest.raises(Fault, match="disparu du disque"):
        without_its_pdf()
    assert invoices_of(town, ALICE) == []
    assert waiting(town) == []


def test_what_came_since_the_visit_before_is_new(town: Town, tmp_path: Path) -> None:
    with time_machine.travel("2036-11-24 10:00Z", tick=False) as now:
        brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
        now.shift(3600)
        visit(town)
        now.shift(3600)
        brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-2", date="24/11/2026")))
        now.shift(3600)

        visit(town)
        assert new_ones(town) == ["FA-2"]

        now.shift(3600)
        visit(town)
        assert new_ones(town) == []


def visit(town: Town) -> None:
    with town.services.store.write() as transaction:
        assert login.note_success(transaction, town.account(ALICE), Visit())


def new_ones(town: Town) -> list[str]:
    account = town.account(ALICE)
    with town.services.store.read() as transaction:
        found = access.of_account(transaction, account)
    since = access.new_since(account)
    return [each.number for each in found if access.is_new(each, since)]


def waiting(town: Town) -> list[Message]:
    with town.services.store.read() as transaction:
        return tables.mails(transaction, MessageState.WAITING)

"""PDFs that nothing needs go; needed ones never do."""

from pathlib import Path

from domain.history import NO_VISIT
from domain.invoices import removals, unused_documents
from store.documents import Documents
from tests.bills import a_batch, a_bill, brought_in
from tests.pdfs import age
from tests.people import ALICE
from tests.town import Town


def left(documents: Documents) -> int:
    return len([path for path in documents.folder.rglob("*") if path.is_file()])


def take_back(town: Town, number: str) -> None:
    here = town.services.portals.all()[ALICE.portal]
    with town.services.store.write() as transaction:
        removal = removals.of_numbers(transaction, here, [number])
        removals.apply(transaction, here, removal, NO_VISIT)


def test_a_pdf_goes_with_its_last_invoice(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2")))
    documents = Documents(town.data_dir)
    take_back(town, "FA-1")

    age(documents)

    assert unused_documents.remove(town.services.store) == 1
    assert left(documents) == 1
    assert unused_documents.remove(town.services.store) == 0


def test_one_that_an_import_may_be_about_to_name_stays(town: Town) -> None:
    documents = Documents(town.data_dir)
    documents.keep(b"%PDF an import that is under way")

    assert unused_documents.remove(town.services.store) == 0
    age(documents)
    documents.keep(b"%PDF an import that is under way")
    assert unused_documents.remove(town.services.store) == 0


def test_one_that_another_invoice_needs_stays(town: Town, tmp_path: Path) -> None:
    bills = [a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2", fichier="FA-1.pdf")]
    brought_in(town, a_batch(tmp_path, *bills))
    documents = Documents(town.data_dir)
    take_back(town, "FA-1")

    age(documents)

    assert unused_documents.remove(town.services.store) == 0
    assert left(documents) == 1


def test_half_a_file_of_a_killed_import_goes(town: Town) -> None:
    documents = Documents(town.data_dir)
    path = documents.path(documents.keep(b"%PDF"))
    (path.parent / f".{path.name}.0badcafe.tmp").write_bytes(b"%P")

    age(documents)

    assert unused_documents.remove(town.services.store) == 2

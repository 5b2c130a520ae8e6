"""One PDF for all bills comes in whole or not at all, and each bill holds its own pages alone."""

import zipfile
from pathlib import Path

import pytest

from domain.imports import Report
from domain.invoices import batches
from store import invoices
from store.documents import Documents
from tests import wholes
from tests.bills import brought_in
from tests.people import BOE
from tests.town import Town
from tests.wholes import BILLS, FRONTS, PRODUCERS, a_lot, rearranged, sample, texts
from tools import one_pdf

KEY = "EAU-2026-{:04}"


@pytest.fixture
def town_with_customers(town: Town) -> Town:
    wholes.add_customers(town)
    return town


def kept(town: Town) -> dict[str, bytes]:
    """Each bill's PDF by its number."""
    documents = Documents(town.data_dir)
    with town.services.store.read() as transaction:
        rows = invoices.known(transaction, BOE, [bill.number for bill in BILLS]).values()
    return {row.number: documents.path(row.document).read_bytes() for row in rows}


def whole_reason(town: Town, lot: Path) -> str:
    """What the report says, where nothing came in."""
    report: Report = brought_in(town, lot)
    assert (report.number, kept(town)) == (None, {})
    assert report.rejects
    return " ".join(
        [*report.notes["remarks"], *(reject.motif for reject in report.rejects)]
    ).replace("\u00a0", " ")


@pytest.mark.parametrize("is_named", [True, False], ids=["named by each row", "named by none"])
@pytest.mark.parametrize("producer", PRODUCERS)
def test_everybody_gets_their_own_pages_and_nobody_anothers(
    town_with_customers: Town, tmp_path: Path, producer: str, is_named: bool
) -> None:
    lot = a_lot(tmp_path, sample(producer), is_named=is_named)

    report = brought_in(town_with_customers, lot)

    assert (report.counts["added"], report.rejects) == (12, [])
    found = kept(town_with_customers)
    for bill in BILLS:
        said = texts(found[bill.number])
        assert len(said) == 2
        assert [one.number for one in BILLS if one.number in said[0]] == [bill.number]
        assert "consommationrelevée" in said[1]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_importing_it_again_does_nothing(
    town_with_customers: Town, tmp_path: Path, producer: str
) -> None:
    lot = a_lot(tmp_path, sample(producer))
    brought_in(town_with_customers, lot)

    again = brought_in(town_with_customers, lot)

    assert again.number is None
    assert again.counts["unchanged"] == 12


@pytest.mark.parametrize("producer", PRODUCERS)
def test_any_order_an_annex_and_blank_versos_are_fine(
    town_with_customers: Town, tmp_path: Path, producer: str
) -> None:
    annex = wholes.page("Conditions générales de vente", "Article n° 3 : le règlement")
    order = [one for front in reversed(FRONTS) for one in (front, front + 1, annex, None)]
    lot = a_lot(tmp_path, rearranged(sample(producer), order))

    report = brought_in(town_with_customers, lot)

    assert report.rejects == []
    for number, content in kept(town_with_customers).items():
        front, _, behind, blank = texts(content)
        assert number in front
        assert "Article" in behind
        assert blank == ""


BAD: dict[str, tuple[list[int | bytes | None], tuple[str, ...]]] = {
    "a row without pages": ([*range(6), *range(8, 24)], ("ligne 5 (EAU-2026-0004)", "aucune page")),
    "pages before the first row's": ([wholes.page("Bordereau"), *range(24)], ("page 1",)),
    "a scan": ([*range(3), wholes.scan(), *range(4, 24)], ("page 4, ligne 3", "scan")),
    "one bill twice": ([*range(24), 2, 3], ("page 25, ligne 3", "déjà la page 3")),
    "one bill twice, one copy behind the other": (
        [0, 1, 0, 1, *range(2, 24)],
        ("page 3, ligne 2", "une seconde fois"),
    ),
    "a page of somebody who is not in the list": (
        [*range(24), wholes.page("Facture n° EAU-2026-0099", "Chez vous")],
        ("page 25", "EAU20260099", "pas dans la liste"),
    ),
    "a credit note that the list forgets": (
        [*range(24), wholes.page("VILLE DE BOÉ", "Avoir n° AV-7")],
        ("page 25", "AV7"),
    ),
    "a page of another customer": (
        [*range(24), wholes.page("Suite", "N° client : 47030003")],
        ("page 25, ligne 13", "47030003", "ligne 4"),
    ),
}


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("fault", BAD)
def test_in_doubt_all_is_refused_and_page_and_row_are_named(
    town_with_customers: Town, tmp_path: Path, producer: str, fault: str
) -> None:
    order, words = BAD[fault]

    reason = whole_reason(town_with_customers, a_lot(tmp_path, rearranged(sample(producer), order)))

    for word in words:
        assert word in reason


@pytest.mark.parametrize("producer", PRODUCERS)
def test_a_bill_that_the_list_forgets_is_nobodys(
    town_with_customers: Town, tmp_path: Path, producer: str
) -> None:
    lot = a_lot(tmp_path, sample(producer), [*BILLS[:5], *BILLS[6:]])

    reason = whole_reason(town_with_customers, lot)

    assert "page 11, ligne 6 (EAU-2026-0005)" in reason
    assert "EAU20260006, qui n'est pas dans la liste" in reason


@pytest.mark.parametrize("producer", PRODUCERS)
def test_two_bills_on_one_sheet_are_refused(
    town_with_customers: Town, tmp_path: Path, producer: str
) -> None:
    whole = sample(producer)
    sheet = wholes.on_one_sheet(whole, 0, 2)

    reason = whole_reason(
        town_with_customers, a_lot(tmp_path, rearranged(whole, [sheet, *range(4, 24)]))
    )

    assert "page 1, ligne 2 (EAU-2026-0001)" in reason
    assert "ligne 3 (EAU-2026-0002) est sur la même page" in reason


@pytest.mark.parametrize("producer", PRODUCERS)
def test_the_number_of_another_bill_in_the_body_decides_nothing(
    town_with_customers: Town, tmp_path: Path, producer: str
) -> None:
    whole = sample(producer)
    reminder = wholes.page(
        "Rappel : facture précédente n° EAU-2026-0007", "Facture n° EAU-2026-0001", "Chez vous"
    )
    lot = a_lot(tmp_path, rearranged(whole, [reminder, *range(1, 24)]))

    report = brought_in(town_with_customers, lot)

    assert report.rejects == []
    assert "Chezvous" in texts(kept(town_with_customers)["EAU-2026-0001"])[0]
    assert len(texts(kept(town_with_customers)["EAU-2026-0007"])) == 2


def test_a_font_that_does_not_say_its_letters_is_named(
    town_with_customers: Town, tmp_path: Path
) -> None:
    reason = whole_reason(town_with_customers, a_lot(tmp_path, sample("without_letters")))

    assert "page 1 : son texte ne peut pas être lu" in reason


@pytest.mark.parametrize("producer", PRODUCERS)
def test_an_encrypted_one_is_refused(
    town_with_customers: Town, tmp_path: Path, producer: str
) -> None:
    lot = a_lot(tmp_path, wholes.encrypted(sample(producer)))

    assert "protégé par un mot de passe" in whole_reason(town_with_customers, lot)


@pytest.mark.parametrize("producer", PRODUCERS)
def test_the_column_pages_decides_where_it_stands(
    town_with_customers: Town, tmp_path: Path, producer: str
) -> None:
    order: list[int | bytes | None] = [wholes.scan(), *range(1, 24)]
    lot = a_lot(tmp_path, rearranged(sample(producer), order), pages=["1-2", *[""] * 11])

    report = brought_in(town_with_customers, lot)

    assert report.rejects == []
    assert texts(kept(town_with_customers)["EAU-2026-0001"])[0] == ""


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        (["1-2", "2-4"], ("page 2, ligne 3", "aussi donnée à la ligne 2")),
        (["1", ""], ("page 2, ligne 2", "n'est à personne")),
        (["1-2", "30"], ("ligne 3", "24 pages")),
        (["1-2", "2-1"], ("ligne 3", "écrivez « 12 » ou « 12-13 »")),
    ],
)
def test_a_column_pages_that_can_not_be_is_refused(
    town_with_customers: Town, tmp_path: Path, pages: list[str], words: tuple[str, ...]
) -> None:
    lot = a_lot(tmp_path, sample("fpdf2"), pages=[*pages, *[""] * 10])

    report = brought_in(town_with_customers, lot)

    named = [f"ligne {reject.line} : {reject.motif}" for reject in report.rejects]
    reason = " ".join([*report.notes["remarks"], *named])
    assert all(word in reason for word in words)


@pytest.mark.parametrize("is_named", [True, False])
def test_the_rejects_hold_the_pages_of_the_refused_rows_alone_and_come_in_once_corrected(
    town: Town, tmp_path: Path, is_named: bool
) -> None:
    wholes.add_customers(town, [*BILLS[:3], *BILLS[5:]])
    lot = a_lot(tmp_path, sample("libreoffice"), is_named=is_named)

    report = brought_in(town, lot)

    assert report.counts["added"] == 10
    assert [reject.line for reject in report.rejects] == [5, 6]
    with zipfile.ZipFile(report.rejects_path) as archive:
        said = texts(archive.read("tout.pdf"))
    assert len(said) == 4
    assert "EAU-2026-0004" in said[0]
    assert "EAU-2026-0005" in said[2]
    wholes.add_customers(town, BILLS[3:5])

    again = brought_in(town, Path(report.rejects_path))

    assert (again.counts["added"], again.rejects) == (2, [])
    assert "EAU-2026-0005" in texts(kept(town)["EAU-2026-0005"])[0]


def test_a_row_that_can_not_be_taken_does_not_give_its_pages_to_its_neighbour(
    town_with_customers: Town, tmp_path: Path
) -> None:
    bills = [*BILLS[:3], BILLS[3]._replace(amount="beaucoup"), *BILLS[4:]]

    report = brought_in(town_with_customers, a_lot(tmp_path, sample("fpdf2"), bills))

    assert [reject.line for reject in report.rejects] == [5]
    assert len(texts(kept(town_with_customers)["EAU-2026-0003"])) == 2


def test_customer_numbers_find_the_bills_whose_own_numbers_are_not_printed(
    town_with_customers: Town, tmp_path: Path
) -> None:
    bills = [bill._replace(number=f"2026/{at + 800}") for at, bill in enumerate(BILLS)]
    pages = [page for bill in BILLS for page in (bill.front()[:7] + bill.front()[8:], ("Suite",))]
    lot = a_lot(tmp_path, one_pdf.by_fpdf2(pages), bills)

    report = brought_in(town_with_customers, lot)

    assert (report.counts["added"], report.rejects) == (12, [])
    assert "trouvée par son n° de client seul" in " ".join(report.notes["remarks"])


def test_a_pdf_of_all_bills_has_bounds_of_its_own(
    town_with_customers: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGEST_WHOLE", 10_000)
    lot = a_lot(tmp_path, sample("fpdf2"))

    assert "ce fichier dépasse 0 Mo" in whole_reason(town_with_customers, lot)


def test_nothing_is_left_of_the_copy_that_was_read(
    town_with_customers: Town, tmp_path: Path
) -> None:
    before = {path.name for path in town_with_customers.data_dir.iterdir()}

    brought_in(town_with_customers, a_lot(tmp_path, sample("fpdf2")))

    after = {path.name for path in town_with_customers.data_dir.iterdir()}
    assert after - before == {"documents", "imports"}

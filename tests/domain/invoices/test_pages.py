"""Whose each page is, by its text alone: no PDF is read here."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from domain.invoices.line_words import Line
from domain.invoices.pages import Dealer, Dealt, How, Row
from domain.invoices.sightings import Kind, Page

ROWS = [Row(at + 2, f"FA-{at + 1}", f"C{at + 1}") for at in range(3)]


def page(*lines: str) -> Page:
    """Lines from the top down; « … » begins the lower part."""
    depth, made = 0.0, []
    for line in lines:
        depth = 0.6 if line == "…" else depth + 0.03
        made.append(Line(line, depth))
    return Page(made)


def dealt(rows: Sequence[Row], *pages: Page) -> Dealt:
    dealer = Dealer(rows)
    for one in pages:
        dealer.look(one)
    return dealer.deal()


def whose(rows: Sequence[Row], *pages: Page) -> list[tuple[str, int, int]]:
    found = dealt(rows, *pages)
    assert found.problems == ()
    return [(share.row.number, share.first, share.last) for share in found.shares]


def why(rows: Sequence[Row], *pages: Page) -> str:
    found = dealt(rows, *pages)
    assert found.shares == ()
    return " | ".join(problem.sentence for problem in found.problems)


def fronts(*numbers: str) -> list[Page]:
    return [page(f"Facture n° {number}") for number in numbers]


def test_pages_without_anothers_number_belong_to_the_bill_before() -> None:
    pages = [*fronts("FA-1"), page("Suite"), *fronts("FA-2", "FA-3"), page("Annexe")]

    assert whose(ROWS, *pages) == [("FA-1", 1, 2), ("FA-2", 3, 3), ("FA-3", 4, 5)]


def test_a_blank_page_belongs_to_the_bill_before() -> None:
    pages = [*fronts("FA-1"), Page((), Kind.BLANK), *fronts("FA-2", "FA-3")]

    assert whose(ROWS, *pages)[0] == ("FA-1", 1, 2)


def test_a_header_that_repeats_the_number_goes_on_with_the_bill() -> None:
    again = page("Facture n° FA-1", "page 2/2")

    assert whose(ROWS, *fronts("FA-1"), again, *fronts("FA-2", "FA-3"))[0] == ("FA-1", 1, 2)


def test_a_number_alone_counts_in_the_top_third_only() -> None:
    high, low = page("Ville de Boé", "FA-2"), page("Ville de Boé", "…", "FA-2")

    assert whose(ROWS, *fronts("FA-1"), high, *fronts("FA-3"))[1] == ("FA-2", 2, 2)
    assert "ligne 3 (FA-2) : son numéro n'est qu'à la page 2" in why(
        ROWS, *fronts("FA-1"), low, *fronts("FA-3")
    )


def test_a_number_below_the_title_of_its_column_counts() -> None:
    table = page("…", "N° facture\tDate\tN° client", "FA-2\t23/11/2026\tC2")

    assert whose(ROWS, *fronts("FA-1"), table, *fronts("FA-3"))[1] == ("FA-2", 2, 2)


def test_a_customer_number_that_looks_like_a_bills_is_not_taken_for_one() -> None:
    rows = [Row(2, "1", "2"), Row(3, "2", "1")]
    pages = [page("Facture n° 1", "N° client : 2"), page("Facture n° 2", "N° client : 1")]

    assert whose(rows, *pages) == [("1", 1, 1), ("2", 2, 2)]


def test_a_bill_of_another_customer_than_its_row_says_is_refused() -> None:
    pages = [page("Facture n° FA-1", "N° client : C2"), *fronts("FA-2", "FA-3")]

    reason = why(ROWS, *pages)

    assert "page 1, ligne 2 (FA-1) : elle porte le n° de client C2" in reason
    assert "celui de la ligne 3 (FA-2)" in reason


def test_two_rows_of_one_customer_need_their_own_numbers() -> None:
    rows = [Row(2, "FA-1", "C1"), Row(3, "FA-2", "C1")]

    assert whose(rows, *fronts("FA-1", "FA-2")) == [("FA-1", 1, 1), ("FA-2", 2, 2)]
    assert "plusieurs lignes" in why(rows, page("N° client : C1"), page("N° client : C1"))


def test_numbers_that_differ_by_their_signs_alone_are_refused() -> None:
    rows = [Row(2, "FA-1", "C1"), Row(3, "FA 1", "C2")]

    assert "ligne 3 (FA 1) : son numéro ne diffère" in why(rows, *fronts("FA-1", "FA-1"))


def test_what_deserves_a_look_is_said() -> None:
    pages = [page("Ville", "FA-1"), *fronts("FA-2"), page("Facture n° FA-3", "…", "voir n° FA-1")]

    doubts = {share.row.number: share.doubts for share in dealt(ROWS, *pages).shares}

    assert "ne suit ni « facture » ni « n° »" in doubts["FA-1"][0]
    assert doubts["FA-2"] == ()
    assert doubts["FA-3"] == ("la page 3 cite aussi FA-1",)


def test_the_column_pages_is_said_as_how_a_bill_was_found() -> None:
    rows = [Row(2, "FA-1", "C1", (1, 2)), *ROWS[1:]]

    found = dealt(rows, page("Rien"), page("Rien"), *fronts("FA-2", "FA-3")).shares

    assert [share.how for share in found] == [How.COLUMN, How.NUMBER, How.NUMBER]


# Bills of one to four pages, in any order, the list in any other; how numbers are written, too.
bills = st.lists(st.integers(1, 4), min_size=1, max_size=30)
written = st.sampled_from(
    ["{}", "FA {}", "F A - {}", "fa-{}", "FA\u00a0{}", "FA.{}", "FA\u202f-\u202f{}", "FA\u2013{}"]
)


@given(lengths=bills, data=st.data())
def test_pages_dealt_out_at_random_come_back_each_exactly_once(
    lengths: list[int], data: st.DataObject
) -> None:
    rows = [Row(at + 2, f"FA-{1000 + at}", f"C{at}") for at in range(len(lengths))]
    order = data.draw(st.permutations(rows))
    listed = data.draw(st.permutations(rows))
    pages: list[Page] = []
    expected: dict[str, tuple[int, int]] = {}
    for row in order:
        count = lengths[row.line - 2]
        expected[row.number] = (len(pages) + 1, len(pages) + count)
        shape = data.draw(written)
        number = row.number if shape == "{}" else shape.format(1000 + row.line - 2)
        pages.append(page("Ville de Boé", f"Facture n° {number} du 23/11/2026"))
        behind = st.sampled_from([page("Suite"), Page((), Kind.BLANK)])
        pages += data.draw(st.lists(behind, min_size=count - 1, max_size=count - 1))

    found = dealt(listed, *pages)

    assert found.problems == ()
    assert {share.row.number: (share.first, share.last) for share in found.shares} == expected
    claimed = [at for share in found.shares for at in range(share.first, share.last + 1)]
    assert claimed == list(range(1, len(pages) + 1))


@given(order=st.permutations([1, 1, 2, 3]), extra=st.sampled_from(["page", "row", "none"]))
def test_whatever_does_not_add_up_gives_nobody_anything(order: list[int], extra: str) -> None:
    """FA-1 comes twice; where its two pages are neighbours and differ, they are one bill."""
    pages = [page(f"Facture n° FA-{number}", f"feuille {at}") for at, number in enumerate(order)]
    rows = list(ROWS)
    if extra == "page":
        pages.append(page("Facture n° FA-9"))
    if extra == "row":
        rows.append(Row(9, "FA-8", "C8"))

    found = dealt(rows, *pages)

    is_whole = abs(order.index(1) - (3 - order[::-1].index(1))) == 1 and extra == "none"
    assert bool(found.shares) == is_whole
    assert bool(found.problems) != is_whole

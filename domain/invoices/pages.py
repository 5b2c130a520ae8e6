"""Which pages of one PDF for all bills are whose, by the numbers of the list that its text holds.

A bill begins where its number first stands beside a label (« facture », « n° »…) or alone in the top
third; the pages behind it that bear nobody else's number belong to it. Where a bill's number is not
printed, its customer's decides, if the list has one bill for that customer. The column « pages »
decides where it stands. In doubt nothing is dealt out: every page is one row's, or the PDF is refused.

Nothing here reads a PDF: pages come as values, and are looked at one after the other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.invoices import line_words
from domain.invoices.sightings import Kind, Looker, Page, Sighting

_MOST_PROBLEMS = 50


class How(StrEnum):
    """By what the pages of a bill were found, as people read it."""

    NUMBER = "n° de facture"
    CUSTOMER = "n° de client"
    COLUMN = "colonne pages"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list; `pages`: what its column « pages » says, first and last, from 1."""

    line: int  # as a spreadsheet numbers it
    number: str
    customer: str
    pages: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The pages of one bill, from 1, and what makes it worth a look."""

    row: Row
    first: int
    last: int
    how: How
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the PDF can't be cut: a sentence that names the page or the row; 0 where it has none."""

    page: int
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Dealt:
    """Each row's pages in the order of the PDF; or problems, and then nothing is dealt out."""

    shares: Sequence[Share]
    problems: Sequence[Problem]


class Dealer:
    """Looks at each page, then deals all out."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows of the list that name this PDF, those that can't be taken too."""
        self.rows = list(rows)
        self._of_bill: defaultdict[str, list[Row]] = defaultdict(list)
        self._of_customer: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            self._of_bill[line_words.key(row.number)].append(row)
            self._of_customer[line_words.key(row.customer)].append(row)
        self._looker = Looker(self._of_bill, self._of_customer)
        self._seen: list[Sighting] = []

    def look(self, page: Page) -> None:
        """Take the next page."""
        self._seen.append(self._looker.look(page))

    def deal(self) -> Dealt:
        """Deal all pages out, or say why not."""
        return _Dealing(self._seen, self.rows, self._of_bill, self._of_customer).dealt()


@dataclass(slots=True)
class _Growing:
    """A bill whose pages are being gathered."""

    row: Row
    first: int
    last: int
    how: How
    doubts: list[str] = field(default_factory=list)
    words: set[bytes] = field(default_factory=set)

    def share(self, usual: int) -> Share:
        pages = self.last - self.first + 1
        many = [f"{pages} pages"] if pages > usual + 2 else []
        return Share(self.row, self.first, self.last, self.how, (*self.doubts, *many))


class _Dealing:
    """All pages being dealt out; whatever is in doubt is a problem."""

    def __init__(
        self,
        seen: Sequence[Sighting],
        rows: Sequence[Row],
        of_bill: dict[str, list[Row]],
        of_customer: dict[str, list[Row]],
    ) -> None:
        self.seen, self.rows = seen, rows
        self.of_bill, self.of_customer = of_bill, of_customer
        self.problems: list[Problem] = []
        self.shares: dict[int, _Growing] = {}  # by the row's line
        self.given = self._given()
        found = {sight.bill for at, sight in enumerate(seen, 1) if at not in self.given}
        self.by_customer = {
            key: rows[0]
            for key, rows in of_customer.items()
            if len(rows) == 1 and not rows[0].pages and line_words.key(rows[0].number) not in found
        }

    def dealt(self) -> Dealt:
        """Return each row's pages, or why there are none."""
        self._refuse_alike()
        current: _Growing | None = None
        for at, sight in enumerate(self.seen, 1):
            row, how = self._owner(at, sight)
            if row is None:
                self._go_on(current, at, sight)
            elif current and row is current.row:
                self._again(current, at, sight)
            else:
                current = self._begin(row, how, at, sight)
        self._refuse_shared_sheets()
        self._refuse_missing()
        if self.problems:
            self.problems.sort(key=lambda problem: (problem.page or problem.line, problem.line))
            return Dealt((), self.problems[:_MOST_PROBLEMS])
        lengths = Counter(one.last - one.first + 1 for one in self.shares.values())
        usual = lengths.most_common(1)[0][0] if lengths else 0
        found = sorted(self.shares.values(), key=lambda one: one.first)
        return Dealt([one.share(usual) for one in found], ())

    def _given(self) -> dict[int, Row]:
        """Return the pages that the column « pages » gives away."""
        given: dict[int, Row] = {}
        for row in self.rows:
            first, last = row.pages or (1, 0)
            if last > len(self.seen):
                self._refuse(last, row, f"le PDF n'a que {len(self.seen)} pages")
                last = len(self.seen)
            for at in range(first, last + 1):
                other = given.setdefault(at, row)
                if other is not row:
                    self._refuse(at, row, f"cette page est aussi donnée à la {_named(other)}")
        return given

    def _owner(self, at: int, sight: Sighting) -> tuple[Row | None, How]:
        if at in self.given:
            return self.given[at], How.COLUMN
        if sight.bill:
            return self.of_bill[sight.bill][0], How.NUMBER
        rows = {
            self.by_customer[key].line: self.by_customer[key]
            for key in sight.perhaps_customers
            if key in self.by_customer
        }
        if len(rows) > 1:
            first, second, *_ = rows.values()
            self._refuse(at, first, f"le client de la {_named(second)} s'y trouve aussi")
        return next(iter(rows.values()), None), How.CUSTOMER

    def _begin(self, row: Row, how: How, at: int, sight: Sighting) -> _Growing:
        known = self.shares.get(row.line)
        if known is not None:
            why = f"elle a déjà la page {known.first}, et d'autres factures sont entre les deux"
            if known.how is How.COLUMN:
                why = f"son numéro s'y trouve, et sa colonne pages dit {_pages(row)}"
            self._refuse(at, row, why)
            return known
        begun = self.shares[row.line] = _Growing(row, at, at, how, words={sight.words})
        if how is not How.COLUMN:
            self._refuse_others_customer(row, at, sight)
        if how is How.CUSTOMER:
            begun.doubts.append("trouvée par son n° de client seul")
        elif how is How.NUMBER and sight.is_weak:
            begun.doubts.append("son n° ne suit ni « facture » ni « n° », ou suit « rappel »")
        return begun

    def _again(self, current: _Growing, at: int, sight: Sighting) -> None:
        """Take a page that bears the number of the bill that it follows."""
        if current.how is not How.COLUMN:
            if sight.words in current.words:
                self._refuse(at, current.row, "cette facture s'y trouve une seconde fois")
            self._refuse_others_customer(current.row, at, sight)
        elif at not in self.given:
            why = f"son numéro s'y trouve, et sa colonne pages dit {_pages(current.row)}"
            self._refuse(at, current.row, why)
        current.words.add(sight.words)
        current.last = at

    def _go_on(self, current: _Growing | None, at: int, sight: Sighting) -> None:
        """Take a page that bears no bill's number: it belongs to the bill that it follows."""
        row = current.row if current else None
        if sight.kind is Kind.SCAN:
            self._refuse(
                at, row, "c'est une image sans texte (un scan ?) : rien ne dit à qui elle est"
            )
        elif sight.kind is Kind.UNREADABLE:
            why = (
                "son texte ne peut pas être lu : sa police ne dit pas quelles lettres elle dessine"
            )
            self._refuse(at, row, f"{why} (table « ToUnicode »)")
        elif sight.stranger:
            why = f"elle porte le numéro {sight.stranger}, qui n'est pas dans la liste"
            self._refuse(at, row, why)
        elif current is None:
            self._refuse(
                at, None, "aucune ligne de la liste ne la réclame, ni aucune page avant elle"
            )
        elif current.how is How.COLUMN:
            self._refuse(
                at, row, f"elle n'est à personne : sa colonne pages dit {_pages(current.row)}"
            )
        else:
            self._refuse_others_customer(current.row, at, sight)
            current.last = at

    def _refuse_others_customer(self, row: Row, at: int, sight: Sighting) -> None:
        if sight.customers and line_words.key(row.customer) not in sight.customers:
            other = self.of_customer[sight.customers[0]][0]
            why = f"elle porte le n° de client {other.customer}, celui de la {_named(other)}"
            self._refuse(at, row, why)

    def _refuse_alike(self) -> None:
        for rows in self.of_bill.values():
            for row in rows[1:]:
                why = f"son numéro ne diffère de celui de la {_named(rows[0])} que par ses signes"
                self._refuse(0, row, why)

    def _refuse_shared_sheets(self) -> None:
        for at, sight in enumerate(self.seen, 1):
            for key in sight.other_bills if at not in self.given else ():
                other = self.of_bill[key][0]
                row = self.of_bill[sight.bill or ""][0]
                if other.line not in self.shares:
                    self._refuse(at, row, f"la facture de la {_named(other)} est sur la même page")
                elif row.line in self.shares:
                    self.shares[row.line].doubts.append(f"la page {at} cite aussi {other.number}")

    def _refuse_missing(self) -> None:
        missing = [row for row in self.rows if row.line not in self.shares]
        refused = {problem.line for problem in self.problems}
        if len(missing) == len(self.rows) > 1:
            why = "aucun des numéros de la liste ne s'y trouve à côté de « facture », « n° » ou « réf. »"
            self.problems.insert(0, Problem(0, 0, why))
        for row in missing[:_MOST_PROBLEMS]:
            if row.line not in refused:
                self._refuse(0, row, self._why_missing(row))

    def _why_missing(self, row: Row) -> str:
        key = line_words.key(row.number)
        at = next((at for at, sight in enumerate(self.seen, 1) if key in sight.unlabelled), 0)
        if at:
            return (
                f"son numéro n'est qu'à la page {at}, loin de « facture », « n° » ou « réf. » : "
                "dites ses pages dans une colonne « pages »"
            )
        if len(self.of_customer[line_words.key(row.customer)]) > 1:
            return "son numéro n'est à aucune page, et son client a plusieurs lignes dans la liste"
        return "son numéro n'est à aucune page, ni celui de son client"

    def _refuse(self, page: int, row: Row | None, why: str) -> None:
        places = [f"page {page}"] if page else []
        places += [_named(row)] if row else []
        self.problems.append(Problem(page, row.line if row else 0, f"{', '.join(places)} : {why}"))


def _named(row: Row) -> str:
    return f"ligne {row.line} ({row.number})"


def _pages(row: Row) -> str:
    first, last = row.pages or (0, 0)
    return f"{first}-{last}" if first != last else str(first)

"""An invoice as the page writes it: dates, amounts and states in words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from domain import french, invoices
from domain.invoices import Invoice, State

_WORDS = {
    State.DUE: "à payer",
    State.PAID: "payée",
    State.DEBITED: "prélevée",
    State.CANCELLED: "annulée",
}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; what is not known is empty."""

    key: str
    number: str
    subject: str
    issued_on: str
    due_on: str
    amount: str
    left: str
    state: str
    said_on: str
    is_late: bool
    kind: str  # paid, due, credit, or empty where the service has not said: what colour it has
    is_new: bool
    reference: str
    to_pay: str  # the amount that « Comment payer » gives to be copied
    document: str  # « 2 pages, 120 Ko »


@dataclass(frozen=True, slots=True)
class Year:
    """The invoices of one customer and one year."""

    year: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Group:
    """One customer of the account, with their years, the newest first."""

    number: str
    name: str
    years: list[Year]


@dataclass(frozen=True, slots=True)
class Top:
    """What stands on top; what is not known is empty."""

    left: str
    next_due_on: str
    said_on: str
    overdue: int
    unsaid: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A year that can be taken home as one file."""

    year: int
    count: int
    size: str


def groups(found: Iterable[Invoice], since: datetime | None, today: date) -> list[Group]:
    """Return the invoices by customer and year, in the order in which they come."""
    by_customer: dict[str, list[Invoice]] = {}
    for each in found:
        by_customer.setdefault(each.customer_number, []).append(each)
    return [
        Group(number, some[0].customer_name, list(_years(some, since, today)))
        for number, some in by_customer.items()
    ]


def top(found: Iterable[Invoice], today: date) -> Top:
    """Return the sum of it all."""
    sums = invoices.summary(found, today)
    return Top(
        left=french.euros(sums.left_cents) if sums.left_cents else "",
        next_due_on=french.day(sums.next_due_on),
        said_on=french.day(sums.said_on),
        overdue=sums.overdue,
        unsaid=sums.unsaid,
    )


def to_pay(groups: Iterable[Group]) -> list[Line]:
    """Return the lines that may be paid now, the oldest first: it is due first."""
    lines = [line for group in groups for year in group.years for line in year.lines if line.to_pay]
    return lines[::-1]


def archives(found: Iterable[Invoice]) -> list[Archive]:
    """Return the years that have invoices, the newest first."""
    by_year: dict[int, list[int]] = {}
    for each in found:
        by_year.setdefault(each.issued_on.year, []).append(each.document_size)
    return [Archive(year, len(sizes), weight(sum(sizes))) for year, sizes in by_year.items()]


def weight(size: int) -> str:
    """Return how heavy a file is, rounded up."""
    kilobytes = -(-size // 1000)
    if kilobytes < 1000:  # noqa: PLR2004 - a megabyte
        return f"{kilobytes}\u00a0Ko"
    return f"{kilobytes / 1000:.1f}\u00a0Mo".replace(".", ",")


def file_name(invoice: Invoice, commune: str) -> str:
    """Return a name under which the PDF is found again: « Facture FA-1 du 2026-11-23 - Boé.pdf »."""
    kind = "Avoir" if invoices.is_credit(invoice) else "Facture"
    name = f"{kind} {invoice.number} du {invoice.issued_on.isoformat()} - {commune}"
    return f"{_UNSAFE.sub('-', name)[:150].strip(' .')}.pdf"


def ascii_name(name: str) -> str:
    """Return the same name for programs that know no other letters (RFC 6266, appendix D)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.replace('"', "").replace("%", "-")


def _years(some: list[Invoice], since: datetime | None, today: date) -> Iterator[Year]:
    for year, those in groupby(some, lambda each: each.issued_on.year):
        yield Year(year, [_line(each, since, today) for each in those])


def _line(each: Invoice, since: datetime | None, today: date) -> Line:
    left = invoices.left_cents(each)
    state, kind = _state(each, left)
    return Line(
        key=each.key,
        number=each.number,
        subject=each.subject,
        issued_on=french.day(each.issued_on),
        due_on=french.day(each.due_on),
        amount=french.euros(each.amount_cents),
        left=french.euros(left) if left else "",
        state=state,
        said_on=french.day(each.state_on) if each.state or each.remaining_cents is not None else "",
        is_late=bool(left and each.due_on and each.due_on < today),
        kind=kind,
        is_new=invoices.is_new(each, since),
        reference=each.reference or "",
        to_pay=_to_pay(each, left, today),
        document=_document(each),
    )


def _state(each: Invoice, left: int | None) -> tuple[str, str]:
    """Return the state in words, and what the line's colour follows."""
    if each.state == State.CANCELLED:
        return _WORDS[State.CANCELLED], "paid"
    if invoices.is_credit(each):
        return "à votre crédit", "credit"
    if left is None:
        return "", ""
    if left == 0:
        return _WORDS[State(each.state)] if each.state in invoices.SETTLED else "payée", "paid"
    return _WORDS[State.DUE], "due"


def _to_pay(each: Invoice, left: int | None, today: date) -> str:
    """Where the service has not said what is left, the whole amount until the due date."""
    if left is None and each.due_on and each.due_on >= today:
        return french.euros(each.amount_cents)
    return french.euros(left) if left else ""


def _document(each: Invoice) -> str:
    pages = f"{each.document_pages}\u00a0page{'s' if each.document_pages > 1 else ''}"
    return f"{pages}, {weight(each.document_size)}"

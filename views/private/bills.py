"""Invoices as « Mes factures » writes them: dates, amounts and states in words.

What is left to pay stands first, the rest by year. A paid bill is quiet, one to pay says until when,
how much, with which reference.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import quote

from domain import french
from domain.invoices import access, wording
from domain.invoices.access import Invoice, State
from domain.payments.payable import Offer, offer
from domain.portals import Portal


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill; what is not known is empty."""

    key: str
    number: str
    subject: str
    is_new: bool
    issued_on: str
    due_on: str
    pay_by: str  # « 5 décembre 2026 »
    is_late: bool
    amount: str
    left: str  # what is to be paid now; empty where nothing is
    is_unsaid: bool  # the service has not said whether it is paid
    state: str
    said_on: str
    kind: str  # paid, due, credit, or empty where the service has not said: how its tag looks
    reference: str
    pages: str  # « 2 pages »
    weight: str  # « 120 Ko »
    doubt: str  # « Cette facture me semble fausse »: a mail to the service, made ready
    online: Offer | None  # how it can be paid through PayFiP now
    online_until: str  # « 5 janvier 2027 »


@dataclass(frozen=True, slots=True)
class Year:
    """The bills of one customer and one year that ask for nothing."""

    year: int
    is_open: bool
    bills: list[Bill]


@dataclass(frozen=True, slots=True)
class Group:
    """One customer of the account: what is to be paid, then the years, the newest first."""

    number: str
    name: str
    due: list[Bill]
    years: list[Year]


@dataclass(frozen=True, slots=True)
class Top:
    """What stands on top; what is not known is empty."""

    left: str
    next_due_on: str
    next_due: str
    said_on: str
    said_short: str  # the same day as a table has it
    overdue: int
    unsaid: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A year that can be taken home as one file."""

    year: int
    count: int
    size: str


def groups(
    found: Iterable[Invoice], portal: Portal, since: datetime | None, today: date
) -> list[Group]:
    """Return the invoices by customer, in the order in which they come."""
    by_customer: dict[str, list[Invoice]] = {}
    for each in found:
        by_customer.setdefault(each.customer_number, []).append(each)
    return [_group(some, portal, since, today) for some in by_customer.values()]


def top(found: Iterable[Invoice], today: date) -> Top:
    """Return the sum of it all."""
    sums = access.summary(found, today)
    return Top(
        left=french.euros(sums.left_cents) if sums.left_cents else "",
        next_due_on=french.long_day(sums.next_due_on),
        next_due=french.euros(sums.next_due_cents) if sums.next_due_cents else "",
        said_on=french.long_day(sums.said_on),
        said_short=french.day(sums.said_on),
        overdue=sums.overdue,
        unsaid=sums.unsaid,
    )


def archives(found: Iterable[Invoice]) -> list[Archive]:
    """Return the years that have invoices, the newest first."""
    by_year: dict[int, list[int]] = {}
    for each in found:
        by_year.setdefault(each.issued_on.year, []).append(each.document_size)
    return [Archive(year, len(sizes), french.weight(sum(sizes))) for year, sizes in by_year.items()]


def ascii_name(name: str) -> str:
    """Return the same name for programs that know no other letters (RFC 6266, appendix D)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.replace('"', "").replace("%", "-")


def _group(some: list[Invoice], portal: Portal, since: datetime | None, today: date) -> Group:
    first, doubt = some[0], _doubt(portal, some[0])
    drawn = [(each.issued_on.year, _bill(each, portal, since, today, doubt)) for each in some]
    due = [bill for _, bill in drawn if bill.left]
    settled = [(year, bill) for year, bill in drawn if not bill.left]
    return Group(
        first.customer_number, first.customer_name, due[::-1], list(_years(settled, today))
    )


def _years(settled: list[tuple[int, Bill]], today: date) -> Iterator[Year]:
    """The present year is open; so is the only one there is."""
    by_year = [(year, [bill for _, bill in some]) for year, some in groupby(settled, _year)]
    for year, bills in by_year:
        yield Year(year, year == today.year or len(by_year) == 1, bills)


def _year(dated: tuple[int, Bill]) -> int:
    return dated[0]


def _bill(
    each: Invoice, portal: Portal, since: datetime | None, today: date, doubt: tuple[str, str]
) -> Bill:
    left = access.left_cents(each)
    payable = access.payable_cents(each, today)
    online = offer(portal, each, today)
    return Bill(
        key=each.key,
        number=each.number,
        subject=each.subject or "Facture",
        is_new=access.is_new(each, since),
        issued_on=french.day(each.issued_on),
        due_on=french.day(each.due_on),
        pay_by=french.long_day(each.due_on),
        is_late=bool(left and each.due_on and each.due_on < today),
        amount=french.euros(each.amount_cents),
        left=french.euros(payable) if payable else "",
        is_unsaid=left is None,
        state=wording.state(each, today),
        said_on=french.day(each.state_on)
        if access.is_said(each) and not each.payment_number
        else "",
        kind=_kind(each, left),
        reference=each.reference or each.number,
        pages=french.count(each.document_pages, "page"),
        weight=french.weight(each.document_size),
        doubt=quote(each.number).join(doubt),
        online=online,
        online_until=french.long_day(online.until) if online else "",
    )


def _kind(each: Invoice, left: int | None) -> str:
    if each.state == State.CANCELLED:
        return "paid"
    if access.is_credit(each):
        return "credit"
    if left is None:
        return ""
    return "due" if left else "paid"


def _doubt(portal: Portal, invoice: Invoice) -> tuple[str, str]:
    """Return the mail about a bill that seems wrong, before and behind its number."""
    subject = quote("Facture ")
    name = invoice.customer_name or "…"
    body = quote(
        f"\r\n\r\nClient n° {invoice.customer_number}, {name}\r\n"
        "Ce qui me semble faux : \r\n\r\nMon téléphone : \r\n"
    )
    opening = quote("Bonjour,\r\n\r\nJe ne comprends pas la facture nommée dans l'objet.")
    return f"mailto:{portal.contact}?subject={subject}", f"&body={opening}{body}"

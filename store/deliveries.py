"""What happened to each bill: told, opened, replaced. Each is written once, and read by bill."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    Select,
    Table,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy import Connection as Transaction

from store import asking, database, statements
from store.models import ACCOUNTS, INVOICES, NOTICES, OPENINGS, REPLACED_DOCUMENTS, Moment


class Notice(NamedTuple):
    """The mail server has taken an announcement that names the bill."""

    invoice_id: int
    address: str | None  # the account's now; None once it is closed
    account_id: int
    is_online: bool  # it had chosen to get the bill on line
    returned_at: datetime | None
    handed_over_at: datetime


class Opening(NamedTuple):
    """An account got this PDF for the first time."""

    invoice_id: int
    address: str | None
    document: str  # its SHA-256
    opened_at: datetime


class Replaced(NamedTuple):
    """A PDF that could be read until the bill was given another one."""

    invoice_id: int
    document: str
    available_at: datetime
    replaced_at: datetime


R = TypeVar("R", Notice, Opening, Replaced)


def note_handed_over(
    transaction: Transaction,
    invoice_ids: Iterable[int],
    *,
    account_id: int,
    mail_id: int,
    at: datetime,
    online: Collection[int] = (),
) -> None:
    """Note that the mail server took the mail that names these bills; a second time changes nothing.

    `online`: those that the account had chosen to get on line.
    """
    said = {"account_id": account_id, "mail_id": mail_id, "handed_over_at": at}
    rows = [{"bill": each, "is_online": each in online, **said} for each in invoice_ids]
    _note(transaction, NOTICES, rows)


def owners(transaction: Transaction, invoice_ids: Iterable[int]) -> dict[int, int]:
    """Return the customers, by id, whose bills these are."""
    asked = select(INVOICES.c.id, INVOICES.c.customer_id)
    return {
        row[0]: row[1]
        for some in statements.chunks(invoice_ids)
        for row in transaction.execute(asked.where(INVOICES.c.id.in_(some)))
    }


def note_opened(
    transaction: Transaction, got: Iterable[tuple[int, str]], *, account_id: int, at: datetime
) -> None:
    """Note that an account got these bills, each with the SHA-256 of its PDF; the first time counts."""
    said = {"account_id": account_id, "opened_at": at}
    _note(
        transaction,
        OPENINGS,
        [{"bill": each, "document": document, **said} for each, document in got],
    )


def opened(
    transaction: Transaction, invoice_ids: Iterable[int], account_id: int
) -> set[tuple[int, str]]:
    """Return which of these bills an account has opened, each with the SHA-256 of its PDF."""
    mine = select(OPENINGS.c.invoice_id, OPENINGS.c.document).where(
        OPENINGS.c.account_id == account_id
    )
    return {
        (row[0], row[1])
        for some in statements.chunks(invoice_ids)
        for row in transaction.execute(mine.where(OPENINGS.c.invoice_id.in_(some)))
    }


def opened_at(
    transaction: Transaction, invoice_ids: Iterable[int], account_id: int
) -> dict[tuple[int, str], datetime]:
    """Return when an account first opened these bills, each by its id and the SHA-256 of its PDF."""
    mine = select(OPENINGS.c.invoice_id, OPENINGS.c.document, OPENINGS.c.opened_at).where(
        OPENINGS.c.account_id == account_id
    )
    return {
        (row[0], row[1]): row[2]
        for some in statements.chunks(invoice_ids)
        for row in transaction.execute(mine.where(OPENINGS.c.invoice_id.in_(some)))
    }


def note_replaced(transaction: Transaction, invoice_ids: Iterable[int], at: datetime) -> None:
    """Keep which PDF these bills have and since when it could be read, before they get another."""
    now = INVOICES.c
    rows = select(now.id, now.document, now.available_at, literal(at, Moment())).where(
        now.available_at.is_not(None)
    )
    for some in statements.chunks(invoice_ids):
        transaction.execute(
            insert(REPLACED_DOCUMENTS).from_select(Replaced._fields, rows.where(now.id.in_(some)))
        )


def notices(transaction: Transaction, invoice_ids: Iterable[int]) -> list[Notice]:
    """Return who was told of these bills, the earliest first."""
    return _of_bills(transaction, Notice, _by_account(NOTICES, Notice), invoice_ids)


def told(transaction: Transaction, invoice_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return which accounts that are there still were told of which of these bills: an account and a bill."""
    pairs = select(NOTICES.c.account_id, NOTICES.c.invoice_id).join(
        ACCOUNTS, ACCOUNTS.c.id == NOTICES.c.account_id
    )
    return [
        (account_id, invoice_id)
        for some in statements.chunks(invoice_ids)
        for account_id, invoice_id in transaction.execute(
            pairs.where(NOTICES.c.invoice_id.in_(some)).order_by(NOTICES.c.invoice_id)
        )
    ]


class Counted(NamedTuple):
    """Bills: how many could be read, were told of, and were opened; each counted at its first time."""

    bills: int
    told: int
    opened: int


def counted_in(
    transaction: Transaction, portal: str, spans: Sequence[tuple[datetime, datetime]]
) -> list[Counted]:
    """Return what happened to a commune's bills in each span of time, its end left out."""
    bill = _first_times(portal).subquery()
    moments = (bill.c.available_at, bill.c.told_at, bill.c.opened_at)
    sums = [
        func.sum(case(((moment >= begin) & (moment < end), 1), else_=0))
        for begin, end in spans
        for moment in moments
    ]
    row = [count or 0 for count in transaction.execute(select(*sums)).one()] if sums else []
    return [Counted(*row[at : at + 3]) for at in range(0, len(row), 3)]


def counted_by_import(
    transaction: Transaction, portal: str, only: int | None = None
) -> dict[int, Counted]:
    """Return what has happened so far to the bills that each import (or one) brought and that are still there."""
    asked = _first_times(portal)
    bill = (asked if only is None else asked.where(INVOICES.c.import_id == only)).subquery()
    sums = [func.count(bill.c[name]) for name in ("available_at", "told_at", "opened_at")]
    question = select(bill.c.import_id, *sums).group_by(bill.c.import_id)
    return {row[0]: Counted(*row[1:]) for row in transaction.execute(question)}


def _first_times(portal: str) -> Select[Any]:
    """Return the question for each bill of a commune: since when it can be read, first told, first opened."""
    told, opened = (
        select(table.c.invoice_id, func.min(table.c[moment]).label("at"))
        .group_by(table.c.invoice_id)
        .subquery()
        for table, moment in ((NOTICES, "handed_over_at"), (OPENINGS, "opened_at"))
    )
    columns = (
        *(INVOICES.c.import_id, INVOICES.c.available_at),
        *(told.c.at.label("told_at"), opened.c.at.label("opened_at")),
    )
    return (
        select(*columns)
        .outerjoin_from(INVOICES, told, told.c.invoice_id == INVOICES.c.id)
        .outerjoin(opened, opened.c.invoice_id == INVOICES.c.id)
        .where(INVOICES.c.portal == portal)
    )


def openings(transaction: Transaction, invoice_ids: Iterable[int]) -> list[Opening]:
    """Return who opened these bills, the earliest first."""
    return _of_bills(transaction, Opening, _by_account(OPENINGS, Opening), invoice_ids)


def replaced(transaction: Transaction, invoice_ids: Iterable[int]) -> list[Replaced]:
    """Return which PDFs these bills had before, the earliest first."""
    return _of_bills(transaction, Replaced, asking.rows(REPLACED_DOCUMENTS, Replaced), invoice_ids)


# By way of the bill: it may have been removed meanwhile.
_BILL = INVOICES.c.id == bindparam("bill")


def _note(transaction: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    names = [name for name in rows[0] if name != "bill"]
    values: list[BindParameter[Any]] = [bindparam(name, type_=table.c[name].type) for name in names]
    one = select(INVOICES.c.id, *values).where(_BILL)
    known = database.of(transaction).insert(table).from_select(["invoice_id", *names], one)
    transaction.execute(known.on_conflict_do_nothing(), list(rows))


def _by_account(table: Table, record: type[NamedTuple]) -> Select[Any]:
    columns: list[Column[Any]] = [
        ACCOUNTS.c.address if name == "address" else table.c[name] for name in record._fields
    ]
    return select(*columns).outerjoin_from(table, ACCOUNTS, ACCOUNTS.c.id == table.c.account_id)


def _of_bills(
    transaction: Transaction, record: type[R], question: Select[Any], invoice_ids: Iterable[int]
) -> list[R]:
    bill, at = question.selected_columns.invoice_id, list(question.selected_columns)[-1]
    return [
        row
        for some in statements.chunks(invoice_ids)
        for row in asking.every(transaction, record, question.where(bill.in_(some)).order_by(at))
    ]

"""The register: questions and changes. A customer taken out (`removed_at`) is seen by nobody."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from store import changes
from store.models import Customer


class Known(NamedTuple):
    """One customer as the register has it now, and as the last import said."""

    id: int
    number: str
    name: str
    address: str | None
    file_name: str | None
    file_address: str | None
    is_removed: bool


def known(session: Session, portal: str) -> dict[str, Known]:
    """Return every customer of a commune by number, those taken out included."""
    columns = (
        Customer.id,
        Customer.number,
        Customer.name,
        Customer.address,
        Customer.file_name,
        Customer.file_address,
        Customer.removed_at.is_not(None),
    )
    rows = session.execute(select(*columns).where(Customer.portal == portal))
    return {row[1]: Known._make(row) for row in rows}


def add(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add customers, a mapping of columns each."""
    batch = list(rows)
    if batch:
        session.execute(insert(Customer), batch)


def change(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Change customers: each mapping has `id` and every column of `CHANGED`."""
    batch = [{f"new_{name}": value for name, value in row.items()} for row in rows]
    if batch:
        statement = (
            update(Customer.__table__)  # type: ignore[arg-type]
            .where(Customer.__table__.c.id == bindparam("new_id"))
            .values({name: bindparam(f"new_{name}") for name in CHANGED})
        )
        session.connection().execute(statement, batch)


CHANGED = ("name", "address", "file_name", "file_address", "changed_by_customer_at", "removed_at")


def at_address(session: Session, portal: str, address: str) -> bool:
    """Whether a customer of the commune has this folded address."""
    found = session.scalar(
        select(Customer.id)
        .where(
            Customer.portal == portal,
            Customer.address == address,
            Customer.removed_at.is_(None),
        )
        .limit(1)
    )
    return found is not None


def all_at(session: Session, portal: str, address: str) -> list[Customer]:
    """Return the customers of a folded address in the order of their numbers."""
    return list(
        session.scalars(
            select(Customer)
            .where(
                Customer.portal == portal,
                Customer.address == address,
                Customer.removed_at.is_(None),
            )
            .order_by(Customer.number)
        )
    )


def follow(session: Session, portal: str, old: str, new: str, at: datetime) -> int:
    """Give a new address to the customers of an old one, those taken out included.

    What the last import said stays, so that the same file again does not undo it.
    """
    return changes.rows(
        session,
        update(Customer)
        .where(Customer.portal == portal, Customer.address == old)
        .values(address=new, changed_by_customer_at=at),
    )


def search(session: Session, portal: str, text: str = "") -> list[Customer]:
    """Return customers in the order of their numbers whose number, name or address holds `text`."""
    query = select(Customer).where(Customer.portal == portal, Customer.removed_at.is_(None))
    if text:
        query = query.where(
            or_(
                *(
                    func.lower(column).contains(text.lower(), autoescape=True)
                    for column in (Customer.number, Customer.name, Customer.address)
                )
            )
        )
    return list(session.scalars(query.order_by(Customer.number)))

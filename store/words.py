"""What customers are looked for by: the words of their names, accents and capitals apart.

Kept beside the register by whatever writes a name, so that a search over 100,000 customers reads
only those it shows.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    delete,
    exists,
    select,
    union,
)
from sqlalchemy import Connection as Transaction

from store import asking, bulk, database, readers, statements
from store.models import CUSTOMER_WORDS, CUSTOMERS, INVOICES, READERS
from store.records import Customer

_SIGN = re.compile(r"[^\W_]+")
Starts = Callable[[Column[Any], str], ColumnElement[bool]]
_COLUMNS = ("portal", "word", "customer_id")
_HERE = CUSTOMERS.c.portal == bindparam("portal")
_BILLED = INVOICES.c.portal == bindparam("portal")
_NAMED = select(CUSTOMER_WORDS.c.customer_id).where(CUSTOMER_WORDS.c.portal == bindparam("portal"))


def fold(text: str) -> str:
    """Return a text as people look for it: without accents, in small letters."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def of(name: str) -> set[str]:
    """Return the folded words of a name: « D'ESPÉRAUX Anne-Lise » has d, esperaux, anne, lise."""
    return set().union(*map(_of_part, name.split()))


@lru_cache(10_000)  # first names and families come again and again: half of what a long list costs
def _of_part(part: str) -> tuple[str, ...]:
    return tuple(_SIGN.findall(fold(part)))


def note(transaction: Transaction, portal: str, names: Iterable[tuple[int, str]]) -> None:
    """Note customers' names (id, name) that were not known before."""
    rows = sorted((portal, word, customer) for customer, name in names for word in of(name))
    bulk.add(transaction, CUSTOMER_WORDS, _COLUMNS, rows)


def note_new(transaction: Transaction, portal: str, *, after: int) -> None:
    """Note the names of a commune's customers whose ids come after this one."""
    new = select(CUSTOMERS.c.id, CUSTOMERS.c.name).where(_HERE, CUSTOMERS.c.id > after)
    note(transaction, portal, map(tuple, transaction.execute(new, {"portal": portal})))


def replace(transaction: Transaction, portal: str, names: Sequence[tuple[int, str]]) -> None:
    """Note other names (id, name) of customers, and forget those of before."""
    for some in statements.chunks(customer for customer, _ in names):
        transaction.execute(delete(CUSTOMER_WORDS).where(CUSTOMER_WORDS.c.customer_id.in_(some)))
    note(transaction, portal, names)


def search(transaction: Transaction, portal: str, text: str, most: int) -> list[Customer]:
    """Return at most `most` customers, by number, whom what was typed may mean.

    That is the beginning of words of the name (each typed word of another), or of the customer's
    number, of an address beside it, or of the number of a bill.
    """
    whom = _whom(transaction, text)
    if not whom:
        return []
    found = union(*whom, *_numbered(transaction, INVOICES.c.customer_id, _BILLED, text))
    # As an expression: else SQLite walks all customers of the commune in the order of an index.
    commune = CUSTOMERS.c.portal.concat("") == bindparam("portal")
    listed = readers.rows_of_customers(Customer._fields).where(
        commune, CUSTOMERS.c.removed_at.is_(None), CUSTOMERS.c.id.in_(found)
    )
    asked = listed.order_by(CUSTOMERS.c.number).limit(most)
    return asking.every(transaction, Customer, asked, {"portal": portal})


def bills(transaction: Transaction, text: str) -> CompoundSelect[tuple[int]] | None:
    """Return the question for the bills (ids) that what was typed may mean, None where it says nothing.

    That is the beginning of their number, or all those of a customer whom it may mean.
    """
    whom = _whom(transaction, text)
    if not whom:
        return None
    theirs = select(INVOICES.c.id).where(INVOICES.c.customer_id.in_(union(*whom)))
    return union(theirs, *_numbered(transaction, INVOICES.c.id, _BILLED, text))


def _whom(transaction: Transaction, text: str) -> list[Select[tuple[int]]]:
    """Return the questions for customers by name, number and address; none where no word is typed."""
    typed = text.strip()
    words = of(typed)
    if not words:
        return []
    starts = database.of(transaction).starts_with
    return [
        _named(starts, sorted(words)),
        *_numbered(transaction, CUSTOMERS.c.id, _HERE, text),
        select(READERS.c.customer_id).where(
            READERS.c.ended_at.is_(None), starts(READERS.c.address, typed.lower())
        ),
    ]


def _numbered(
    transaction: Transaction, column: Column[Any], here: ColumnElement[bool], text: str
) -> list[Select[tuple[int]]]:
    """Return the questions for a column of rows whose number begins so, as typed or in capitals."""
    starts = database.of(transaction).starts_with
    number, typed = column.table.c.number, text.strip()
    spellings = dict.fromkeys((typed, typed.upper()))
    return [select(column).where(here, starts(number, each)) for each in spellings]


def _named(starts: Starts, words: Sequence[str]) -> Select[tuple[int]]:
    """Return the question for customers each of whose typed words begins one of the name.

    The longest word is looked up; the others are asked of whom it finds.
    """
    first, *others = sorted(words, key=len, reverse=True)
    found = _NAMED.where(starts(CUSTOMER_WORDS.c.word, first))
    for word in others:
        theirs = CUSTOMER_WORDS.alias()
        same = theirs.c.customer_id == CUSTOMER_WORDS.c.customer_id
        found = found.where(exists().where(same, starts(theirs.c.word, word)))
    return found

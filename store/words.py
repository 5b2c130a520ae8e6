"""What customers are looked for by: the words of their names, accents and capitals apart.

Kept beside the register by whatever writes a name, so that a search over 100,000 customers reads
only those it shows.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    bindparam,
    delete,
    exists,
    select,
    true,
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

# The same tables once more: made here, since making one costs more than a search.
_OTHER = {table: table.alias() for table in (CUSTOMERS, CUSTOMER_WORDS, READERS, INVOICES)}


def fold(text: str) -> str:
    """Return a text as people look for it: without accents, in small letters."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def of(name: str) -> set[str]:
    """Return the folded words of a name: « D'ESPÉRAUX Anne-Lise » has d, esperaux, anne, lise."""
    return set(_SIGN.findall(fold(name)))


def note(transaction: Transaction, portal: str, names: Iterable[tuple[int, str]]) -> None:
    """Note customers' names (id, name) that were not known before."""
    rows = sorted((portal, word, customer) for customer, name in names for word in of(name))
    bulk.add(transaction, CUSTOMER_WORDS, _COLUMNS, rows)


def note_new(transaction: Transaction, portal: str, *, after: int) -> None:
    """Note the names of a commune's customers whose ids come after this one."""
    new = select(CUSTOMERS.c.id, CUSTOMERS.c.name).where(_HERE, CUSTOMERS.c.id > after)
    found = transaction.execute(new, {"portal": portal})
    note(transaction, portal, ((row.id, row.name) for row in found))


def replace(transaction: Transaction, portal: str, names: Sequence[tuple[int, str]]) -> None:
    """Note other names (id, name) of customers, and forget those of before."""
    for some in statements.chunks(customer for customer, _ in names):
        transaction.execute(delete(CUSTOMER_WORDS).where(CUSTOMER_WORDS.c.customer_id.in_(some)))
    note(transaction, portal, names)


def search(transaction: Transaction, portal: str, text: str, most: int) -> list[Customer]:
    """Return at most `most` customers, by number, whom what was typed may mean.

    That is the beginning of words of the name (each typed word of another), or of the customer's
    number, of an address beside it, or of the number of a bill. Where more may be meant, which of
    them is left open: no more than that many of each kind are read.
    """
    starts = database.of(transaction).starts_with
    whom = _whom(starts, text)
    if not whom:
        return []
    billed = (_beside(starts, INVOICES.c.number, each).where(_BILLED) for each in _spellings(text))
    enough = (_of_the_register(question).limit(most).subquery() for question in (*whom, *billed))
    found = union(*(select(some.c[0]) for some in enough))
    # As an expression: else SQLite walks all customers of the commune in the order of an index.
    commune = CUSTOMERS.c.portal.concat("") == bindparam("portal")
    listed = readers.rows_of_customers(Customer._fields).where(commune, CUSTOMERS.c.id.in_(found))
    asked = listed.order_by(CUSTOMERS.c.number).limit(most)
    return asking.every(transaction, Customer, asked, {"portal": portal})


def bills(transaction: Transaction, text: str) -> CompoundSelect[tuple[int]] | None:
    """Return the question for the bills (ids) that what was typed may mean, None where it says nothing.

    That is the beginning of their number, or all those of a customer whom it may mean.
    """
    starts = database.of(transaction).starts_with
    whom = _whom(starts, text)
    if not whom:
        return None
    theirs = select(INVOICES.c.id).where(INVOICES.c.customer_id.in_(union(*whom)))
    numbered = select(INVOICES.c.id).where(_BILLED)
    return union(
        theirs, *(numbered.where(starts(INVOICES.c.number, each)) for each in _spellings(text))
    )


def _whom(starts: Starts, text: str) -> list[Select[tuple[int]]]:
    """Return the questions for customers by name, number and address; none where no word is typed."""
    words = of(text)
    if not words:
        return []
    addressed = _beside(starts, READERS.c.address, text.strip().lower(), _is_now)
    numbered = select(CUSTOMERS.c.id).where(_HERE)
    return [
        _named(starts, words),
        *(numbered.where(starts(CUSTOMERS.c.number, each)) for each in _spellings(text)),
        addressed,
    ]


def _spellings(text: str) -> list[str]:
    """Return a number as typed and, where that is another one, in capitals."""
    typed = text.strip()
    return list(dict.fromkeys((typed, typed.upper())))


def _named(starts: Starts, words: Iterable[str]) -> Select[tuple[int]]:
    """Return the question for customers each of whose typed words begins one of the name.

    The longest word is looked up; the others are asked of whom it finds.
    """
    first, *others = sorted(words, key=lambda word: (-len(word), word))
    found = _beside(starts, CUSTOMER_WORDS.c.word, first)
    for word in others:
        theirs = CUSTOMER_WORDS.alias()
        same = theirs.c.customer_id == CUSTOMER_WORDS.c.customer_id
        found = found.where(exists().where(same, starts(theirs.c.word, word)))
    return found.where(CUSTOMER_WORDS.c.portal == bindparam("portal"))


def _beside(
    starts: Starts,
    column: Column[Any],
    beginning: str,
    holds: Callable[[FromClause], ColumnElement[bool]] = lambda _table: true(),
) -> Select[tuple[int]]:
    """Return the question for customers beside whom a text begins so: each once, by the first of them.

    Without DISTINCT, which would read all before the first is known. `holds`: which rows count.
    """
    table, other = column.table, _OTHER[column.table]
    another = other.c[column.name]
    is_earlier = other.c.customer_id == table.c.customer_id, another < column, holds(other)
    found = select(table.c.customer_id).where(starts(column, beginning), holds(table))
    return found.where(~exists().where(*is_earlier, starts(another, beginning)))


def _is_now(reader: FromClause) -> ColumnElement[bool]:
    return reader.c.ended_at.is_(None)


def _of_the_register(question: Select[tuple[int]]) -> Select[tuple[int]]:
    """Leave out another commune's customers, and those taken out."""
    (customer,) = question.selected_columns
    known = _OTHER[CUSTOMERS]
    here = known.c.portal == bindparam("portal"), known.c.removed_at.is_(None)
    return question.where(exists().where(known.c.id == customer, *here))

"""The code in a letter, « K7QM-4RTX »: who holds it may say by which address a customer is read.

It is derived from the portal's key, the customer and a serial, so that two print runs agree and none
lies in the database. It works 400 days from its issue, and ends when the number is somebody else's
(`domain/customers/tenants`) or the key that made it is gone. What a code opens: `proposals`.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from domain import clock, french, history, printed_codes
from domain.accounts.handover import Handover, Letter
from domain.accounts.links import Purpose
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, codes
from store.codes import Coded

WORKS = timedelta(days=400)
LONGEST = 40  # signs of a number
TITLES = ("numero", "nom", "code", "adresse_a_taper")
_LOOK_ALIKES = str.maketrans("OIL", "011")  # in a number they are digits
_NOBODY = Coded(0, "", "", "", 0, "", None)


@dataclass(frozen=True, slots=True)
class Printed:
    """The code of one customer, as it is printed, and until when it works."""

    number: str
    name: str
    postal_address: str
    code: str
    works_until: datetime


def url(portal: Portal, number: str = "") -> str:
    """Return the address to type; with a number, the one that a QR code holds: the page asks for the code."""
    filled_in = f"&numero={quote(number)}" if number else ""
    return f"{portal.origin}/activation/code?LIEN={portal.code}{filled_in}"


def current(keys: Sequence[str], one: Coded) -> str | None:
    """Return a customer's code without its dash; None: never issued, ended, too old, or its key is gone."""
    whose = f"portail-lettre {one.id} {one.serial}"
    made = [printed_codes.derived(key, whose) for key in keys if _key_id(key) == one.key_id]
    age = clock.age(one.issued_at) if one.issued_at else None
    return made[0] if made and age is not None and age < WORKS else None


def issue(
    transaction: Transaction,
    portal: Portal,
    keys: Sequence[str],
    visit: Visit,
    *,
    without_account: bool = False,
    renew: bool = False,
) -> list[Printed]:
    """Return the codes of the register's customers, by number; who has none yet is given one.

    `without_account`: only of those whom no account reads. `renew`: all get another one, and those
    of before end. One line of the journal says how many were handed out.
    """
    found = codes.of_portal(transaction, portal.code, without_account=without_account)
    return _issue(transaction, portal, keys, visit, found, renew=renew)


def count_unread(transaction: Transaction, portal: Portal) -> int:
    """Return how many customers of the register no account reads."""
    return codes.count_unread(transaction, portal.code)


def issue_one(
    transaction: Transaction, portal: Portal, keys: Sequence[str], visit: Visit, number: str
) -> Printed | None:
    """Return the code of one customer, None where the register has no such number."""
    found = codes.of_numbers(transaction, portal.code, [number])
    return next(iter(_issue(transaction, portal, keys, visit, found)), None)


def _issue(
    transaction: Transaction,
    portal: Portal,
    keys: Sequence[str],
    visit: Visit,
    found: Sequence[Coded],
    *,
    renew: bool = False,
) -> list[Printed]:
    now, key_id = clock.now(), _key_id(keys[0])
    given = [
        one
        if not renew and current(keys, one)
        else one._replace(serial=_next(one), key_id=key_id, issued_at=now)
        for one in found
    ]
    news = [(one.id, one.serial or 0) for one in given if one.issued_at == now]
    codes.issue(transaction, news, key_id=key_id, at=now)
    if given:
        details = given[0].number if len(given) == 1 else french.count(len(given), "client")
        kind = history.Kind.LETTER_CODES
        history.record(transaction, kind, visit, portal=portal.code, details=details)
    return [_printed(keys, one) for one in given]


def _next(one: Coded) -> int:
    return 0 if one.serial is None else one.serial + 1


def _printed(keys: Sequence[str], one: Coded) -> Printed:
    code, issued_at = current(keys, one), one.issued_at
    assert code is not None
    assert issued_at is not None
    until = issued_at + WORKS
    return Printed(one.number, one.name, one.postal_address, printed_codes.shown(code), until)


def rows(portal: Portal, given: Sequence[Printed]) -> list[tuple[str, ...]]:
    """Return what a mail merge needs, its titles first."""
    to_type = url(portal)
    return [TITLES, *((one.number, one.name, one.code, to_type) for one in given)]


def letter(portal: Portal, one: Printed) -> Letter:
    """Return the letter that brings a code; its QR code leads to the page, and holds no code."""
    to = Handover(url(portal, one.number), Purpose.ACTIVATION, one.works_until)
    return Letter("", [one.number], one.name, one.postal_address, to, one.code)


def meant(typed: str) -> tuple[str, ...]:
    """Return the numbers that what was typed may mean: O for 0, l for 1, blanks and dashes apart."""
    text = " ".join(typed.split())
    forms = (text, text.upper(), text.upper().translate(_LOOK_ALIKES))
    return tuple(
        dict.fromkeys((*forms, *(form.replace(" ", "") for form in forms), counted_as(text)))
    )


def counted_as(typed: str) -> str:
    """Return the one form under which the tries for a number are counted."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LOOK_ALIKES)


def fitting(
    transaction: Transaction, portal: Portal, keys: Sequence[str], number: str, code: str
) -> Coded | None:
    """Return the customer whom this number means and whose code was typed; None where there is none.

    The work is the same whatever is wrong.
    """
    typed = printed_codes.signs(code).encode()
    found = codes.of_numbers(transaction, portal.code, meant(number)) or [_NOBODY]
    right = [
        one
        for one in found
        if hmac.compare_digest((current(keys, one) or "").encode(), typed) and typed
    ]
    return right[0] if right else None


def _key_id(key: str) -> str:
    return printed_codes.key_id(key)


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Letters that still work by a key that verifies only, and that would die with it."""

    letters: int
    is_gone: bool  # the key is no longer there: they are dead already


def at_risk(transaction: Transaction, keys: Sequence[str]) -> list[AtRisk]:
    """Return the letters whose key is gone, then those whose key is about to go, where there are any."""
    by_key = codes.counts(transaction, clock.now() - WORKS)
    newest, *older = map(_key_id, keys)
    going = sum(by_key.get(each, 0) for each in older)
    gone = sum(count for each, count in by_key.items() if each not in (newest, *older))
    return [AtRisk(count, is_gone) for count, is_gone in ((gone, True), (going, False)) if count]

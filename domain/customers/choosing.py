"""Choosing paper or on line: by a reader, by the service with a proof; and the file for its software.

How bills come then: `domain/choices.py`.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain import clock, french, history, outbox
from domain.choices import WORDS, Channel, Standing, of_account, of_customers, standing
from domain.faults import Fault
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, accounts, customers, messages, readers
from store import choices as rows
from store.choices import Choice
from store.customers import Known
from store.records import Account, Message

KEPT = timedelta(days=4 * 366)  # after the last bill: for so long a treasurer may claim one


def digest(text: str) -> str:
    """Return what a text of consent is kept by."""
    return hashlib.sha256(text.encode()).hexdigest()


def choose(
    transaction: Transaction,
    portal: Portal,
    account: Account,
    number: str,
    text: str,
    visit: Visit,
    *,
    is_online: bool,
) -> Message | None:
    """Keep what a reader chose for a customer, and the text they agreed to; None: not theirs.

    Who wants bills on line wants to be told of them. Returns the mail that confirms it.
    """
    readers.hold(transaction, portal.code)  # an export beside it takes all of it, or nothing
    theirs = {each.number: each.standing for each in of_account(transaction, account)}
    if theirs.get(number, Standing(Channel.CHORUS)).channel is Channel.CHORUS:
        return None
    now = clock.now()
    rows.keep_text(transaction, digest(text), text, now)
    if is_online:
        accounts.set_announcements(transaction, account.id, wanted=True)
    rows.add(
        transaction,
        customer_id=customers.among(transaction, portal.code, [number])[number].id,
        at=now,
        is_online=is_online,
        account_id=account.id,
        address=account.address,
        text_hash=digest(text),
    )
    _note(transaction, portal, number, visit, account=account, is_online=is_online)
    return _confirm(transaction, portal, account, number)


def set_by_service(
    transaction: Transaction,
    portal: Portal,
    number: str,
    note: str,
    visit: Visit,
    *,
    is_online: bool,
) -> None:
    """Keep what a customer asked the service for, with its proof; raises `Fault`."""
    if not note.strip():
        raise Fault(
            "Dites d'où vient ce choix (--preuve), par exemple : --preuve « coupon signé du 3 novembre 2026 »."
        )
    readers.hold(transaction, portal.code)
    one = _one(transaction, portal, number)
    if one.channel == Channel.CHORUS:
        raise Fault(f"Le client {number} reçoit ses factures par Chorus Pro : il n'a pas ce choix.")
    rows.add(
        transaction,
        customer_id=one.id,
        at=clock.now(),
        is_online=is_online,
        note=" ".join(note.split()),
        done_by=visit.by[: history.LONGEST_BY],
    )
    _note(transaction, portal, number, visit, account=None, is_online=is_online)
    for _, account in readers.accounts_of(transaction, [one.id]):
        if account.password_hash and account.suspended_at is None:
            _confirm(transaction, portal, account, number)


def of_number(
    transaction: Transaction, portal: Portal, number: str
) -> tuple[Known, Standing, Sequence[Choice]]:
    """Return a customer, how its bills come, and every choice, the newest first; raises `Fault`."""
    one = _one(transaction, portal, number)
    made = rows.of_customers(transaction, [one.id])
    return one, standing(one.channel, made), made[::-1]


def who(choice: Choice) -> str:
    """Return who chose, in words: the reader's address, or the agent."""
    return choice.done_by or choice.address or ""


TITLES = ("numero", "nom", "envoi", "depuis", "adresse")


def export(
    transaction: Transaction,
    portal: Portal,
    *,
    since: datetime | None = None,
    is_whole: bool = False,
) -> list[tuple[str, ...]]:
    """Return the rows for the billing software, without their titles, by number.

    What changed behind the last export, or since then, or of everybody; writes nothing.
    """
    last, _ = rows.last_export(transaction, portal.code)
    changed = {
        each.customer_id
        for each in rows.of_portal(transaction, portal.code, after=0 if since else last)
        if since is None or each.at >= since
    }
    register = customers.known(transaction, portal.code).values()
    wanted = [each for each in register if not each.is_removed and (is_whole or each.id in changed)]
    wanted.sort(key=lambda each: each.number)
    standings = of_customers(transaction, wanted)
    return [_row(portal, each, standings[each.id]) for each in wanted]


def hand_over(transaction: Transaction, portal: Portal, visit: Visit) -> list[tuple[str, ...]]:
    """Return what changed behind the last export, and move to here: the next one goes on from there."""
    readers.hold(transaction, portal.code)
    made = export(transaction, portal)
    rows.note_export(transaction, portal.code, rows.newest_id(transaction), clock.now())
    kind, details = history.Kind.CHOICES_EXPORTED, french.count(len(made), "client")
    history.record(transaction, kind, visit, portal=portal.code, details=details)
    return made


def _row(portal: Portal, one: Known, now: Standing) -> tuple[str, ...]:
    since = french.day(clock.day(now.choice.at, portal.timezone)) if now.choice else ""
    return one.number, one.name, WORDS[now.channel], since, one.address or ""


def _one(transaction: Transaction, portal: Portal, number: str) -> Known:
    found = customers.among(transaction, portal.code, [number]).get(number)
    if found is None:
        raise Fault(f"Le client n° {number} n'existe pas dans {portal.name}.")
    return found


def _note(
    transaction: Transaction,
    portal: Portal,
    number: str,
    visit: Visit,
    *,
    account: Account | None,
    is_online: bool,
) -> None:
    words = WORDS[Channel.ONLINE if is_online else Channel.PAPER]
    kind, details = history.Kind.CHOICE_MADE, f"client {number} : {words}"
    history.record(transaction, kind, visit, account=account, portal=portal.code, details=details)


def _confirm(
    transaction: Transaction,
    portal: Portal,
    account: Account,
    number: str,
) -> Message:
    """Put the mail « Votre choix » into the outbox; one that waits names this customer too."""
    kind = outbox.Kind.CHOICE_MADE
    message = outbox.put(transaction, portal, account, kind)
    numbers = [*message.details.get("numbers", ()), number]
    messages.set_details(transaction, message.id, {"numbers": list(dict.fromkeys(numbers))})
    return message

"""Take a mail, send it, record what became of it; and when to try again.

A row is claimed in one short transaction, the server is spoken to outside any, and the answer is
recorded in another. A crash in between repeats one mail at most, with the same Message-ID.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from enum import Enum

import services
from domain import clock, history, outbox
from mail import claimer
from mail.compose import compose
from mail.transport import TEXT_SECONDS, NotNow, Refused
from store import Transaction, Unavailable, accounts, messages
from store.models import Account, Message, MessageState

log = logging.getLogger(__name__)

ANSWERS = 10  # of the server in one conversation, each within the time-out
SPARE = timedelta(minutes=1)
FAILURES_IN_A_ROW = 3
REST_SECONDS = 60.0
RECORD_SECONDS = 30.0  # with a last try of 20 s less than SPARE: the mail is still claimed


class Result(Enum):
    """What became of one try."""

    SENT = "sent"
    KEPT = "kept"
    REFUSED = "refused"
    TAKEN = "taken"  # by another sender, or gone meanwhile


class Patience:
    """After a few failures in a row, requests stop waiting for the mail server for a while."""

    def __init__(self, waiting_at_once: int = 16) -> None:
        """Let at most so many requests wait at once; the others' mails stay in the outbox."""
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(waiting_at_once)
        self._failures = 0
        self._until = 0.0

    def enter(self) -> bool:
        """Whether a request may wait for the server now; if so, `leave` must follow."""
        with self._lock:
            resting = self._failures >= FAILURES_IN_A_ROW and time.monotonic() < self._until
        return not resting and self._places.acquire(blocking=False)

    def leave(self, *, reached: bool) -> None:
        """Note whether the server answered."""
        self._places.release()
        self.note(reached=reached)

    def note(self, *, reached: bool) -> None:
        """Count failures in a row; one answer ends the count."""
        with self._lock:
            self._failures = 0 if reached else self._failures + 1
            self._until = time.monotonic() + REST_SECONDS


def deliver_now(message_id: int, patience: Patience) -> Result:
    """Try one mail for a person who waits; the row stays where the server can't be reached."""
    if not patience.enter():
        return Result.KEPT
    result = Result.KEPT
    try:
        result = deliver(message_id, is_patient=False)
    finally:
        patience.leave(reached=result is not Result.KEPT)
    return result


def deliver(message_id: int, *, is_patient: bool = True) -> Result:
    """Claim one mail, send it and record the outcome."""
    at_hand = services.current()
    me = claimer.name()
    now = clock.now()
    with at_hand.store.write() as transaction:
        if not messages.claim(
            transaction, message_id, by=me, now=now, until=now + longest_conversation()
        ):
            return Result.TAKEN
        message = messages.by_id(transaction, message_id)
        account = accounts.by_id(transaction, message.account_id or 0) if message else None
    if message is None:
        return Result.TAKEN
    try:
        return _attempt(message, account, me, is_patient=is_patient)
    except Unavailable:
        raise
    except Exception:
        # One mail that can't be made must not keep the others from leaving.
        log.exception("courriel %d : il n'a pas pu être préparé", message.id)
        later = clock.now() + outbox.pause_after(message.attempts)
        _settle(message, me, next_try_at=later, reply="le portail n'a pas pu le préparer")
        return Result.KEPT


def send_due(limit: int = 50, kinds: Iterable[str] = ()) -> list[Result]:
    """Try the mails whose time has come, of these kinds or of all, one after the other."""
    with services.current().store.read() as transaction:
        due = messages.due(transaction, clock.now(), limit, kinds)
    results: list[Result] = []
    for message_id in due:
        results.append(deliver(message_id))
        if results[-1] is Result.KEPT and len(set(results[-3:])) == 1 and len(results) >= 3:  # noqa: PLR2004 - three in a row: the server is away, not a mail at fault
            break
    return results


def release_the_dead() -> None:
    """Give free what a process of this machine had claimed when it was killed.

    What another machine claimed is left to run out: from here nobody knows whether it still sends.
    """
    store = services.current().store
    with store.read() as transaction:
        dead = [one for one in messages.claims(transaction) if claimer.has_ended(one)]
    for one in dead:
        with store.write() as transaction:
            messages.release(transaction, one)


def shorten_waits() -> None:
    """After a clock that was ahead, no mail waits longer than any may."""
    now = clock.now()
    with services.current().store.write() as transaction:
        messages.shorten_waits(
            transaction, now, pause=outbox.PAUSES[-1], claim=longest_conversation()
        )


def longest_conversation() -> timedelta:
    """Return how long nobody else may take a mail that is being sent."""
    seconds = services.current().settings.mail.timeout_seconds
    return timedelta(seconds=ANSWERS * seconds + TEXT_SECONDS) + SPARE


def _attempt(message: Message, account: Account | None, me: str, *, is_patient: bool) -> Result:
    at_hand = services.current()
    portal = at_hand.portals.all().get(message.portal)
    if portal is None:  # while somebody edits portails.toml, perhaps
        later = clock.now() + outbox.pause_after(message.attempts)
        reply = "cette commune n'est plus dans portails.toml"
        _settle(message, me, next_try_at=later, reply=reply)
        return Result.KEPT
    letter = compose(message, account, portal)
    if letter is None:
        _settle(message, me, state=MessageState.CANCELLED)
        return Result.TAKEN
    try:
        reply = at_hand.transport.send(letter, is_patient=is_patient)
    except Refused as refused:
        _record_refusal(message, account, me, refused)
        return Result.REFUSED
    except NotNow as answer:
        log.warning("courriel %d : %s", message.id, answer)
        later = clock.now() + outbox.pause_after(message.attempts)
        _settle(message, me, next_try_at=later, reply=str(answer))
        return Result.KEPT
    _patiently(lambda: _record_sent(message, account, me, reply))
    return Result.SENT


def _record_sent(message: Message, account: Account | None, me: str, reply: str) -> None:
    with services.current().store.write() as transaction:
        settled = {"state": MessageState.SENT, "sent_at": clock.now(), "reply": reply}
        messages.settle(transaction, message.id, by=me, **settled)
        _remember(transaction, history.Kind.MAIL_SENT, message, account)


def _patiently(record: Callable[[], None]) -> None:
    """Record what has left: where that fails it is sent again. A database that restarts is waited for."""
    give_up_at = time.monotonic() + RECORD_SECONDS
    while True:
        try:
            return record()
        except Unavailable:
            if time.monotonic() > give_up_at:
                raise
        time.sleep(1)


def _record_refusal(message: Message, account: Account | None, me: str, refused: Refused) -> None:
    log.warning("courriel %d refusé pour de bon : %s", message.id, refused)
    recipient = message.recipient or (account.address if account else "")
    with services.current().store.write() as transaction:
        messages.settle(
            transaction, message.id, by=me, state=MessageState.REFUSED, reply=str(refused)
        )
        if refused.is_address:
            messages.mark_refused(transaction, message.portal, recipient, clock.now(), str(refused))
        _remember(transaction, history.Kind.MAIL_REFUSED, message, account)


def _remember(
    transaction: Transaction, kind: history.Kind, message: Message, account: Account | None
) -> None:
    history.record(
        transaction,
        kind,
        history.NO_VISIT,
        account=account,
        portal=message.portal,
        address=message.recipient,
        details=message.kind,
    )


def _settle(message: Message, me: str, **values: object) -> None:
    with services.current().store.write() as transaction:
        messages.settle(transaction, message.id, by=me, **values)

"""Take a mail, send it, record what became of it; and when to try again.

A row is claimed in the transaction that puts it into the outbox, where a person waits, or in a short
one of its own; the server is spoken to outside any, and the answer is recorded in another. A crash in between repeats one mail at most, with the same Message-ID.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from domain import clock, history, outbox
from domain.invoices import delivery
from domain.portals import Portals
from mail import claimer
from mail.availability import Availability
from mail.compose import Composer
from mail.messages import MAILS
from mail.transport import TEXT_SECONDS, Busy, NotNow, Refused, Transport
from store import Store, Transaction, Unavailable, accounts, messages
from store.records import Account, Message, MessageState

log = logging.getLogger(__name__)

WAITS = 11  # for a free connection, then for ten answers, each within the time-out
SPARE = timedelta(minutes=1)
RECORD_SECONDS = 30.0  # with a last try of 20 s less than SPARE: the mail is still claimed


class Result(Enum):
    """What became of one try."""

    SENT = "sent"
    KEPT = "kept"
    REFUSED = "refused"
    TAKEN = "taken"  # by another sender, or gone meanwhile


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that nobody else sends now, and whose it is."""

    message: Message
    account: Account | None
    by: str  # who we are: `mail/claimer.py`


@dataclass(frozen=True, slots=True)
class Sender:
    """Brings mails from the outbox to the mail server."""

    store: Store
    portals: Portals
    composer: Composer
    transport: Transport
    timeout_seconds: float
    # Announcements that are put off one by one must not keep a person waiting.
    awaited: Availability = field(default_factory=Availability)
    at_leisure: Availability = field(default_factory=Availability)

    def availability(self, kind: str) -> Availability:
        """Return what is known of the server from mails of such a kind."""
        return self.awaited if MAILS[kind].is_awaited else self.at_leisure

    def claim(self, transaction: Transaction, message: Message | None) -> Claimed | None:
        """Reserve a mail for who will send it right after this transaction, a person waiting for it.

        None where there is none, another sends it, or the server is away: then the queue will.
        """
        if message is None or self.awaited.is_away():
            return None
        return self._claim(transaction, message.id)

    def deliver_now(self, claimed: Claimed | None) -> Result:
        """Send what `claim` reserved; the mail stays in the queue where the server can't be reached."""
        if claimed is None:
            return Result.KEPT
        with self.awaited.place() as has_place:
            if has_place:
                return self._deliver(claimed, in_background=False)
        self._settle(claimed, next_try_at=clock.now())
        return Result.KEPT

    def send_due(self, limit: int = 50, kinds: Iterable[str] = ()) -> list[Result]:
        """Try the mails whose time has come, of these kinds or of all, one after the other."""
        with self.store.read() as transaction:
            due = messages.due(transaction, clock.now(), limit, kinds)
        return list(self.deliver_all(due))

    def deliver_all(self, message_ids: Iterable[int]) -> Iterator[Result]:
        """Try mails one after the other, until the server is away."""
        for message_id in message_ids:
            result = self.deliver(message_id)
            yield result
            if result is Result.KEPT and (self.awaited.is_away() or self.at_leisure.is_away()):
                return  # the others would only wait for it too

    def deliver(self, message_id: int) -> Result:
        """Claim one mail, send it and record the outcome."""
        with self.store.write() as transaction:
            claimed = self._claim(transaction, message_id)
        return self._deliver(claimed, in_background=True) if claimed else Result.TAKEN

    def release_abandoned(self) -> None:
        """Release the mails that ended processes of this machine had claimed.

        What another machine claimed is left to run out: from here nobody knows whether it still sends.
        """
        with self.store.read() as transaction:
            ended = [one for one in messages.claims(transaction) if claimer.has_ended(one)]
        for one in ended:
            with self.store.write() as transaction:
                messages.release(transaction, one)

    def shorten_waits(self) -> None:
        """After a clock that was ahead, no mail waits longer than any may."""
        pause, claim = outbox.PAUSES[-1], self.longest_conversation()
        with self.store.write() as transaction:
            messages.shorten_waits(transaction, clock.now(), pause=pause, claim=claim)

    def longest_conversation(self) -> timedelta:
        """Return how long nobody else may take a mail that is being sent."""
        return timedelta(seconds=WAITS * self.timeout_seconds + TEXT_SECONDS) + SPARE

    def _claim(self, transaction: Transaction, message_id: int) -> Claimed | None:
        me, now = claimer.name(), clock.now()
        until = now + self.longest_conversation()
        if not messages.claim(transaction, message_id, by=me, now=now, until=until):
            return None
        message = messages.by_id(transaction, message_id)
        assert message is not None
        account = accounts.by_id(transaction, message.account_id) if message.account_id else None
        return Claimed(message, account, me)

    def _deliver(self, claimed: Claimed, *, in_background: bool) -> Result:
        try:
            return self._attempt(claimed, in_background=in_background)
        except Unavailable:
            raise
        except Exception:
            # One mail that can't be made must not keep the others from leaving.
            log.exception("courriel %d : il n'a pas pu être préparé", claimed.message.id)
            return self._keep(claimed, "le portail n'a pas pu le préparer")

    def _attempt(self, claimed: Claimed, *, in_background: bool) -> Result:
        message, account = claimed.message, claimed.account
        portal = self.portals.all().get(message.portal)
        if portal is None:  # while somebody edits portails.toml, perhaps
            return self._keep(claimed, "cette commune n'est plus dans portails.toml")
        letter = self.composer.compose(message, account, portal)
        if letter is None:
            self._settle(claimed, state=MessageState.CANCELLED)
            return Result.TAKEN
        try:
            reply = self.transport.send(letter.mail, in_background=in_background)
        except NotNow as answer:
            log.warning("courriel %d : %s", message.id, answer)
            if not isinstance(answer, Busy):
                self.availability(message.kind).note(reached=False)
            return self._keep(claimed, str(answer))
        except Refused as refused:
            self.availability(message.kind).note(reached=True)
            self._record_refusal(claimed, refused)
            return Result.REFUSED
        self.availability(message.kind).note(reached=True)
        _until_recorded(lambda: self._record_sent(claimed, reply, letter.bills))
        return Result.SENT

    def _keep(self, claimed: Claimed, reply: str) -> Result:
        later = clock.now() + outbox.pause_after(claimed.message.attempts)
        self._settle(claimed, next_try_at=later, reply=reply)
        return Result.KEPT

    def _settle(self, claimed: Claimed, **values: object) -> None:
        with self.store.write() as transaction:
            messages.settle(transaction, claimed.message.id, by=claimed.by, **values)

    def _record_sent(self, claimed: Claimed, reply: str, bills: Sequence[int]) -> None:
        settled = {"state": MessageState.SENT, "sent_at": clock.now(), "reply": reply}
        with self.store.write() as transaction:
            messages.settle(transaction, claimed.message.id, by=claimed.by, **settled)
            _remember(transaction, history.Kind.MAIL_SENT, claimed)
            delivery.note_handed_over(transaction, claimed.message, bills)

    def _record_refusal(self, claimed: Claimed, refused: Refused) -> None:
        message, account, reply = claimed.message, claimed.account, str(refused)
        log.warning("courriel %d refusé pour de bon : %s", message.id, refused)
        recipient = message.recipient or (account.address if account else "")
        settled = {"state": MessageState.REFUSED, "reply": reply}
        with self.store.write() as transaction:
            messages.settle(transaction, message.id, by=claimed.by, **settled)
            if refused.is_address:
                messages.mark_refused(transaction, message.portal, recipient, clock.now(), reply)
            _remember(transaction, history.Kind.MAIL_REFUSED, claimed)


def _until_recorded(record: Callable[[], None]) -> None:
    """Record what has left: where that fails it is sent again. A database that restarts is waited for."""
    give_up_at = time.monotonic() + RECORD_SECONDS
    while True:
        try:
            return record()
        except Unavailable:
            if time.monotonic() > give_up_at:
                raise
        time.sleep(1)


def _remember(transaction: Transaction, kind: history.Kind, claimed: Claimed) -> None:
    message = claimed.message
    history.record(
        transaction,
        kind,
        history.NO_VISIT,
        account=claimed.account,
        portal=message.portal,
        address=message.recipient,
        details=message.kind,
    )

"""What follows from a mail that came back: the address, its bills, and who is told.

It counts once, and only where it carries our own Message-ID and names the recipient that mail went
to: nobody but them and the servers on the way knows it. A dead address is marked at once, one that
is full or away after three returns in 30 days; a refusal of ours marks nobody.
"""

from datetime import timedelta
from enum import Enum

from domain import clock, history, return_reports
from domain.return_reports import Failure, Reason, Report
from store import Transaction, accounts, messages, returns
from store.records import Message
from store.returns import Return

LATE_IN_A_ROW = 3
A_ROW = timedelta(days=30)


class Outcome(Enum):
    """What became of a mail that was read; the value is the word that staff read."""

    NO_RETURN = "ce n'est pas un retour"
    NOT_OURS = "aucun de nos courriels n'a cet identifiant : rien n'est changé"
    ANOTHER = "il nomme un autre destinataire que celui de notre courriel : rien n'est changé"
    KNOWN = "il est déjà compté"
    NOTED = "noté ; l'adresse reste en service"
    MARKED = "noté ; l'adresse n'est plus sollicitée"


def take(transaction: Transaction, raw: bytes) -> Outcome:
    """Read a mail and do what follows from it."""
    return note(transaction, return_reports.read(raw))


def note(transaction: Transaction, report: Report | None) -> Outcome:
    """Do what follows from a mail that was read before: a hostile one takes a second of work."""
    if report is None:
        return Outcome.NO_RETURN
    message = messages.by_message_ids(transaction, report.message_ids)
    if message is None:
        return Outcome.NOT_OURS
    address = _recipient(transaction, message)
    failure = next((each for each in report.failures if address in each.recipients), None)
    if failure is None:
        return Outcome.ANOTHER
    if returns.is_known(transaction, message.message_id):
        return Outcome.KNOWN
    _keep(transaction, message, address, failure)
    if not _is_dead(transaction, message.portal, address, failure):
        return Outcome.NOTED
    words, now = return_reports.in_words(failure), clock.now()
    messages.mark_refused(transaction, message.portal, address, now, words)
    returns.note_undelivered(transaction, message.portal, address, message.sent_at or now)
    return Outcome.MARKED


def _recipient(transaction: Transaction, message: Message) -> str:
    account = accounts.by_id(transaction, message.account_id or 0)
    return message.recipient or (account.address if account else "")


def _keep(transaction: Transaction, message: Message, address: str, failure: Failure) -> None:
    now = clock.now()
    one = Return(
        portal=message.portal,
        message_id=message.message_id,
        address=address,
        sent_at=message.sent_at or message.created_at,
        at=now,
        reason=failure.reason,
        status=failure.status,
        text=failure.text,
    )
    returns.add(transaction, one, mail_id=message.id, reply=return_reports.in_words(failure))
    history.record(
        transaction,
        history.Kind.MAIL_RETURNED,
        history.NO_VISIT,
        account=accounts.by_id(transaction, message.account_id or 0),
        portal=message.portal,
        address=address,
        details=message.kind,
    )


def _is_dead(transaction: Transaction, portal: str, address: str, failure: Failure) -> bool:
    if failure.reason is Reason.LATE:
        late = returns.count_since(transaction, portal, address, clock.now() - A_ROW)
        return late >= LATE_IN_A_ROW
    return failure.reason is Reason.DEAD

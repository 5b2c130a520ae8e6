"""Every five minutes: mails that came back are read from their mailbox, and what follows is done."""

import logging
from collections import Counter
from datetime import timedelta

import services
from domain import clock, return_reports, returns
from domain.returns import Outcome
from mail import mailbox
from mail.mailbox import Place, Unreadable
from settings import ReturnsSettings
from store import returns as rows

log = logging.getLogger(__name__)

FIRST_LOOK_BACK = timedelta(days=31)
LATELY = timedelta(days=1)


def name(settings: ReturnsSettings) -> str:
    """Return what a mailbox is kept under."""
    return f"{settings.username}@{settings.server}:{settings.port}/{settings.folder}"[:400]


def look() -> Counter[Outcome]:
    """Read what is new, and return what became of each report; raises `Unreadable`, which is kept."""
    at = services.current()
    settings, where = at.settings.returns, name(at.settings.returns)
    with at.store.read() as transaction:
        known = rows.mailbox(transaction, where)
    # A mailbox that never opened has no number yet.
    place = Place(known.uid_validity, known.last_uid) if known and known.uid_validity else None
    since = (clock.now() - FIRST_LOOK_BACK).date()
    became: Counter[Outcome] = Counter()
    try:
        for reached, reports in mailbox.new(settings, place, since):
            read = [
                return_reports.read(raw) for raw in reports
            ]  # log-ins need the database meanwhile
            with at.store.write() as transaction:
                became.update(returns.note(transaction, report) for report in read)
                rows.note_mailbox(transaction, where, **reached._asdict())
    except Unreadable as why:
        with at.store.write() as transaction:
            rows.note_mailbox(transaction, where, fault=str(why))
        raise
    with at.store.write() as transaction:
        rows.note_mailbox(transaction, where, read_at=clock.now(), fault="")
    return became


def are_read() -> bool:
    """Whether the mailbox was read to its end in the last day."""
    at = services.current()
    settings = at.settings.returns
    with at.store.read() as transaction:
        known = rows.mailbox(transaction, name(settings)) if settings.server else None
    return bool(known and known.read_at and clock.now() - known.read_at < LATELY)


def look_by_itself() -> None:
    """The same for `flask serve`: what can't be read is logged, `flask doctor` says what to do."""
    try:
        became = look()
    except Unreadable as why:
        log.warning("la boîte des retours ne se lit pas : %s", why)
        return
    counted = became[Outcome.NOTED] + became[Outcome.MARKED]
    if counted:
        log.info("%d courriel(s) revenu(s)", counted)

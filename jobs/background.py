"""What runs by itself beside the pages: the mail sender, the drop folder, the housekeeping.

Each task has a thread of its own, so that none waits for another; an error is logged, and the
task goes on. It runs in one process of a machine, however many serve; what must be done once runs
on one machine only, where several share a database: the mails that people wait for leave from all.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import Flask

import services
from domain import alarms
from domain.payments import attempts
from domain.uploads import State
from jobs import drop_folder, housekeeping, returns, uploads
from mail.messages import AT_LEISURE, AWAITED
from store import Unavailable

log = logging.getLogger(__name__)

SECOND = timedelta(seconds=1)
SERVER_AWAY = timedelta(seconds=30)
AFTER_AN_ERROR = timedelta(seconds=20)
DATABASE_AWAY = timedelta(seconds=5)
LOOK_AT_CLAIMS = timedelta(seconds=10)
LOOK_AT_DUTY = timedelta(seconds=5)  # how soon another machine takes over
LOOK_AT_DROP_FOLDERS = timedelta(seconds=5)
LOOK_AT_RETURNS = timedelta(minutes=5)
FIRST_LOOK_AT_RETURNS = timedelta(seconds=10)
LOOK_AT_PAYMENTS = timedelta(seconds=5)
LOOK_AT_ALARMS = timedelta(minutes=1)
FIRST_HOUSEKEEPING = timedelta(minutes=2)  # a start has enough to do


@dataclass(frozen=True, slots=True)
class Task:
    """Something done again and again; `once` returns how long to wait afterwards."""

    name: str
    once: Callable[[], timedelta]
    first_after: timedelta = timedelta(0)
    on_duty: bool = False  # on one machine only


def tasks() -> list[Task]:
    """Return what this version does by itself."""
    return [
        Task("reprise", _release),
        Task("courriels", send_awaited),
        Task("alertes", warn, first_after=LOOK_AT_ALARMS, on_duty=True),
        Task("ménage", _tidy_up, first_after=FIRST_HOUSEKEEPING, on_duty=True),
        Task("annonces", send_at_leisure, on_duty=True),
        Task("retours", _look_at_returns, first_after=FIRST_LOOK_AT_RETURNS, on_duty=True),
        Task("paiements", _ask_payfip, on_duty=True),
        Task("dépôt", _look_at_drop_folders, on_duty=True),
        Task("vérifications", partial(uploads.look, State.CHECKING), on_duty=True),
        Task("imports", partial(uploads.look, State.IMPORTING), on_duty=True),
        Task("fichiers déposés", uploads.tidy_up, on_duty=True),
    ]


def run(app: Flask, stop: threading.Event) -> None:
    """Do all of them until `stop` is set; what is under way then ends."""
    threads = [
        threading.Thread(target=_repeat, args=(app, task, stop), name=task.name, daemon=True)
        for task in tasks()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _repeat(app: Flask, task: Task, stop: threading.Event) -> None:
    stop.wait(task.first_after.total_seconds())
    while not stop.is_set():
        try:
            with app.app_context():
                pause = _once(task)
        except Unavailable as reason:
            log.error("« %s » attend la base : %s", task.name, reason)  # noqa: TRY400 - a state of the host
            pause = DATABASE_AWAY
        except Exception:
            log.exception("« %s » s'est interrompu ; il reprend", task.name)
            pause = AFTER_AN_ERROR
        stop.wait(pause.total_seconds())


def _once(task: Task) -> timedelta:
    if task.on_duty and not services.current().store.is_on_duty():
        return LOOK_AT_DUTY
    return task.once()


def _release() -> timedelta:
    sender = services.current().sender
    sender.release_abandoned()
    sender.shorten_waits()
    sender.transport.close_unused()
    return LOOK_AT_CLAIMS


def send_awaited() -> timedelta:
    """Send one mail that a person waits for."""
    return _send(AWAITED, timedelta(0))


def send_at_leisure() -> timedelta:
    """Send one of the others, at the pace that the mail server grants."""
    per_minute = services.current().settings.mail.announcements_per_minute
    return _send(AT_LEISURE, timedelta(minutes=1) / per_minute)


def _send(kinds: tuple[str, ...], pace: timedelta) -> timedelta:
    """Send one, so that a stop never waits for a long queue."""
    sender = services.current().sender
    if not sender.send_due(limit=1, kinds=kinds):
        return SECOND
    return SERVER_AWAY if sender.availability(kinds[0]).is_away() else pace


def _tidy_up() -> timedelta:
    housekeeping.run()
    return timedelta(days=1)


def warn() -> timedelta:
    """Tell the administrator what passed a bound in the last hour."""
    at_hand = services.current()
    for portal in at_hand.portals.all().values():
        with at_hand.store.read() as transaction:
            found = alarms.of_portal(transaction, portal)
        found += alarms.too_often(at_hand.counters, portal)
        if found and at_hand.settings.admin:
            with at_hand.store.write() as transaction:
                alarms.tell(transaction, portal, at_hand.settings.admin, found)
    return LOOK_AT_ALARMS


def _ask_payfip() -> timedelta:
    """Ask what became of payments that have no result yet."""
    at_hand = services.current()
    attempts.sweep(at_hand.store, at_hand.payfip)
    return LOOK_AT_PAYMENTS


def _look_at_drop_folders() -> timedelta:
    drop_folder.look()
    return LOOK_AT_DROP_FOLDERS


def _look_at_returns() -> timedelta:
    if services.current().settings.returns.server:
        returns.look_by_itself()
    return LOOK_AT_RETURNS

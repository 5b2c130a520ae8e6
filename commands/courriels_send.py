"""`flask courriels send`: what waits is tried now."""

from collections.abc import Collection

import services
from commands import Status, console, courriels_list
from domain import clock
from mail.sender import Result
from store import messages
from store.records import MessageState


def run() -> Status:
    """Try everything that waits, and say what left."""
    sender = services.current().sender
    sender.release_abandoned()
    with services.current().store.read() as transaction:
        waiting = messages.unclaimed(transaction, clock.now())
    results: list[Result] = []
    with console.Progress("Envoi", len(waiting), "courriels") as progress:
        for result in sender.deliver_all(waiting):
            results.append(result)
            progress.advance()
    return _report(waiting, results)


def _report(waiting: list[int], results: list[Result]) -> Status:
    sent, refused = results.count(Result.SENT), results.count(Result.REFUSED)
    kept = results.count(Result.KEPT) + len(waiting) - len(results)
    console.say(
        f"{console.count(sent, 'courriel envoyé', 'courriels envoyés')}, "
        f"{console.count(refused, 'refusé', 'refusés')}, "
        f"{console.count(kept, 'reste en attente', 'restent en attente')}."
    )
    if not refused and not kept:
        return Status.DONE
    _say_what_was_not_sent(waiting, {MessageState.WAITING, MessageState.REFUSED})
    return Status.PARTLY if sent else Status.NOT_DONE


def _say_what_was_not_sent(ids: list[int], states: Collection[MessageState]) -> None:
    tried = set(ids)
    with services.current().store.read() as transaction:
        found = [
            each
            for state in states
            for each in messages.with_addresses(transaction, state, 10_000)
            if each[0].id in tried
        ]
    courriels_list.say(found)

"""`flask clients annuler`: an import of customers taken back, and what stays of it."""

import services
from commands import Status, console, typed
from domain.customers import undoing
from domain.portals import Portal
from jobs import import_texts


def run(portal: Portal, import_id: int) -> Status:
    """Take it back, where nothing newer has changed what it did."""
    with services.current().store.write() as transaction:
        done = undoing.undo(transaction, portal, import_id, typed.visit())
    console.say(import_texts.rendered("undone.txt", done=done, portal=portal, import_id=import_id))
    if done.changed_since or done.with_bills:
        return Status.PARTLY if done.restored or done.gone else Status.NOT_DONE
    return Status.DONE if done.restored or done.gone else Status.NOT_DONE

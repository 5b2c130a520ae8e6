"""`flask clients remove`: take customers who left out of the register."""

from collections.abc import Sequence

import services
from commands import Status, console, typed
from domain.customers import register
from domain.portals import Portal
from store.customers import Known


def run(portal: Portal, numbers: Sequence[str]) -> Status:
    """Take them out, and say who is out and which numbers nobody has."""
    with services.current().store.write() as transaction:
        removed = register.remove(transaction, portal, numbers, typed.visit())
    known = {one.number for one in removed}
    unknown = [number for number in dict.fromkeys(numbers) if number not in known]
    _say(removed, unknown)
    if not removed:
        return Status.NOT_DONE
    return Status.PARTLY if unknown else Status.DONE


def _say(removed: Sequence[Known], unknown: Sequence[str]) -> None:
    for one in removed:
        console.say(f"Retiré : {one.number} {one.name} ({one.address or 'sans adresse'})")
    if removed:
        console.say("Pour en reprendre un : flask clients edit, en y ajoutant sa ligne.")
    if unknown:
        speak = console.say if removed else console.tell
        speak(f"Pas dans le registre : {', '.join(unknown)}.")

"""`flask factures remove`: take invoices back, or all that an import added."""

from collections.abc import Sequence

import services
from commands import Status, console, typed
from domain.invoices import removals, states
from domain.invoices.removals import Removal
from domain.portals import Portal


def run(
    portal: Portal,
    numbers: Sequence[str],
    *,
    import_id: int | None,
    is_agreed: bool,
    tells: bool,
) -> Status:
    """Take them out, once agreed to, and say what stays; `numbers` count where there is no import.

    `tells`: who had been told of them is mailed.
    """
    store = services.current().store
    removal = _looked_up(portal, numbers, import_id)
    if isinstance(removal, int):
        return _take_states_back(portal, import_id or 0, removal, is_agreed=is_agreed)
    if not removal.found:
        _say_what_stays(removal)
        console.tell("Il n'y a rien à retirer.")
        return Status.NOT_DONE
    told = console.count(len(removal.told), "client")
    if removal.told:
        hint = "" if tells else " ; « --prevenir » leur écrit"
        console.tell(f"Déjà prévenus par un courriel : {told}{hint}.")
    if not is_agreed and not console.ask(
        f"Retirer {console.count(len(removal.found), 'facture')} ?"
    ):
        console.tell("Rien n'a été retiré.")
        return Status.NOT_DONE
    with store.write() as transaction:
        cancelled = removals.apply(transaction, portal, removal, typed.visit(), tells=tells)
    console.say(console.count(len(removal.found), "facture retirée", "factures retirées") + ".")
    if cancelled:
        console.say(console.count(cancelled, "annonce annulée", "annonces annulées") + ".")
    if tells and removal.told:
        console.say(f"Un courriel de plus les en prévient : {told}.")
    _say_what_stays(removal)
    left = removal.unknown or removal.replaced or removal.corrected
    return Status.PARTLY if left else Status.DONE


def _looked_up(portal: Portal, numbers: Sequence[str], import_id: int | None) -> Removal | int:
    """Return what would go; of a list of states, of how many bills it says something."""
    with services.current().store.read() as transaction:
        if import_id is None:
            return removals.of_numbers(transaction, portal, numbers)
        said = states.of_list(transaction, portal, import_id)
        return removals.of_import(transaction, portal, import_id) if said is None else said


def _take_states_back(portal: Portal, import_id: int, bills: int, *, is_agreed: bool) -> Status:
    count = console.count(bills, "facture")
    if not bills:
        console.tell("Il n'y a rien à retirer.")
        return Status.NOT_DONE
    if not is_agreed and not console.ask(f"Oublier ce que cette liste dit de {count} ?"):
        console.tell("Rien n'a été retiré.")
        return Status.NOT_DONE
    with services.current().store.write() as transaction:
        states.take_back(transaction, portal, import_id, typed.visit())
    console.say(f"La liste ne compte plus : {count}, dans leur état d'avant.")
    return Status.DONE


def _say_what_stays(removal: Removal) -> None:
    if removal.unknown:
        console.say(f"Numéros inconnus : {', '.join(removal.unknown)}.")
    if removal.replaced:
        console.say(
            "Cet import avait aussi remplacé des factures plus anciennes : "
            f"{', '.join(removal.replaced)}. Elles restent telles qu'il les a laissées : importez "
            "de nouveau leur bon lot."
        )
    if removal.corrected:
        console.say(
            "Un import plus récent a corrigé depuis des factures de celui-ci, qui restent : "
            f"{', '.join(removal.corrected)}. Pour les retirer aussi, donnez leurs numéros à "
            "« flask factures remove »."
        )

"""`flask comptes inviter`: the activation's link for those who have an address and no account."""

from collections.abc import Sequence

import services
from commands import Status, console, typed
from domain.accounts import invitations
from domain.accounts.invitations import Answer, Invitations
from domain.portals import Portal
from store import Transaction


def run(portal: Portal, texts: Sequence[str], *, import_id: int | None, is_dry_run: bool) -> Status:
    """Invite these addresses, or without any all those of the register (or of an import)."""
    given = [typed.address(text) for text in texts]

    def wanted(transaction: Transaction) -> Sequence[str]:
        return given or invitations.candidates(transaction, portal, import_id)

    store = services.current().store
    if is_dry_run:
        with store.read() as transaction:
            made = invitations.plan(transaction, portal, wanted(transaction))
    else:
        with store.write() as transaction:
            asked = wanted(transaction)
            made = invitations.invite_many(transaction, portal, asked, typed.visit())
    _say(made, is_dry_run=is_dry_run)
    left = [each for each in given if made.answers[each] is not Answer.INVITED]
    for address in left:
        console.say(f"{address} {made.answers[address].value}.")
    if not left:
        return Status.DONE
    return Status.PARTLY if made.invited else Status.NOT_DONE


def _say(made: Invitations, *, is_dry_run: bool) -> None:
    console.table(
        ["Invitations", "Nombre"],
        [
            (words, console.number(made.counts[answer]))
            for answer, words in (
                (Answer.INVITED, "À envoyer" if is_dry_run else "Envoyées"),
                (Answer.HAS_ACCOUNT, "Compte actif ou suspendu"),
                (Answer.LATELY, "Invités il y a moins de 30 jours"),
                (Answer.REFUSED, "Adresse refusée"),
                (Answer.NO_CUSTOMER, "Adresse d'aucun client"),
            )
            if answer is Answer.INVITED or made.counts[answer]
        ],
        right=(1,),
    )
    if is_dry_run:
        console.say("Rien n'est envoyé : c'était un essai.")
    elif made.invited:
        per_minute = services.current().settings.mail.announcements_per_minute
        console.say(
            f"Elles partent au rythme des annonces : {console.number(per_minute)} par minute."
        )

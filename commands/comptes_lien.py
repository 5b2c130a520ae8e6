"""`flask comptes lien`: a fresh link to paste elsewhere, or a letter with it, its QR code, the steps."""

from datetime import timedelta
from pathlib import Path

import services
from commands import console, typed
from domain.accounts import handover
from domain.accounts.handover import Handover
from domain.accounts.links import Purpose
from domain.faults import Fault
from domain.portals import Portal
from mail import letters
from store import files


def run(portal: Portal, address: str, *, days: int | None, letter: Path | None) -> None:
    """Make a link that works for so many days (None: as a mailed one does), and hand it over."""
    at_hand = services.current()
    to = typed.address(address)
    if letter:
        check_new(letter)
    validity = timedelta(days=days) if days else None
    links, visit = at_hand.links, typed.visit()
    with at_hand.store.write() as transaction:
        if letter:
            to_print = handover.letter(
                transaction,
                portal,
                to,
                visit,
                links=links,
                validity=validity or handover.LETTER_WORKS,
            )
            made = to_print.handover
            page = "".join(letters.document(portal, [to_print]))
            files.write(letter, page.encode(), replace=False)  # for its owner's eyes only (0600)
        else:
            made = handover.make(transaction, portal, to, visit, links=links, validity=validity)
    if letter:
        console.say(
            f"La lettre est écrite : {letter}. Ouvrez-la dans un navigateur, imprimez-la, "
            "puis effacez-la."
        )
    else:
        console.say(made.link)
    _say_how_to_hand_over(made)


def check_new(path: Path) -> None:
    """Raise `Fault` where a file of secrets can't be written, before any is made for it."""
    if path.exists():
        raise Fault(f"{path} existe déjà : donnez un autre nom, rien n'est écrasé.")
    if not path.parent.is_dir():
        raise Fault(f"Le dossier {path.parent} n'existe pas.")


def _say_how_to_hand_over(made: Handover) -> None:
    does = (
        "activer le compte"
        if made.purpose is Purpose.ACTIVATION
        else "choisir un autre mot de passe"
    )
    console.say()
    console.say(f"Ce lien sert à {does}, une fois, jusqu'au {console.moment(made.works_until)}.")
    console.say(
        "Qui l'a choisit le mot de passe et voit les factures ; un courriel en prévient l'adresse du "
        "registre. Avant de le remettre :"
    )
    console.say(
        "  - vérifiez qui le demande : pièce d'identité, ou numéro de client et une facture ;"
    )
    console.say("  - remettez-le en main propre, ou à l'adresse postale que vous connaissez déjà ;")
    console.say("  - jamais à une adresse mail ou à un numéro dictés au téléphone.")

"""A payment in words: the same at the town hall and in a terminal."""

from domain.payments.results import State, Trouble
from store.payments import Payment

STATES = {
    State.CREATED: "PayFiP n'a pas encore répondu",
    State.OPEN: "en cours",
    State.LATE: "sans résultat depuis plus de deux heures",
    State.PAID: "payé",
    State.REFUSED: "refusé",
    State.GIVEN_UP: "abandonné",
    State.FAILED: "n'a pas eu lieu",
}
WAYS = {True: "par prélèvement", False: "par carte"}
MODES = {"T": "essai", "X": "activation", "W": ""}
TROUBLES = {
    Trouble.DIFFERENT: "La réponse de PayFiP ne correspond pas à ce que le portail a demandé (montant, "
    "référence ou client) : la facture n'est pas marquée payée. Comparez avec votre liste des paiements PayFiP.",
    Trouble.REMOVED: "La facture a été retirée pendant le paiement : l'argent est arrivé, la facture n'est plus là.",
    Trouble.CHANGED: "La facture a changé pendant le paiement : le montant payé n'est pas ce qu'elle demande.",
    Trouble.ALREADY_PAID: "La facture était déjà réglée : elle est payée deux fois. Remboursez ou "
    "déduisez, avec votre comptable.",
}


def state(payment: Payment) -> str:
    """Return how far it is: « payé par carte », « essai : refusé »."""
    said = STATES[State(payment.state)]
    if payment.state == State.PAID and payment.is_debit is not None:
        said = f"{said} {WAYS[payment.is_debit]}"
    mode = MODES.get(payment.mode, payment.mode)
    return f"{mode}\u00a0: {said}" if mode else said


def trouble(payment: Payment) -> str:
    """Return why the service should look at it, in a sentence; empty for no reason."""
    return TROUBLES[Trouble(payment.trouble)] if payment.trouble else ""

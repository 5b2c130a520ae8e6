"""Where PayFiP sends the payer back, and where it tells that a payment has ended.

Neither proves anything: who comes here with an identifier of ours makes the portal ask PayFiP, and nothing
else. An identifier of nobody's costs no call.
"""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain import french
from domain.payments import attempts, results
from domain.payments.results import State
from domain.town_services import Mode
from store.payments import Payment
from views import account, at_hand, limits, show_commune_of
from views.forms import visible
from views.limits import limited

bp = Blueprint("payfip", __name__, url_prefix="/payfip")


@dataclass(frozen=True, slots=True)
class Words:
    """What a payer reads."""

    h1: str
    text: str
    kind: str = "told"


NOT_YET = Words(
    "Le résultat du paiement n'est pas encore connu",
    "Vos factures le montreront dès qu'il le sera. Ne payez pas une seconde fois entre-temps.",
)
WORDS = {
    State.PAID: Words(
        "Le paiement est accepté",
        "Gardez le mail de confirmation de PayFiP : il est votre reçu.",
        "success",
    ),
    State.REFUSED: Words(
        "Le paiement est refusé", "Rien n'a été payé. Vous pouvez essayer de nouveau.", "error"
    ),
    State.GIVEN_UP: Words("Le paiement est abandonné", "Rien n'a été payé."),
}
ACCEPTED_ALONE = {  # what marks no bill
    Mode.TEST: "C'était un essai\u00a0: rien n'est débité, et la facture reste à payer.",
    Mode.ACTIVATION: "C'était un paiement d'activation\u00a0: la facture n'est pas marquée payée.",
}


@bp.get("/retour")
@limited(limits.RETURNING)
def back() -> ResponseReturnValue:
    """Say how the payment ended, as PayFiP answers it now; who is logged in sees their bills."""
    return _returned(request.args.get("idop"))


@bp.post("/retour")
@limited(limits.RETURNING)
def back_by_post() -> ResponseReturnValue:
    """The same for a return that comes as a form; its browser sends no cookie of ours along."""
    return _returned(request.form.get("idop") or request.args.get("idop"))


@bp.get("/notification")
def noticed() -> ResponseReturnValue:
    """Note that PayFiP may have a result; the background asks for it within seconds."""
    return _noted(request.args.get("idop"))


@bp.post("/notification")
def notified() -> ResponseReturnValue:
    """The same, as a form."""
    return _noted(request.form.get("idop") or request.args.get("idop"))


def _noted(id_op: str | None) -> ResponseReturnValue:
    attempts.hurry(at_hand().store, visible(id_op))
    return "", 204


def _returned(id_op: str | None) -> ResponseReturnValue:
    at, who = at_hand(), account()
    payment = attempts.hinted(at.store, at.payfip, visible(id_op))
    if payment is not None:
        show_commune_of(payment)
    words = _words(payment)
    if payment is not None and who is not None and who.id == payment.account_id:
        bill = f"Facture {payment.invoice_number}, {french.euros(payment.amount_cents)}"
        session["notice"] = f"{words.h1} : {bill}. {words.text}"
        session["notice_kind"] = words.kind
        return redirect(url_for("private.invoices.show"), 303)
    return render_template("payment_return.html", words=words)


def _words(payment: Payment | None) -> Words:
    if payment is None or payment.state in results.UNDECIDED:
        return NOT_YET
    if payment.state == State.PAID and payment.mode in ACCEPTED_ALONE:
        return Words(WORDS[State.PAID].h1, ACCEPTED_ALONE[Mode(payment.mode)])
    return WORDS.get(State(payment.state), NOT_YET)

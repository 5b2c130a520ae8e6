"""« Adresses »: who asks to read a customer's bills by another address, and codes tried in vain."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain.customers import code_tries, decisions
from domain.customers.decisions import WHAT_TO_CHECK
from domain.faults import Fault
from store import customers
from views import at_hand, portal, visit
from views.forms import Form

bp = Blueprint("proposals", __name__, url_prefix="/adresses")

_ACCEPTED = "{0.address} lit maintenant les factures du client {0.number}. Un mail prévient les deux adresses."
_REFUSED = (
    "La demande de {0.address} est refusée : rien ne change. Un mail prévient les deux adresses."
)


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what waits for a decision, with what to check first."""
    return _page(Form(formdata=None))


@bp.post("/<int(max=2147483647):proposal_id>")
def decide(proposal_id: int) -> ResponseReturnValue:
    """Accept or refuse; who was faster wins, and a second press says so."""
    form, decision = Form(), request.form.get("decision", "")
    if decision not in ("instead", "beside", "refused"):
        abort(404)
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        session["notice"] = _decided(proposal_id, decision)
    except Fault as fault:
        form.form_errors.append(str(fault))
        return _page(form), 422
    return redirect(url_for("mairie.proposals.show"), 303)


def _decided(proposal_id: int, decision: str) -> str:
    """Carry it out, and return what was done; raises `Fault`."""
    here, is_beside = portal(), decision == "beside"
    with at_hand().store.write() as transaction:
        if decision == "refused":
            return _REFUSED.format(decisions.refuse(transaction, here, proposal_id, visit()))
        done = decisions.accept(transaction, here, proposal_id, visit(), beside=is_beside)
        return _ACCEPTED.format(done)


def _page(form: Form) -> str:
    with at_hand().store.read() as transaction:
        found = decisions.waiting(transaction, portal())
        alone = customers.left_alone(transaction, portal().code)
        tries = code_tries.of_portal(transaction, portal().code)
    return render_template(
        "mairie/proposals.html",
        found=found,
        tries=tries,
        alone=alone,
        checks=WHAT_TO_CHECK,
        form=form,
        notice=session.pop("notice", None),
    )

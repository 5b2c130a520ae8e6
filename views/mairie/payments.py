"""« Paiements »: what was paid on line, the strange ones first."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.faults import Fault
from domain.payments import desk, wording
from store import payments
from views import at_hand, portal, visit
from views.forms import Form

bp = Blueprint("payments", __name__, url_prefix="/paiements")

SHOWN = 100


@bp.get("")
def show() -> ResponseReturnValue:
    """Show those to look at, then the newest."""
    return _page(Form(formdata=None))


@bp.post("/<int(max=2147483647):payment_id>/vu")
def seen(payment_id: int) -> ResponseReturnValue:
    """Note that somebody saw to one; a second press says so."""
    form = Form()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with at_hand().store.write() as transaction:
            one = desk.mark_seen(transaction, portal(), payment_id, visit())
    except Fault as fault:
        form.form_errors.append(str(fault))
        return _page(form), 422
    session["notice"] = f"Le paiement de la facture {one.invoice_number} est noté comme vu."
    return redirect(url_for("mairie.payments.show"), 303)


def _page(form: Form) -> str:
    here = portal()
    with at_hand().store.read() as transaction:
        troubled = payments.troubled(transaction, here.code)
        found = payments.of_portal(transaction, here.code, limit=SHOWN + 1)
    return render_template(
        "mairie/payments.html",
        form=form,
        notice=session.pop("notice", None),
        troubled=troubled,
        found=found[:SHOWN],
        has_more=len(found) > SHOWN,
        wording=wording,
        services=here.services,
    )

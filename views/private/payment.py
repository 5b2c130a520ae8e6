"""« Payer »: the click that leads to PayFiP's own page, or says why it does not."""

import logging
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain import french
from domain.payments import attempts
from domain.payments.attempts import Answer
from views import at_hand, limits, portal
from views.forms import Form
from views.limits import limited
from views.private.guard import owner

bp = Blueprint("payment", __name__)
log = logging.getLogger(__name__)


@bp.get("/factures/<key>/payer")
def again(key: str) -> ResponseReturnValue:  # noqa: ARG001 - the address of the form's target
    """Lead who comes back by hand to the bills, where the buttons are."""
    return redirect(url_for("private.invoices.show"), 303)


@bp.post("/factures/<key>/payer")
@limited(limits.PAYING)
def pay(key: str) -> ResponseReturnValue:
    """Ask PayFiP for a payment of one bill, and lead to its page."""
    form, at = Form(), at_hand()
    if not form.validate_on_submit():
        return render_template("payment.html", form=form), 422
    begun = attempts.begin(at.store, at.payfip, portal(), owner(), key)
    if begun.answer == Answer.UNKNOWN:
        abort(404)
    if begun.answer == Answer.GO:
        return redirect(begun.url, 303)
    if begun.answer == Answer.NOTHING_TO_PAY:
        session["notice"] = "Il n'y a rien à payer pour cette facture."
        return redirect(url_for("private.invoices.show"), 303)
    if begun.answer == Answer.UNAVAILABLE:
        log.warning("PayFiP n'a pas pris un paiement : %s", begun.reason)
    zone = ZoneInfo(portal().timezone)
    since = french.hour(begun.since, zone) if begun.since else ""
    return render_template("payment.html", form=form, since=since), 409 if since else 503

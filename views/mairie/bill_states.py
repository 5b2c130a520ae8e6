"""« Marquer payée »: what an agent says of one bill, for a payment that no list has told of yet."""

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.invoices import access, lookup, states
from domain.invoices.access import State
from store.records import Invoice
from views import at_hand, portal, visit
from views.forms import Form

bp = Blueprint("bill_states", __name__, url_prefix="/clients/factures/<key>/payee")


@bp.get("")
def ask(key: str) -> ResponseReturnValue:
    """Say what it does."""
    return _page(key, Form(formdata=None))


@bp.post("")
def mark(key: str) -> ResponseReturnValue:
    """Keep that it is paid; a second time changes nothing."""
    form = Form()
    if not form.validate_on_submit():
        return _page(key, form), 422
    bill = _bill(key)
    with at_hand().store.write() as transaction:
        states.set_by_agent(transaction, portal(), bill.number, State.PAID, visit())
    session["notice"] = f"La facture {bill.number} est marquée payée."
    return redirect(url_for("mairie.customers.sheet_of", numero=bill.customer_number), 303)


def _page(key: str, form: Form) -> str:
    return render_template("mairie/bill_paid.html", form=form, bill=_bill(key))


def _bill(key: str) -> Invoice:
    """Return a bill of this commune's that may be paid; anything else is a page that is not there."""
    with at_hand().store.read() as transaction:
        found = lookup.by_key(transaction, portal(), key)
    if found is None or access.is_credit(found):
        abort(404)
    return found

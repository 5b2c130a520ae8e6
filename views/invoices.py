"""« Mes factures »: the private page that people come for."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from store import customers
from views import account, at_hand, guards, portal

bp = Blueprint("invoices", __name__)
bp.before_request(guards.require_login)


@bp.get("/factures")
def show() -> ResponseReturnValue:
    """List the customer's invoices."""
    here, who = portal(), account()
    assert who is not None
    with at_hand().store.read() as reading:
        has_customers = customers.at_address(reading, here.code, who.address)
    return render_template("invoices.html", has_customers=has_customers)

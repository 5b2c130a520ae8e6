"""The address that ends the announcements of new invoices, and does nothing else.

A mail program's own button posts to it (RFC 8058) without a session; mail scanners open links, so
that looking at it turns nothing off. It needs no token against forged forms: who has the address
has the mail.
"""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from domain.invoices import announcements
from store import Transaction
from store.records import Account
from views import alone, at_hand, portal, show_commune_of

bp = Blueprint("unsubscribe", __name__)


@bp.get("/annonces/<token>")
def show(token: str) -> ResponseReturnValue:
    """Ask, with one button."""
    with at_hand().store.read() as transaction:
        account = _account(transaction, token)
    return render_template("unsubscribe.html", is_done=not account.announcements, on_paper=())


@bp.post("/annonces/<token>")
def turn_off(token: str) -> ResponseReturnValue:
    """Turn the announcements off; a second time changes nothing."""
    with at_hand().store.write() as transaction:
        account = _account(transaction, token)
        on_paper = announcements.turn_off(transaction, portal(), account)
    return render_template("unsubscribe.html", is_done=True, on_paper=on_paper)


def _account(transaction: Transaction, token: str) -> Account:
    account = announcements.account_of(transaction, at_hand().keys, alone(token))
    if account is None:
        abort(404)
    show_commune_of(account)
    return account

"""The address that ends the announcements of new invoices, and does nothing else.

A mail program's own button posts to it (RFC 8058) without a session; mail scanners open links, so
that looking at it turns nothing off. It needs no token against forged forms: who has the address
has the mail.
"""

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue

from domain import announcements
from store import Session
from store.models import Account
from views import at_hand

bp = Blueprint("unsubscribe", __name__)


@bp.get("/annonces/<token>")
def show(token: str) -> ResponseReturnValue:
    """Ask, with one button."""
    with at_hand().store.read() as session:
        account = _account(session, token)
    return render_template("unsubscribe.html", is_done=not account.announcements)


@bp.post("/annonces/<token>")
def turn_off(token: str) -> ResponseReturnValue:
    """Turn the announcements off; a second time changes nothing."""
    with at_hand().store.write() as session:
        account = _account(session, token)
        announcements.turn_off(session, account)
    return render_template("unsubscribe.html", is_done=True)


def _account(session: Session, token: str) -> Account:
    account = announcements.account_of(session, at_hand().keys, token)
    if account is None:
        abort(404)
    # The page is the commune's whose mail it was, whatever else this browser has looked at.
    g.portal = at_hand().portals.all().get(account.portal)
    return account

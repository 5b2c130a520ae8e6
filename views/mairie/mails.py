"""« Courriels »: what waits, and what was refused for good; the first to see to are wrong addresses."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain import outbox
from mail import outcomes
from store import messages
from store.records import MessageState
from views import at_hand, portal

bp = Blueprint("mails", __name__, url_prefix="/courriels")

SHOWN = 100  # of each state, the newest; the page says how many there are


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the mails of this commune that have not left."""
    here = portal()
    with at_hand().store.read() as transaction:
        counts = messages.counts(transaction, here.code)
        waiting, refused, returned = (
            messages.with_addresses(transaction, state, SHOWN, here.code)
            for state in (MessageState.WAITING, MessageState.REFUSED, MessageState.RETURNED)
        )
        to_correct = outbox.to_correct(transaction, here.code)
    return render_template(
        "mairie/mails.html",
        outcomes=outcomes,
        waiting=waiting,
        refused=refused,
        returned=returned,
        waiting_in_all=counts.get(MessageState.WAITING, 0),
        returned_in_all=counts.get(MessageState.RETURNED, 0),
        refused_in_all=counts.get(MessageState.REFUSED, 0),
        to_correct=to_correct,
    )

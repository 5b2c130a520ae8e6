"""« Oublié ? »: the same answer, in the same time, for everybody."""

import time

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain import slips
from domain.accounts import asking, recovery
from views import at_hand, limits, portal, remember, remembered, visit
from views.forms import AddressForm
from views.limits import limited

bp = Blueprint("recovery", __name__)

SAME_SECONDS = 0.25  # far above what any of the answers takes, and nobody notices


@bp.get("/mot-de-passe-oublie")
def show() -> ResponseReturnValue:
    """Ask for the address."""
    portal()
    return render_template(
        "recovery.html",
        form=AddressForm(formdata=None, address=remembered()),
        answered=False,
    )


@bp.post("/mot-de-passe-oublie")
@limited(limits.ASKING)
def submit() -> ResponseReturnValue:
    """Answer the one sentence; a mail, if any, leaves from the queue."""
    began, here = time.monotonic(), portal()
    form = AddressForm()
    remember(form.address.text)
    if not form.validate_on_submit():
        return render_template("recovery.html", form=form, answered=False), 422
    asking.count(at_hand().counters, here, visit())
    with at_hand().store.write() as transaction:
        recovery.request(
            transaction,
            here,
            form.entered(),
            visit=visit(),
            limits=at_hand().limits,
        )
    meant = slips.meant(form.address.text)
    page = render_template("recovery.html", form=form, answered=True, meant=meant)
    # A mail is a row more: measured, a third longer, which would tell who has an account.
    time.sleep(max(0.0, began + SAME_SECONDS - time.monotonic()))
    return page

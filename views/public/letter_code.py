"""« J'ai un code »: the code of a letter says by which address its customer is read."""

import time

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from domain import networks, printed_codes, slips
from domain.customers import proposals
from domain.limits import CODES_OF_CLIENT
from views import at_hand, limits, portal, remember, remembered, visit
from views.forms import LetterCodeForm, visible
from views.limits import limited
from views.public.recovery import SAME_SECONDS

bp = Blueprint("letter_code", __name__, url_prefix="/activation/code")

COUNTER = "codes"


@bp.get("")
def show() -> ResponseReturnValue:
    """Ask for number, code and address; a QR code fills the number in, never the code."""
    portal()
    number = visible(request.args.get("numero"))[:40]
    form = LetterCodeForm(formdata=None, number=number, address=remembered())
    return render_template("letter_code.html", form=form, answered=False)


@bp.post("")
@limited(limits.ASKING)
def submit() -> ResponseReturnValue:
    """Answer the one sentence, in the same time; a mail, if any, leaves from the queue."""
    began, here, at = time.monotonic(), portal(), at_hand()
    form = LetterCodeForm()
    remember(form.address.text)
    if not form.validate_on_submit():
        return render_template("letter_code.html", form=form, answered=False), 422
    client = networks.of(visit().client)
    at.counters.check(COUNTER, CODES_OF_CLIENT, *client)
    with at.store.write() as transaction:
        is_right = proposals.use_code(
            transaction,
            here,
            at.keys,
            number=form.number.text,
            code=form.code.text,
            address=form.entered(),
            visit=visit(),
            limits=at.limits,
        )
    if not is_right:
        at.counters.count(COUNTER, CODES_OF_CLIENT, *client)
    page = render_template(
        "letter_code.html",
        form=form,
        answered=True,
        misread=not printed_codes.is_one(form.code.text),
        meant=slips.meant(form.address.text),
    )
    time.sleep(max(0.0, began + SAME_SECONDS - time.monotonic()))
    return page

"""Letters with a code: for all customers whom no account reads, or for one who has no address."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from domain.agents import exports as rules
from domain.customers import codes
from views import at_hand, limits, portal, visit
from views.forms import CodeForm, Form
from views.limits import limited
from views.mairie import customers, exports, letters
from views.mairie.guard import is_confirmed, worker

bp = Blueprint("letter_codes", __name__, url_prefix="/lettres")


@bp.post("/codes")
@limited(limits.ASKING)
def print_all() -> ResponseReturnValue:
    """Show a letter for each, in the order of the register, or give what a mail merge needs."""
    form, at, here = CodeForm(), at_hand(), portal()
    if not form.validate_on_submit() or not is_confirmed(form.code):
        return letters.page(of_codes=form), 422
    with at.store.write() as transaction:
        given = codes.issue(transaction, here, at.keys, visit(), without_account=True)
        rules.tell(transaction, here, worker(), "codes de lettres", len(given))
    if request.form.get("forme") != "csv":
        return letters.sheets([codes.letter(here, each) for each in given])
    return exports.csv(codes.rows(here, given), "codes")


@bp.post("/code")
@limited(limits.ASKING)
def print_one() -> ResponseReturnValue:
    """Show the letter to one customer whom nobody reads yet."""
    number, at, here, form = request.args.get("numero", ""), at_hand(), portal(), Form()
    if not form.validate_on_submit():
        return customers.page(form), 422
    with at.store.write() as transaction:
        given = codes.issue_one(transaction, here, at.keys, visit(), number)
    return letters.sheets([codes.letter(here, given)]) if given else abort(404)

"""Letters with a code: for all customers whom no account reads, or for one who has no address."""

from io import BytesIO

from flask import Blueprint, abort, request, send_file
from flask.typing import ResponseReturnValue

from domain.agents import roster
from domain.customers import codes
from sheets import writing
from views import at_hand, limits, portal, visit
from views.forms import CodeForm, Form
from views.limits import limited
from views.mairie import customers, letters
from views.mairie.guard import worker
from views.mairie.own_access import WRONG_CODE

bp = Blueprint("letter_codes", __name__, url_prefix="/lettres")


@bp.post("/codes")
@limited(limits.ASKING)
def print_all() -> ResponseReturnValue:
    """Show a letter for each, in the order of the register, or give what a mail merge needs."""
    form, at, here = CodeForm(), at_hand(), portal()
    if not form.validate_on_submit():
        return letters.page(of_codes=form), 422
    if not at.agent_login.confirm(worker(), form.code.text, visit()):
        form.code.errors = [WRONG_CODE]
        return letters.page(of_codes=form), 422
    with at.store.write() as transaction:
        given = codes.issue(transaction, here, at.keys, visit(), without_account=True)
        roster.tell_of_export(transaction, here, worker(), "codes de lettres", len(given))
    if request.form.get("forme") != "csv":
        return letters.sheets([codes.letter(here, each) for each in given])
    file = BytesIO("".join(writing.lines(codes.rows(here, given))).encode())
    return send_file(file, "text/csv", as_attachment=True, download_name="codes.csv")


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

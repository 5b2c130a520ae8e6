"""Letters to print: for one customer, or for all who have no account, which asks for the code again."""

from flask import (
    Blueprint,
    Response,
    abort,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from domain.accounts import handover
from domain.accounts.handover import Letter
from domain.accounts.states import State, state
from domain.agents import exports
from domain.customers import codes
from domain.faults import Fault
from mail import letters
from store import accounts, readers
from views import at_hand, limits, portal, visit
from views.forms import CodeForm, Form, visible
from views.limits import limited
from views.mairie import customers
from views.mairie.guard import is_confirmed, worker

bp = Blueprint("letters", __name__, url_prefix="/lettres")


@bp.get("")
def show() -> ResponseReturnValue:
    """Say how many letters there would be, and ask for the code of the telephone."""
    return page()


@bp.post("")
@limited(limits.ASKING)
def print_all() -> ResponseReturnValue:
    """Show a letter for each address without account, in the order of the register."""
    form, at = CodeForm(), at_hand()
    if not form.validate_on_submit() or not is_confirmed(form.code):
        return page(form), 422
    with at.store.write() as transaction:
        made = handover.letters(transaction, portal(), visit(), links=at.links)
        exports.tell(transaction, portal(), worker(), "lettres à imprimer", len(made))
    return sheets(made)


@bp.post("/client")
@limited(limits.ASKING)
def print_one() -> ResponseReturnValue:
    """Show the letter to one address beside one customer.

    That of an active account lets whoever holds it choose another password: it asks for the code.
    """
    number, at, form = request.args.get("numero", ""), at_hand(), Form()
    address = visible(request.form.get("adresse"))
    if not form.validate_on_submit():
        return customers.page(form), 422
    question = _question(number, address)
    if question is not None:
        return question
    try:
        with at.store.write() as transaction:
            theirs = readers.of_address(transaction, portal().code, address)
            if number not in [each.number for each in theirs]:
                abort(404)
            one = handover.letter(
                transaction, portal(), address, visit(), links=at.links, number=number
            )
    except Fault as fault:
        form.form_errors.append(str(fault))
        return customers.page(form), 422
    return sheets([one])


def _question(number: str, address: str) -> ResponseReturnValue | None:
    """Ask for the code where the account is active; None once it was given, or is not needed."""
    at, form, status = at_hand(), CodeForm(), 200
    with at.store.read() as transaction:
        account = accounts.by_address(transaction, portal().code, address)
    if account is None or state(account) is not State.ACTIVE:
        return None
    if "code" not in request.form:
        form = CodeForm(formdata=None)
    elif is_confirmed(form.code):
        return None
    else:
        status = 422
    page = render_template("mairie/letter_code.html", form=form, number=number, address=address)
    return page, status


def sheets(made: list[Letter]) -> ResponseReturnValue:
    """Return letters as a page to print."""
    answer = Response(letters.document(portal(), made))
    answer.headers["Content-Security-Policy"] = letters.POLICY
    return answer


def page(form: CodeForm | None = None, of_codes: CodeForm | None = None) -> str:
    """Return the page that asks for the code of the telephone: above for codes, below for links."""
    form, of_codes = (each or CodeForm(formdata=None) for each in (form, of_codes))
    of_codes.code.id = "code-lettres"
    with at_hand().store.read() as transaction:
        count = len(handover.without_account(transaction, portal()))
        unread = codes.count_unread(transaction, portal())
    return render_template(
        "mairie/letters.html", form=form, of_codes=of_codes, count=count, unread=unread
    )

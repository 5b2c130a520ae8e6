"""« Changer mon adresse », asked for in « Mon compte »; `views/public/confirmation` follows."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import address_change
from domain.accounts.address_change import Refusal
from mail.sender import Result
from views import at_hand, portal, visit
from views.forms import Form, OwnAddressForm
from views.private import my_account
from views.private.guard import owner

bp = Blueprint("new_address", __name__, url_prefix="/compte/adresse")

REFUSALS = {
    Refusal.SAME: "C'est déjà l'adresse de votre compte.",
    Refusal.TAKEN: "Cette adresse a déjà un compte sur ce portail\u00a0: saisissez-en une autre.",
    Refusal.CUSTOMERS: "Le service facturation connaît déjà cette adresse pour un autre dossier\u00a0: "
    "demandez-lui de réunir vos dossiers, ou saisissez une autre adresse.",
    Refusal.UNREACHABLE: "Cette adresse ne reçoit pas nos messages\u00a0: saisissez-en une autre.",
}
GIVEN_UP = "Votre adresse reste la même. Le lien envoyé à l'autre adresse ne fonctionne plus."


@bp.get("")
def show() -> ResponseReturnValue:
    """Ask for the new address and the present password."""
    return _page(OwnAddressForm(formdata=None))


@bp.post("")
def submit() -> ResponseReturnValue:
    """Send the link that confirms; nothing changes before it is used."""
    form = OwnAddressForm()
    if not form.validate_on_submit() or not my_account.knows_password(form.present):
        return _page(form), 422
    return _ask(form, form.entered())


@bp.post("/renvoyer")
def again() -> ResponseReturnValue:
    """Send the link once more to the address that waits for it: the password was given then."""
    pressed, wanted = Form(), owner().wanted_address
    if not pressed.validate_on_submit():
        return my_account.page(pressed), 422
    if wanted is None:
        return redirect(url_for("private.my_account.show"), 303)
    return _ask(OwnAddressForm(), wanted)


@bp.post("/annuler")
def give_up() -> ResponseReturnValue:
    """Forget the address that waits: its link ends."""
    pressed = Form()
    if not pressed.validate_on_submit():
        return my_account.page(pressed), 422
    with at_hand().store.write() as transaction:
        address_change.give_up(transaction, owner(), visit())
    session["notice"] = GIVEN_UP
    return redirect(url_for("private.my_account.show"), 303)


def _ask(form: OwnAddressForm, address: str) -> ResponseReturnValue:
    at = at_hand()
    with at.store.write() as transaction:
        asked = address_change.ask(
            transaction, portal(), owner(), address, visit=visit(), limits=at.limits
        )
        claimed = None if isinstance(asked, Refusal) else at.sender.claim(transaction, asked)
    if isinstance(asked, Refusal):
        form.address.errors = [REFUSALS[asked]]
        return _page(form), 422
    left = at.sender.deliver_now(claimed) is Result.SENT
    return _page(form, asked_for=address, left=left)


def _page(form: OwnAddressForm, asked_for: str = "", *, left: bool = False) -> str:
    return render_template("account_address.html", form=form, asked_for=asked_for, left=left)

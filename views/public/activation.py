"""« J'active mon compte »: steps 2 to 4 of the procedure."""

from urllib.parse import quote

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain import slips
from domain.accounts import activation, asking
from domain.accounts.activation import Outcome
from domain.outbox import Kind
from domain.portals import Portal
from mail.messages import MAILS
from mail.sender import Result
from views import at_hand, limits, portal, remember, remembered, visit
from views.forms import AddressForm
from views.limits import limited
from views.private.guard import first_page, is_logged_in

bp = Blueprint("activation", __name__)

_AFTER = {Result.SENT: Outcome.SENT, Result.REFUSED: Outcome.REFUSED}


@bp.get("/activation")
def show() -> ResponseReturnValue:
    """Ask for the address; who is logged in has an account already."""
    if is_logged_in():
        return first_page()
    here = portal()
    return _page(here, AddressForm(formdata=None, address=remembered()))


@bp.post("/activation")
@limited(limits.ASKING)
def submit() -> ResponseReturnValue:
    """Answer, and say « envoyé » only once the mail server has taken the mail."""
    here = portal()
    form = AddressForm()
    remember(form.address.text)
    if not form.validate_on_submit():
        return _page(here, form), 422
    asking.count(at_hand().counters, here, visit())
    with at_hand().store.write() as transaction:
        answer = activation.request(
            transaction,
            here,
            form.entered(),
            visit=visit(),
            limits=at_hand().limits,
        )
        claimed = at_hand().sender.claim(transaction, answer.message)
    outcome = answer.outcome
    if outcome is Outcome.UNKNOWN:
        asking.note_unknown(at_hand().counters, visit())
    if answer.message is not None:
        outcome = _AFTER.get(at_hand().sender.deliver_now(claimed), Outcome.KEPT)
    return _page(here, form, outcome)


def _page(here: Portal, form: AddressForm, outcome: Outcome | None = None) -> str:
    address = form.address.text.strip()
    return render_template(
        "activation.html",
        form=form,
        outcome=outcome.value if outcome else None,
        refused=outcome in (Outcome.UNKNOWN, Outcome.ALREADY, Outcome.REFUSED),
        address=address,
        meant=slips.meant(address),
        subject=MAILS[Kind.ACTIVATION].subject,
        mailto=_mailto(here, address),
    )


def _mailto(here: Portal, address: str) -> str:
    subject = quote("Portail des factures : mon adresse mail")
    body = quote(
        f"Bonjour,\r\n\r\nVoici mon adresse mail pour le portail des factures : {address}\r\n"
        "Mon nom : \r\nMon numéro de client (il est sur ma facture) : \r\n"
    )
    return f"mailto:{here.contact}?subject={subject}&body={body}"

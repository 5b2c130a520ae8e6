"""« Partager mes factures »: who reads them too, invite somebody, end an access."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain import slips
from domain.customers import sharing
from domain.customers.sharing import Refusal, Shared
from domain.faults import Fault
from mail.sender import Result
from views import at_hand, limits, portal, visit
from views.forms import Form, SharingForm, visible
from views.limits import limited
from views.private.guard import owner
from views.private.my_account import knows_password

bp = Blueprint("sharing", __name__, url_prefix="/compte/partage")

SENT = "L'invitation est partie à {}\u00a0: son lien fonctionne pendant 3\u00a0jours."
KEPT = "L'invitation partira à {} dès que possible\u00a0: inutile de recommencer."
REFUSED = "La messagerie de {} refuse nos messages\u00a0: vérifiez cette adresse."
TAKEN_BACK = "L'invitation est annulée\u00a0: son lien ne fonctionne plus."
ENDED = "L'accès est retiré. Un mail prévient ceux que cela concerne."
LEFT = "Vous ne lisez plus les factures du client n° {}."
_SAID = {Result.SENT: SENT, Result.REFUSED: REFUSED}


@bp.get("")
def show() -> ResponseReturnValue:
    """Show who reads what, and the form that invites."""
    return _page(SharingForm(formdata=None))


@bp.post("")
@limited(limits.ASKING)
def invite() -> ResponseReturnValue:
    """Mail the link that lets another address read; nothing changes before it is used."""
    form, at = SharingForm(), at_hand()
    if not form.validate_on_submit() or not knows_password(form.present):
        return _page(form), 422
    address = form.entered()
    try:
        with at.store.write() as transaction:
            asked = sharing.invite(
                transaction,
                portal(),
                owner(),
                visible(form.number.text),
                address,
                visit=visit(),
                limits=at.limits,
            )
            claimed = None if isinstance(asked, Refusal) else at.sender.claim(transaction, asked)
    except Fault as fault:
        form.form_errors.append(str(fault))
        return _page(form), 422
    if isinstance(asked, Refusal):
        form.address.errors = [asked.value]
        return _page(form), 422
    said = _SAID.get(at.sender.deliver_now(claimed), KEPT).format(address)
    meant = slips.meant(address)
    return _back(f"{said} Vouliez-vous écrire {meant}\u00a0?" if meant else said)


@bp.post("/annuler")
def take_back() -> ResponseReturnValue:
    """Forget an invitation that was not used yet."""
    form, number = Form(), request.form.get("demande", 0, type=int)
    if not form.validate_on_submit():
        return _page(SharingForm(formdata=None), form), 422
    with at_hand().store.write() as transaction:
        sharing.take_back(transaction, owner(), min(number, 2**31 - 1), visit())
    return _back(TAKEN_BACK)


@bp.get("/fin")
def ask_to_end() -> ResponseReturnValue:
    """Say what the end of an access changes."""
    return _end_page(Form(formdata=None))


@bp.post("/fin")
def end() -> ResponseReturnValue:
    """End an access: the owner's own, or that of somebody they let in."""
    form = Form()
    number, address = _meant()
    if not form.validate_on_submit():
        return _end_page(form), 422
    try:
        with at_hand().store.write() as transaction:
            sharing.end(transaction, portal(), owner(), number, address, visit())
    except Fault as fault:
        form.form_errors.append(str(fault))
        return _page(SharingForm(formdata=None), form), 422
    return _back(LEFT.format(number) if address == owner().address else ENDED)


def _meant() -> tuple[str, str]:
    """Return the customer's number and the address that a link names."""
    return visible(request.args.get("numero")), visible(request.args.get("adresse"))


def _shared() -> list[Shared]:
    with at_hand().store.read() as transaction:
        return sharing.of_account(transaction, portal(), owner())


def _end_page(form: Form) -> str:
    number, address = _meant()
    people = [each for one in _shared() if one.number == number for each in one.people]
    person = next((one for one in people if one.address == address and one.may_be_ended), None)
    if person is None:
        abort(404)
    return render_template("sharing_end.html", form=form, number=number, person=person)


def _page(form: SharingForm, other: Form | None = None) -> str:
    return render_template(
        "sharing.html",
        form=form,
        other=other or Form(formdata=None),
        shared=_shared(),
        notice=session.pop("notice", None),
    )


def _back(notice: str) -> ResponseReturnValue:
    session["notice"] = notice
    return redirect(url_for("private.sharing.show"), 303)

"""« Changer mon adresse »: asked for in « Mon compte », confirmed by a link to the new address."""

from flask import Blueprint, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import address_change
from domain.accounts.address_change import Refusal
from domain.accounts.links import Dead, Link
from forms import ConfirmationForm, OwnAddressForm
from mail import sender
from mail.sender import Result
from store import accounts as account_rows
from store.models import Account
from views import at_hand, guards, patience, portal, remember, visit
from views.my_account import knows_password, owner

bp = Blueprint("new_address", __name__, url_prefix="/compte/adresse")

REFUSALS = {
    Refusal.SAME: "C'est déjà l'adresse de votre compte.",
    Refusal.TAKEN: "Cette adresse a déjà un compte sur ce portail\u00a0: saisissez-en une autre.",
    Refusal.CUSTOMERS: "Le service facturation connaît déjà cette adresse pour un autre dossier\u00a0: "
    "demandez-lui de réunir vos dossiers, ou saisissez une autre adresse.",
    Refusal.UNREACHABLE: "Cette adresse ne reçoit pas nos messages\u00a0: saisissez-en une autre.",
}
CONFIRMED = "Votre nouvelle adresse est enregistrée."


@bp.get("")
def show() -> ResponseReturnValue:
    """Ask for the new address and the present password."""
    return guards.require_login() or _page(OwnAddressForm(formdata=None))


@bp.post("")
def submit() -> ResponseReturnValue:
    """Send the link that confirms; nothing changes before it is used."""
    answer = guards.require_login()
    if answer is not None:
        return answer
    form, here, at = OwnAddressForm(), portal(), at_hand()
    if not form.validate_on_submit() or not knows_password(form.present):
        return _page(form), 422
    with at.store.write() as transaction:
        asked = address_change.ask(
            transaction,
            here,
            owner(),
            form.entered(),
            sender=at.sender(here),
            visit=visit(),
            limits=at.limits,
        )
    if isinstance(asked, Refusal):
        form.address.errors = [REFUSALS[asked]]
        return _page(form), 422
    left = sender.deliver_now(asked.id, patience()) is Result.SENT
    return _page(form, asked_for=form.entered(), left=left)


def confirmation(text: str, link: Link) -> ResponseReturnValue:
    """Show the one button behind a link; mail scanners open links, so looking changes nothing."""
    with at_hand().store.read() as reading:
        found = address_change.for_link(reading, link)
        _remember_commune(account_rows.by_id(reading, link.account_id))
    if isinstance(found, Dead):
        return _dead(found)
    form = ConfirmationForm(formdata=None, lien=text)
    return render_template("account_confirm.html", form=form, owner=found)


@bp.post("/confirmation")
def confirm() -> ResponseReturnValue:
    """Put the new address in force: log-in is by the new one from here on."""
    form, at = ConfirmationForm(), at_hand()
    text = form.lien.data or ""
    link = at.links.read(text)
    if link is None:
        return _dead(Dead.ALTERED)
    if not form.validate_on_submit():
        return confirmation(text, link)
    with at.store.read() as reading:
        owner = account_rows.by_id(reading, link.account_id)
    if owner is None:
        return _dead(Dead.ALTERED)
    _remember_commune(owner)
    here = portal()  # before the write: who it is may have to be noted, which is a write too
    with at.store.write() as transaction:
        done = address_change.confirm(
            transaction, here, link, sender=at.sender(here), visit=visit()
        )
    if isinstance(done, Dead):
        return _dead(done)
    if isinstance(done, Refusal):
        return render_template("account_dead_link.html", reason=done.value), 409
    session.clear()
    session["notice"] = CONFIRMED
    remember(done.wanted_address)
    return redirect(url_for("home.show", LIEN=here.code), 303)


def _remember_commune(found: Account | None) -> None:
    """Let the page wear the colours of the commune that the link belongs to."""
    if found is not None:
        g.portal = at_hand().portals.all().get(found.portal)


def _page(form: OwnAddressForm, asked_for: str = "", *, left: bool = False) -> str:
    return render_template("account_address.html", form=form, asked_for=asked_for, left=left)


def _dead(reason: Dead) -> ResponseReturnValue:
    page = render_template("account_dead_link.html", reason=reason.value)
    return page, 404 if reason is Dead.ALTERED else 410

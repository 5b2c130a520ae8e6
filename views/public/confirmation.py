"""The one button behind the link that confirms a new address."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import address_change
from domain.accounts.address_change import Refusal
from domain.accounts.links import Dead, DeadLink, Opened, Purpose
from views import at_hand, open_link, portal, remember, visit
from views.forms import ConfirmationForm

bp = Blueprint("confirmation", __name__)

CONFIRMED = "Votre nouvelle adresse est enregistrée."


def show(text: str, found: Opened | DeadLink) -> ResponseReturnValue:
    """Show the one button behind a link; mail scanners open links, so looking changes nothing."""
    if isinstance(found, DeadLink):
        page = render_template("account_dead_link.html", reason=found.reason.value, link=found.link)
        return page, 404 if found.reason is Dead.ALTERED else 410
    form = ConfirmationForm(formdata=None, lien=text)
    return render_template("account_confirm.html", form=form, owner=found.account)


@bp.post("/compte/adresse/confirmation")
def submit() -> ResponseReturnValue:
    """Put the new address in force: log-in is by the new one from here on."""
    form = ConfirmationForm()
    found = _opened(form)
    if isinstance(found, DeadLink) or not form.validate_on_submit():
        return show(form.lien.text, found)
    here = portal()  # before the write: who it is may have to be noted, which is a write too
    with at_hand().store.write() as transaction:
        done = address_change.confirm(transaction, here, found.link, visit=visit())
    if isinstance(done, Dead):
        return show(form.lien.text, _opened(form))
    if isinstance(done, Refusal):
        return render_template("account_dead_link.html", reason=done.value), 409
    session.clear()
    session["notice"] = CONFIRMED
    remember(done.wanted_address)
    return redirect(url_for("public.home.show", LIEN=here.code), 303)


def _opened(form: ConfirmationForm) -> Opened | DeadLink:
    return open_link(form.lien.text, (Purpose.ADDRESS,))

"""The one button behind the link that confirms a new address."""

from flask import Blueprint, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import address_change
from domain.accounts.address_change import Refusal
from domain.accounts.links import Dead, Link
from forms import ConfirmationForm
from store import accounts as account_rows
from store.models import Account
from views import at_hand, portal, remember, visit

bp = Blueprint("confirmation", __name__)

CONFIRMED = "Votre nouvelle adresse est enregistrée."


def show(text: str, link: Link) -> ResponseReturnValue:
    """Show the one button behind a link; mail scanners open links, so looking changes nothing."""
    with at_hand().store.read() as reading:
        found = address_change.for_link(reading, link)
        _remember_commune(account_rows.by_id(reading, link.account_id))
    if isinstance(found, Dead):
        return _dead(found)
    form = ConfirmationForm(formdata=None, lien=text)
    return render_template("account_confirm.html", form=form, owner=found)


@bp.post("/compte/adresse/confirmation")
def submit() -> ResponseReturnValue:
    """Put the new address in force: log-in is by the new one from here on."""
    form, at = ConfirmationForm(), at_hand()
    text = form.lien.data or ""
    link = at.links.read(text)
    if link is None:
        return _dead(Dead.ALTERED)
    if not form.validate_on_submit():
        return show(text, link)
    with at.store.read() as reading:
        owner = account_rows.by_id(reading, link.account_id)
    if owner is None:
        return _dead(Dead.ALTERED)
    _remember_commune(owner)
    here = portal()  # before the write: who it is may have to be noted, which is a write too
    with at.store.write() as transaction:
        done = address_change.confirm(transaction, here, link, visit=visit())
    if isinstance(done, Dead):
        return _dead(done)
    if isinstance(done, Refusal):
        return render_template("account_dead_link.html", reason=done.value), 409
    session.clear()
    session["notice"] = CONFIRMED
    remember(done.wanted_address)
    return redirect(url_for("public.home.show", LIEN=here.code), 303)


def _remember_commune(found: Account | None) -> None:
    """Let the page wear the colours of the commune that the link belongs to."""
    if found is not None:
        g.portal = at_hand().portals.all().get(found.portal)


def _dead(reason: Dead) -> ResponseReturnValue:
    page = render_template("account_dead_link.html", reason=reason.value)
    return page, 404 if reason is Dead.ALTERED else 410

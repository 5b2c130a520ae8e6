"""The one button behind the link that confirms a new address."""

from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import address_change
from domain.accounts.address_change import Refusal
from domain.accounts.links import Dead, DeadLink, Opened, Purpose
from store.records import Account
from views import account, at_hand, open_link, portal, remember, visit
from views.forms import ConfirmationElsewhereForm, ConfirmationForm

bp = Blueprint("confirmation", __name__)

WRONG = "Ce n'est pas le mot de passe de ce compte. Saisissez-le de nouveau."
CONFIRMED = "Votre nouvelle adresse est enregistrée."


def show(text: str, found: Opened | DeadLink) -> ResponseReturnValue:
    """Show the one button behind a link; mail scanners open links, so looking changes nothing."""
    if isinstance(found, DeadLink):
        page = render_template("account_dead_link.html", reason=found.reason.value, link=found.link)
        return page, 404 if found.reason is Dead.ALTERED else 410
    return _page(form_for(found.account, formdata=None, lien=text), found)


@bp.post("/compte/adresse/confirmation")
def submit() -> ResponseReturnValue:
    """Put the new address in force: log-in is by the new one from here on."""
    form = ConfirmationForm()
    found = _opened(form)
    if isinstance(found, DeadLink):
        return show(form.lien.text, found)
    form = form_for(found.account)
    if not form.validate_on_submit() or not is_the_owner(form, found.account, "nouvelle adresse"):
        return _page(form, found), 422
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


def form_for(whose: Account | None, **more: Any) -> ConfirmationForm:
    """Return the form with one button; it asks for the password where that owner is not logged in.

    None: the mailbox alone must confirm.
    """
    who = account()
    is_here = whose is None or (who is not None and who.id == whose.id)
    return ConfirmationForm(**more) if is_here else ConfirmationElsewhereForm(**more)


def is_the_owner(form: ConfirmationForm, whose: Account | None, what: str) -> bool:
    """Whether the password is right, where it is asked for: a slip of one letter sends the link to another.

    `what`: for the history.
    """
    if not isinstance(form, ConfirmationElsewhereForm) or whose is None:
        return True
    if at_hand().login.try_password(whose.portal, whose.address, form.password.text, visit(), what):
        return True
    form.password.errors = [WRONG]
    return False


def _page(form: ConfirmationForm, found: Opened) -> str:
    return render_template("account_confirm.html", form=form, owner=found.account)


def _opened(form: ConfirmationForm) -> Opened | DeadLink:
    return open_link(form.lien.text, (Purpose.ADDRESS,))

"""The page behind a mailed link: choosing a password (steps 6 and 7 of the procedure)."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain import outbox
from domain.accounts import passwords
from domain.accounts.links import SETS_PASSWORD, Dead, DeadLink, Opened, Purpose
from domain.accounts.states import State, state
from store.records import Account
from views import at_hand, devices, open_link, portal, remember, visit
from views.forms import AddressForm, PasswordForm

bp = Blueprint("password", __name__)

SAVED = "Le nouveau mot de passe a été enregistré avec succès."


@bp.get("/mot-de-passe")
def away() -> ResponseReturnValue:
    """Lead whoever reloads this address to the log-in."""
    return redirect(url_for("public.home.show", LIEN=portal().code), 303)


def show(text: str, found: Opened | DeadLink) -> ResponseReturnValue:
    """Show the form behind a link; mail scanners open links, so looking uses nothing up."""
    if isinstance(found, DeadLink):
        return _dead(found)
    return _page(PasswordForm(formdata=None, lien=text), found.account)


@bp.post("/mot-de-passe")
def submit() -> ResponseReturnValue:
    """Set the password once; the age of the link is checked again."""
    form = PasswordForm()
    found = open_link(form.lien.text, SETS_PASSWORD)
    if isinstance(found, DeadLink):
        return _dead(found)
    owner = found.account
    if not _is_acceptable(form, owner):
        return _page(form, owner), 422
    hashed = at_hand().hasher.hash(
        form.password.text, f"{owner.portal} {owner.address}", visit().client
    )
    with at_hand().store.write() as transaction:
        done = passwords.set_by_link(transaction, found.link, hashed, visit())
        if isinstance(done, Account) and found.link.purpose is Purpose.RECOVERY:
            outbox.put(transaction, portal(), owner, outbox.Kind.PASSWORD_CHANGED)
    if isinstance(done, Dead):
        return show(form.lien.text, open_link(form.lien.text, SETS_PASSWORD))
    session.clear()
    session.update(notice=SAVED, address=owner.address)
    devices.remember(owner)
    return redirect(url_for("public.home.show", LIEN=owner.portal), 303)


def _is_acceptable(form: PasswordForm, owner: Account) -> bool:
    if not form.validate_on_submit():
        return False
    with at_hand().store.read() as transaction:
        own = passwords.own_words(transaction, portal(), owner)
    refusal = at_hand().policy.refusal(form.password.text, owner.address, own)
    if refusal:
        form.password.errors = [refusal]
    return refusal is None


def _page(form: PasswordForm, owner: Account) -> str:
    return render_template("password.html", form=form, address=owner.address)


def _dead(link: DeadLink) -> ResponseReturnValue:
    """Say which kind of dead, and offer the one step that helps."""
    form = AddressForm(formdata=None, address=link.address)
    if link.address:
        remember(link.address)
    page = render_template(
        "dead_link.html",
        reason=link.reason.value,
        link=link.link,
        next=_next_step(link),
        form=form,
    )
    return page, 404 if link.reason is Dead.ALTERED else 410


def _next_step(link: DeadLink) -> str:
    if link.account is None or state(link.account) is State.PENDING:
        return "activation"
    return "login" if link.reason is Dead.USED else "recovery"

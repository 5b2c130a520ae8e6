"""The page behind a mailed link: choosing a password (steps 6 and 7 of the procedure)."""

from flask import Blueprint, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain import outbox
from domain.accounts import links, passwords
from domain.accounts.links import Dead, Link, Purpose
from domain.accounts.states import State, state
from forms import AddressForm, PasswordForm
from store import accounts as account_rows
from store.models import Account
from views import at_hand, portal, remember, visit

bp = Blueprint("password", __name__)

SAVED = "Le nouveau mot de passe a été enregistré avec succès."


@bp.get("/mot-de-passe")
def away() -> ResponseReturnValue:
    """Lead whoever reloads this address to the log-in."""
    return redirect(url_for("public.home.show", LIEN=portal().code), 303)


def show(text: str) -> ResponseReturnValue:
    """Show the form behind a link; mail scanners open links, so looking uses nothing up."""
    link = at_hand().links.read(text)
    found = _look_up(link)
    if isinstance(found, Dead):
        return _dead(found)
    return _page(PasswordForm(formdata=None, lien=text), found)


@bp.post("/mot-de-passe")
def submit() -> ResponseReturnValue:
    """Set the password once; the age of the link is checked again."""
    form = PasswordForm()
    link = at_hand().links.read(form.lien.data or "")
    found = _look_up(link)
    if isinstance(found, Dead) or link is None:
        return _dead(found if isinstance(found, Dead) else Dead.ALTERED)
    valid = form.validate_on_submit()
    typed = form.password.data or ""
    refusal = at_hand().policy.refusal(typed, found.address) if valid else None
    if refusal:
        form.password.errors = [refusal]
    if not valid or refusal:
        return _page(form, found), 422
    hashed = at_hand().hasher.hash(typed)
    with at_hand().store.write() as transaction:
        done = passwords.set_by_link(transaction, link, hashed, visit())
        if isinstance(done, Account) and link.purpose is Purpose.RECOVERY:
            outbox.put(transaction, portal(), found, outbox.Kind.PASSWORD_CHANGED)
    if isinstance(done, Dead):
        return _dead(done)
    session.clear()
    session.update(notice=SAVED, address=found.address)
    return redirect(url_for("public.home.show", LIEN=found.portal), 303)


def _look_up(link: Link | None) -> Account | Dead:
    """Return the account the link is for; its commune is the commune of this page."""
    with at_hand().store.read() as reading:
        found = links.account_of(reading, link)
        owner = account_rows.by_id(reading, link.account_id) if link else None
        g.knows_address = link is not None and links.kept_its_address(reading, link)
    if owner is not None:
        g.portal = at_hand().portals.all().get(owner.portal)
        g.link_owner = owner
    return found


def _page(form: PasswordForm, found: Account) -> str:
    return render_template("password.html", form=form, address=found.address)


def _dead(reason: Dead) -> ResponseReturnValue:
    """Say which kind of dead, and offer the one step that helps."""
    owner: Account | None = g.get("link_owner")
    form = AddressForm(formdata=None)
    if owner is not None and g.knows_address:
        form.address.data = owner.address
        remember(owner.address)
    step = _next_step(reason, owner)
    page = render_template("dead_link.html", reason=reason.value, next=step, form=form)
    return page, 404 if reason is Dead.ALTERED else 410


def _next_step(reason: Dead, owner: Account | None) -> str:
    if owner is None or state(owner) is State.PENDING:
        return "activation"
    return "login" if reason is Dead.USED else "recovery"

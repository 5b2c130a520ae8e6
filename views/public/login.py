"""The log-in and « Me déconnecter »."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain import history
from domain.accounts import sessions
from domain.limits import Tries
from domain.portals import Portal
from store.sessions import of_accounts
from views import account, at_hand, begin, devices, leave, portal, remember, visit
from views.forms import Form, LoginForm
from views.private.guard import first_page, is_logged_in

bp = Blueprint("login", __name__)


@bp.get("/connexion")
def show() -> ResponseReturnValue:
    """Lead whoever reloads the page of a refused log-in back to the form."""
    return redirect(url_for("public.home.show", LIEN=portal().code), 303)


@bp.post("/connexion")
def submit() -> ResponseReturnValue:
    """Log in, or answer the same whatever the reason was."""
    here = portal()
    form = LoginForm()
    remember(form.address.text)
    if not form.validate_on_submit():
        if is_logged_in():  # in another tab, meanwhile: the token here is the one of before
            return first_page()
        at_hand().login.count_try(visit())
        at_hand().login.count_failure(visit())
        return render_template("home.html", form=form), 422
    if not _log_in(here, form.entered(), form.password.text):
        tries = tried(here.code, form.entered())
        return render_template("home.html", form=form, refused=True, tries=tries), 422
    return first_page(form.suite.text)


@bp.post("/deconnexion")
def logout() -> ResponseReturnValue:
    """End this session; the form's token keeps others from ending it."""
    log_in, who = url_for("public.home.show", LIEN=portal().code), account()
    if Form().validate_on_submit():
        if who is not None:
            with at_hand().store.write() as transaction:
                sessions.end(transaction, of_accounts, session["sid"])
                history.record(transaction, history.Kind.LOGGED_OUT, visit(), account=who)
        return leave(log_in, "Déconnexion effectuée.")
    return redirect(log_in, 303)


def tried(where: str, address: str | None) -> Tries | None:
    """Return what was tried for an address, known or not; None for what nobody could have.

    `where`: the commune's code, with `history.AGENTS` behind it for its agents.
    """
    if address is None:
        return None
    with at_hand().store.read() as transaction:
        return at_hand().limits.tries(transaction, where, address, visit())


def _log_in(here: Portal, address: str | None, typed: str) -> bool:
    """Begin a new session with new tokens; False where the answer is the one refusal."""
    begun = at_hand().login.log_in(here.code, address, typed, visit())
    if begun is None:
        return False
    begin(*begun)
    devices.remember(begun[0])
    return True

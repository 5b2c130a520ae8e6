"""The log-in and « Me déconnecter »."""

from flask import Blueprint, current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from domain import history
from domain.accounts import sessions, states
from domain.portals import Portal
from forms import Form, LoginForm
from store.models import Account
from views import account, at_hand, portal, remember, visit

bp = Blueprint("login", __name__)


@bp.get("/connexion")
def show() -> ResponseReturnValue:
    """Lead whoever reloads the page of a refused log-in back to the form."""
    return redirect(url_for("home.show", LIEN=portal().code), 303)


@bp.post("/connexion")
def submit() -> ResponseReturnValue:
    """Log in, or answer the same whatever the reason was."""
    here = portal()
    form = LoginForm()
    remember(form.address.data)
    if not form.validate_on_submit():
        return render_template("home.html", form=form), 422
    if not _log_in(here, form.entered(), form.password.data or ""):
        return render_template("home.html", form=form, refused=True), 422
    return redirect(own_path(form.suite.data or "") or url_for("invoices.show"), 303)


@bp.post("/deconnexion")
def logout() -> ResponseReturnValue:
    """End this session; the form's token keeps others from ending it."""
    here, who = portal(), account()
    if who is not None and Form().validate_on_submit():
        with at_hand().store.write() as transaction:
            sessions.end(transaction, session["sid"])
            history.record(transaction, history.Kind.LOGGED_OUT, visit(), account=who)
        session.clear()
        session["notice"] = "Vous êtes déconnecté."
    return redirect(url_for("home.show", LIEN=here.code), 303)


def own_path(path: str) -> str | None:
    """Return `path` where it is a private page of ours, None for anything else."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return None
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _ = adapter.match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return path if endpoint.startswith(("invoices.", "account.", "new_address.")) else None


def _log_in(here: Portal, address: str | None, typed: str) -> bool:
    """Begin a new session with new tokens; False where the answer is the one refusal."""
    gate = at_hand().gate
    found = gate.try_password(here.code, address, typed, visit())
    if found is None:
        return False
    with at_hand().store.write() as transaction:
        noted = states.note_login(transaction, found, visit())
        token = sessions.begin(transaction, found, visit()) if noted else ""
    if not noted:  # changed while it was being verified
        gate.note_failure(here.code, address, visit())
        return False
    begin(found, token)
    return True


def begin(owner: Account, token: str) -> None:
    """Give the browser its cookie; whatever it carried before is gone, the CSRF token too."""
    session.clear()
    session.update(sid=token, portal=owner.portal)

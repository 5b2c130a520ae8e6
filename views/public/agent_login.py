"""The agents' log-in and « Me déconnecter »: password and second factor, asked for together."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain import history
from domain.agents import login, sessions
from domain.agents.sessions import LIFETIMES
from domain.history import Kind
from views import agent, at_hand, devices, leave, portal, remember, remembered, visit
from views.cookies import TOWN_HALL
from views.forms import AgentLoginForm, Form
from views.private.guard import own_path
from views.public.login import tried

bp = Blueprint("agent_login", __name__, url_prefix=TOWN_HALL)


@bp.get("/connexion")
def show() -> ResponseReturnValue:
    """Ask for address, password and code."""
    here, wanted = portal(), request.args.get("suite", "")
    if _is_logged_in():
        return _first_page(wanted)
    session["portal"] = here.code
    return _page(
        AgentLoginForm(formdata=None, suite=wanted, address=remembered()),
        notice=session.pop("notice", None),
        undone=session.pop("undone", False),
        ended=_ended(),
        lifetimes=LIFETIMES,
    )


@bp.post("/connexion")
def submit() -> ResponseReturnValue:
    """Log in, or answer the same whatever the reason was."""
    here, at = portal(), at_hand()
    form = AgentLoginForm()
    remember(form.address.text)
    if not form.validate_on_submit():
        if _is_logged_in():  # in another tab, meanwhile: the token here is the one of before
            return _first_page("")
        at.login.count_try(visit())
        at.login.count_failure(visit())
        return _page(form), 422
    opened = at.agent_login.try_both(
        here.code, form.entered(), form.password.text, form.code.text, visit()
    )
    if opened is None:
        tries = tried(f"{here.code}{history.AGENTS}", form.entered())
        return _page(form, refused=True, tries=tries), 422
    who, token = opened
    session.clear()
    session.update(agent=token, portal=here.code)
    devices.remember(who)
    return _first_page(form.suite.text)


@bp.post("/deconnexion")
def logout() -> ResponseReturnValue:
    """End this session; the form's token keeps others from ending it."""
    log_in, who = url_for("public.agent_login.show", LIEN=portal().code), agent()
    if Form().validate_on_submit():
        if who is not None:
            with at_hand().store.write() as transaction:
                sessions.end(transaction, session["agent"])
                login.record(transaction, Kind.LOGGED_OUT, visit(), who)
        return leave(log_in, "Déconnexion effectuée.")
    return redirect(log_in, 303)


def _is_logged_in() -> bool:
    who = agent()
    return who is not None and who.portal == portal().code


def _first_page(wanted: str) -> ResponseReturnValue:
    return redirect(own_path(wanted, "mairie") or url_for("mairie.to_do.show"), 303)


def _ended() -> str:
    """Return why this browser's session has ended by itself, once; empty where it had none."""
    token = None if agent() else session.pop("agent", None)
    if token is None:
        return ""
    with at_hand().store.read() as transaction:
        return sessions.why_ended(transaction, token).value


def _page(form: AgentLoginForm, **more: object) -> str:
    return render_template("mairie/login.html", form=form, **more)

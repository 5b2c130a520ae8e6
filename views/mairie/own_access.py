"""« Mon accès »: an agent's own password and printed codes; each change asks for the code of the telephone."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.agents import access, factor, sessions
from store import agents
from views import at_hand, portal, visit
from views.cookies import TOWN_HALL
from views.forms import AgentPasswordForm, CodeForm
from views.mairie.guard import is_confirmed, worker

bp = Blueprint("own_access", __name__, url_prefix="/acces")

WRONG_PASSWORD = "Ce n'est pas votre mot de passe actuel. Saisissez-le de nouveau."  # noqa: S105 - a sentence


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what is known, and lead to what can be changed."""
    with at_hand().store.read() as transaction:
        left = agents.count_codes(transaction, worker().id)
    notice = session.pop("notice", None)
    return render_template(
        "mairie/own_access.html", notice=notice, left=left, printed=factor.PRINTED
    )


@bp.get("/mot-de-passe")
def password() -> ResponseReturnValue:
    """Ask for the present password, the code, and a new password."""
    return _password_page(AgentPasswordForm(formdata=None))


@bp.post("/mot-de-passe")
def change_password() -> ResponseReturnValue:
    """Change it: every session ends, this browser has a new one, and a mail tells."""
    form, at, who = AgentPasswordForm(), at_hand(), worker()
    if not form.validate_on_submit() or not _is_acceptable(form) or not _is_known(form):
        return _password_page(form), 422
    whose = f"{who.portal}{TOWN_HALL} {who.address}"
    new_hash = at.hasher.hash(form.password.text, whose, visit().client)
    with at.store.write() as transaction:
        changed = access.change_password(transaction, portal(), who, visit(), new_hash)
        token = sessions.begin(transaction, who, visit()) if changed else ""
    if not changed:
        form.present.errors = [WRONG_PASSWORD]
        return _password_page(form), 422
    session.clear()
    session.update(agent=token, portal=who.portal)
    session["notice"] = "Votre mot de passe est changé. Vos autres connexions ont pris fin."
    return redirect(url_for("mairie.own_access.show"), 303)


@bp.get("/codes")
def codes() -> ResponseReturnValue:
    """Ask for the code of the telephone."""
    return render_template("mairie/own_codes.html", form=CodeForm(formdata=None))


@bp.post("/codes")
def print_codes() -> ResponseReturnValue:
    """Show ten new codes, once; those of before serve no more."""
    form, at, who = CodeForm(), at_hand(), worker()
    if not form.validate_on_submit() or not is_confirmed(form.code):
        return render_template("mairie/own_codes.html", form=form), 422
    shared = factor.secret_of(at.keys, who)
    assert shared is not None  # a code of it was right just now
    with at.store.write() as transaction:
        printed = access.print_codes(transaction, portal(), who, visit(), shared)
    return render_template("mairie/codes.html", codes=printed, address=who.address, is_new=False)


def _is_acceptable(form: AgentPasswordForm) -> bool:
    refusal = access.refusal(form.password.text, portal(), worker())
    if refusal:
        form.password.errors = [refusal]
    return refusal is None


def _is_known(form: AgentPasswordForm) -> bool:
    """Whether the present password and the code are right; tried within the limits of a log-in."""
    who, log_in = worker(), at_hand().agent_login
    if log_in.try_password(who.portal, who.address, form.present.text, visit()) is None:
        log_in.note_failure(who.portal, who.address, visit(), "mot de passe")
        form.present.errors = [WRONG_PASSWORD]
        return False
    return is_confirmed(form.code)


def _password_page(form: AgentPasswordForm) -> str:
    return render_template(
        "mairie/own_password.html", form=form, min_length=access.POLICY.min_length
    )

"""« Agents »: a manager invites, begins anew and ends; each of the last two is asked for on a page of its own."""

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.agents import roster
from domain.faults import Fault
from mail.sender import Claimed, Result
from store import agents
from store.records import Agent
from views import at_hand, limits, portal, visit
from views.forms import AgentInvitationForm, Form
from views.limits import limited
from views.mairie import guard
from views.mairie.guard import worker

bp = Blueprint("agents", __name__, url_prefix="/agents")
bp.before_request(guard.require_manager)

_SENT = {
    Result.SENT: "Le lien est envoyé à {}. Il fonctionne pendant 72 heures.",
    Result.REFUSED: "Le serveur de messagerie refuse {} pour de bon : vérifiez cette adresse.",
}
_KEPT = "Le lien partira à {} dès que possible : inutile de recommencer."


@bp.get("")
def show() -> ResponseReturnValue:
    """Show who is an agent here, and ask for one more."""
    return _page(AgentInvitationForm(formdata=None))


@bp.post("")
@limited(limits.ASKING)
def invite() -> ResponseReturnValue:
    """Invite somebody by a mailed link."""
    form = AgentInvitationForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with at_hand().store.write() as transaction:
            message = roster.invite(
                transaction, portal(), form.entered(), visit(), is_manager=form.is_manager.data
            )
            claimed = at_hand().sender.claim(transaction, message)
    except Fault as fault:
        form.address.errors = [str(fault)]
        return _page(form), 422
    return _back(_sent(claimed, form.entered()))


@bp.get("/<int(max=2147483647):agent_id>/lien")
def ask_to_reset(agent_id: int) -> ResponseReturnValue:
    """Say what a new link ends."""
    return _reset_page(_one(agent_id), Form(formdata=None))


@bp.post("/<int(max=2147483647):agent_id>/lien")
@limited(limits.ASKING)
def reset(agent_id: int) -> ResponseReturnValue:
    """Begin an agent's access anew."""
    one, form = _one(agent_id), Form()
    if not form.validate_on_submit():
        return _reset_page(one, form), 422
    try:
        with at_hand().store.write() as transaction:
            message = roster.reset(transaction, portal(), one, visit())
            claimed = at_hand().sender.claim(transaction, message)
    except Fault as fault:
        form.form_errors.append(str(fault))
        return _reset_page(one, form), 422
    return _back(_sent(claimed, one.address))


@bp.get("/<int(max=2147483647):agent_id>/fin")
def ask_to_end(agent_id: int) -> ResponseReturnValue:
    """Say what ends, or why it can't."""
    one = _one(agent_id)
    with at_hand().store.read() as transaction:
        is_last = roster.is_last_manager(transaction, one)
    return _end_page(one, Form(formdata=None), roster.LAST_MANAGER if is_last else "")


@bp.post("/<int(max=2147483647):agent_id>/fin")
def end(agent_id: int) -> ResponseReturnValue:
    """End an agent's access; sessions end at once."""
    one, form = _one(agent_id), Form()
    if not form.validate_on_submit():
        return _end_page(one, form), 422
    try:
        with at_hand().store.write() as transaction:
            roster.end_but_last(transaction, one, visit())
    except Fault as fault:
        return _end_page(one, form, str(fault)), 422
    return _back(f"{one.address} n'est plus un agent : ses connexions ont pris fin.")


def _one(agent_id: int) -> Agent:
    """Return an agent of this commune; another's, or one who was ended, is a page that is not there."""
    with at_hand().store.read() as transaction:
        return agents.of_commune(transaction, worker().portal, agent_id) or abort(404)


def _sent(claimed: Claimed | None, address: str) -> str:
    return _SENT.get(at_hand().sender.deliver_now(claimed), _KEPT).format(address)


def _page(form: AgentInvitationForm) -> str:
    at = at_hand()
    with at.store.read() as transaction:
        known = agents.of_portal(transaction, worker().portal)
    return render_template(
        "mairie/agents.html",
        form=form,
        notice=session.pop("notice", None),
        known=[(each, roster.state(each, at.keys).value) for each in known],
    )


def _reset_page(one: Agent, form: Form) -> str:
    return render_template("mairie/agent_reset.html", one=one, form=form)


def _end_page(one: Agent, form: Form, refusal: str = "") -> str:
    return render_template("mairie/agent_end.html", one=one, form=form, refusal=refusal)


def _back(notice: str) -> ResponseReturnValue:
    session["notice"] = notice
    return redirect(url_for("mairie.agents.show"), 303)

"""The page behind an agent's link: password and telephone, set up together so that none is without the other."""

from flask import Blueprint, render_template, session
from flask.typing import ResponseReturnValue

from domain import qr_codes
from domain.accounts.links import Dead
from domain.agents import access, factor, links
from store.records import Agent
from views import at_hand, devices, lien, portal, show_commune_of, visit
from views.cookies import TOWN_HALL
from views.forms import AgentSetUpForm

WRONG_DIGITS = (
    "Ce ne sont pas les six chiffres que votre téléphone devrait montrer. Vérifiez qu'il a lu le code QR "
    "de cette page et que son heure est juste, puis saisissez ceux de maintenant."
)

bp = Blueprint("agent_link", __name__, url_prefix=TOWN_HALL)


@bp.get("/lien")
def show() -> ResponseReturnValue:
    """Show the form behind a link; mail scanners open links, so looking uses nothing up."""
    found = _opened(lien())
    if isinstance(found, Dead):
        return _dead(found)
    return _page(AgentSetUpForm(formdata=None, lien=lien()), found)


@bp.post("/lien")
def submit() -> ResponseReturnValue:
    """Set both up once, and show the ten codes to print: nobody can show them again."""
    form = AgentSetUpForm()
    agent = _opened(form.lien.text)
    if isinstance(agent, Dead):
        return _dead(agent)
    at, here = at_hand(), portal()
    step = _step(form, agent)
    if step is None:
        return _page(form, agent), 422
    whose = f"{agent.portal}{TOWN_HALL} {agent.address}"
    hashed = at.hasher.hash(form.password.text, whose, visit().client)
    with at.store.write() as transaction:
        codes = access.set_up(
            transaction,
            here,
            agent,
            visit(),
            key=at.keys[0],
            password_hash=hashed,
            step=step,
        )
    if not codes:
        return _dead(Dead.USED)
    session.clear()
    session.update(portal=agent.portal, address=agent.address)
    devices.remember(agent)
    return render_template("mairie/codes.html", codes=codes, address=agent.address, is_new=True)


def _opened(text: str) -> Agent | Dead:
    with at_hand().store.read() as transaction:
        found = links.open_link(transaction, at_hand().keys, text)
    if isinstance(found, Agent):
        show_commune_of(found)
    return found


def _step(form: AgentSetUpForm, agent: Agent) -> int | None:
    """Return the step of the six digits where all was filled in well, else None: the form says it."""
    is_complete = form.validate_on_submit()
    refusal = access.refusal(form.password.text, portal(), agent)
    if refusal:
        form.password.errors = [refusal]
    if not is_complete or refusal:
        return None
    step = factor.step_of(_shared(agent), form.code.text)
    if step is None:
        form.code.errors = [WRONG_DIGITS]
    return step


def _shared(agent: Agent) -> bytes:
    return factor.secret(at_hand().keys[0], agent)


def _page(form: AgentSetUpForm, agent: Agent) -> str:
    shared = _shared(agent)
    return render_template(
        "mairie/link.html",
        form=form,
        address=agent.address,
        min_length=access.POLICY.min_length,
        secret=factor.as_text(shared),
        secret_address=factor.as_address(shared, portal(), agent),
        qr_code=qr_codes.drawn(factor.as_address(shared, portal(), agent)),
    )


def _dead(reason: Dead) -> ResponseReturnValue:
    status = 404 if reason is Dead.ALTERED else 410
    return render_template("mairie/dead_link.html", reason=reason.value), status

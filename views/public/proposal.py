"""The one button behind the link that proves an address for somebody's bills."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain.accounts.links import Purpose
from domain.customers import proposals
from domain.customers.proposals import Confirmed, Opened
from store import accounts
from views import at_hand, portal, remember, show_commune_of, visit
from views.forms import ConfirmationForm
from views.public.confirmation import form_for, is_the_owner

bp = Blueprint("proposal", __name__)

READS = (
    "Votre adresse est confirmée\u00a0: les factures du client n° {} sont dans « Mes factures »."
)


def opened(text: str) -> Opened | None:
    """Return what a link of this kind opens, None where it is another kind."""
    at = at_hand()
    seconds = at.links.age_seconds(Purpose.ACTIVATION)
    with at.store.read() as transaction:
        found = proposals.open_link(transaction, at.keys, text, seconds)
    if found is not None:
        show_commune_of(found.proposal)
    return found


def show(text: str, found: Opened) -> ResponseReturnValue:
    """Show the button; mail scanners open links, so looking changes nothing."""
    if found.dead is not None:
        return _dead(found)
    return _page(form_for(found.owner, formdata=None, lien=text), found)


@bp.post("/activation/confirmation")
def submit() -> ResponseReturnValue:
    """Let the address read; who has no password yet is led to the page that asks for one."""
    text = ConfirmationForm().lien.text
    found = opened(text)
    if found is None:
        return render_template("proposal_dead.html", reason="used", found=None), 404
    if found.dead is not None:
        return _dead(found)
    form = form_for(found.owner)
    if not form.validate_on_submit() or not is_the_owner(form, found.owner, "factures partagées"):
        return _page(form, found), 422
    here = portal()
    with at_hand().store.write() as transaction:
        done = proposals.confirm(transaction, here, found.proposal, visit())
    if done is Confirmed.DEAD:
        return render_template("proposal_dead.html", reason="used", found=found), 410
    if done is Confirmed.FOR_STAFF:
        return render_template("proposal_for_staff.html", proposal=found.proposal)
    return _led_on(found)


def _led_on(found: Opened) -> ResponseReturnValue:
    """Lead to the log-in, or to the first password: the mailbox was just proven."""
    at, here, proposal = at_hand(), portal(), found.proposal
    if found.owner is not None:
        session["notice"] = READS.format(proposal.number)
        remember(proposal.address)
        return redirect(url_for("public.home.show", LIEN=here.code), 303)
    with at.store.read() as transaction:
        account = accounts.by_address(transaction, here.code, proposal.address)
    assert account is not None
    token = at.links.make(account, Purpose.ACTIVATION)
    return redirect(url_for("public.home.show", LIEN=token), 303)


def _page(form: ConfirmationForm, found: Opened) -> str:
    return render_template("proposal.html", form=form, found=found)


def _dead(found: Opened) -> ResponseReturnValue:
    reason = found.dead.value if found.dead else ""
    return render_template("proposal_dead.html", reason=reason, found=found), 410

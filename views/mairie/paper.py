"""« Papier »: what customers chose since the service last took it along; and a choice noted by an agent."""

from itertools import islice

from flask import (
    Blueprint,
    abort,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from domain import choices, clock, past_imports
from domain.agents import exports as rules
from domain.choices import Channel
from domain.customers import choosing
from domain.faults import Fault
from domain.invoices import lives
from jobs import returns as job
from store import choices as rows
from store import imports
from views import at_hand, limits, portal, visit
from views.forms import CodeForm, Form, NotedChoiceForm
from views.limits import limited
from views.mairie import exports
from views.mairie.customers import sheet_asked_for
from views.mairie.guard import worker

bp = Blueprint("paper", __name__, url_prefix="/papier")

SHOWN = 50
NEWEST_LOTS = 3
MEANWHILE = "Ce client a choisi lui-même entre-temps\u00a0: rien n'a été fait."


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what changed since the last export."""
    return _page(CodeForm(formdata=None))


@bp.post("/choix.csv")
@limited(limits.ASKING)
def take() -> ResponseReturnValue:
    """Hand over what changed as CSV for the billing software; the next one goes on from there."""
    at, here = at_hand(), portal()
    with at.store.read() as transaction:
        people = len(choosing.export(transaction, here))
    form, may_leave = exports.sent(people)
    if not may_leave:
        return _page(form), 422
    with at.store.write() as transaction:
        made = choosing.hand_over(transaction, here, visit())
        rules.tell(transaction, here, worker(), "choix entre le papier et en ligne", len(made))
    return exports.csv([choosing.TITLES, *made], f"choix-{clock.today(here.timezone)}")


@bp.get("/noter")
def ask() -> ResponseReturnValue:
    """Ask for the proof of a choice that reached the service by another way."""
    return _question(NotedChoiceForm(formdata=None))


@bp.post("/noter")
@limited(limits.ASKING)
def note() -> ResponseReturnValue:
    """Keep that choice; a mail confirms it to whoever reads these bills."""
    form, one = NotedChoiceForm(), sheet_asked_for()
    if not form.validate_on_submit():
        return _question(form), 422
    is_online = form.channel.text == Channel.ONLINE
    if is_online == (one.standing.channel is Channel.ONLINE):  # chosen by the customer meanwhile
        session["notice"] = MEANWHILE
        return redirect(url_for("mairie.customers.sheet_of", numero=one.number), 303)
    try:
        with at_hand().store.write() as transaction:
            choosing.set_by_service(
                transaction, portal(), one.number, form.note.text, visit(), is_online=is_online
            )
    except Fault as fault:
        form.note.errors = [str(fault)]
        return _question(form), 422
    session["notice"] = "Son choix est noté. Un mail le confirme, s'il a un compte."
    return redirect(url_for("mairie.customers.sheet_of", numero=one.number), 303)


def _question(form: NotedChoiceForm) -> str:
    one = sheet_asked_for()
    if one.standing.channel is Channel.CHORUS:
        abort(404)
    wanted = Channel.PAPER if one.standing.channel is Channel.ONLINE else Channel.ONLINE
    form.channel.data = wanted
    return render_template(
        "mairie/choice.html", form=form, sheet=one, wanted=wanted, said=choices.SAID
    )


def _page(form: Form) -> str:
    with at_hand().store.read() as transaction:
        changed = choosing.export(transaction, portal())
        counted = (
            (past.row, lives.of_import(transaction, portal(), past.row.id))
            for past in past_imports.listed(transaction, portal(), imports.FACTURES)
        )
        lots = list(islice((lot for lot in counted if any(lot[1].values())), NEWEST_LOTS))
        _, exported_at = rows.last_export(transaction, portal().code)
    return render_template(
        "mairie/paper.html",
        form=form,
        changed=changed[:SHOWN],
        count=len(changed),
        is_many=rules.needs_code(len(changed)),
        exported_at=exported_at,
        lots=lots,
        are_returns_read=job.are_read(),
    )

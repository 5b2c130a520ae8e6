"""« Factures en attente »: bills whose PDF may be somebody else's, beside what it says; published after a look."""

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain import french
from domain.invoices import waiting as rules
from store import waiting
from store.waiting import Waiting
from views import at_hand, portal, visit
from views.forms import Form, visible
from views.mairie.guard import worker

bp = Blueprint("waiting", __name__, url_prefix="/attente")

SHOWN = 20  # of each batch
GONE = "Cette facture n'attendait plus, ou son PDF a été remplacé entre-temps\u00a0: rien n'a été fait."


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what waits, batch by batch, the most doubtful first."""
    return page(Form(formdata=None))


@bp.post("")
def publish() -> ResponseReturnValue:
    """Let one bill be read, where its PDF is the one that was shown; a second time changes nothing."""
    form = Form()
    if not form.validate_on_submit():
        return page(form), 422
    return _publish(
        key=visible(request.form.get("facture")), document=visible(request.form.get("pdf"))
    )


@bp.get("/lot/<int(max=2147483647):import_id>")
def ask(import_id: int) -> ResponseReturnValue:
    """Say what publishing a whole batch does."""
    return _question(import_id, Form(formdata=None))


@bp.post("/lot/<int(max=2147483647):import_id>")
def publish_all(import_id: int) -> ResponseReturnValue:
    """Let all that waits of a batch be read; a second time changes nothing."""
    form = Form()
    if not form.validate_on_submit():
        return _question(import_id, form), 422
    return _publish(import_id=import_id)


def page(form: Form) -> str:
    """Return the page; above it, what a button was refused for."""
    with at_hand().store.read() as transaction:
        found = waiting.listed(transaction, worker().portal)
    return render_template(
        "mairie/waiting.html",
        form=form,
        notice=session.pop("notice", None),
        batches=[_batch(list(some)) for _, some in groupby(found, lambda one: one.import_id)],
        shown=SHOWN,
        reason=rules.reason,
    )


def _batch(bills: list[Waiting]) -> list[Waiting]:
    return sorted(bills, key=lambda one: one.why == rules.BATCH)


def _question(import_id: int, form: Form) -> str:
    with at_hand().store.read() as transaction:
        found = waiting.listed(transaction, worker().portal, import_id=import_id)
    if not found:
        abort(404)
    doubtful = [one for one in found if one.why != rules.BATCH]
    return render_template(
        "mairie/waiting_publish.html",
        form=form,
        bills=found,
        doubtful=doubtful,
    )


def _publish(**which: str | int) -> ResponseReturnValue:
    with at_hand().store.write() as transaction:
        bills: Sequence[Waiting] = waiting.listed(transaction, portal().code, **which)
        rules.publish(transaction, portal(), bills, visit())
    published = french.count(len(bills), "facture est", "factures sont")
    session["notice"] = f"{published} en ligne." if bills else GONE
    return redirect(url_for("mairie.waiting.show"), 303)

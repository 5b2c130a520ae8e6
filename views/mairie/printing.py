"""What goes on paper: the bills of a lot as one PDF; and the statement of a bill, to be printed."""

from typing import IO

from flask import Blueprint, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from domain.faults import Fault
from domain.invoices import lookup, printing, statement
from domain.invoices.printing import Printing
from views import at_hand, guards, limits, portal
from views.limits import limited
from views.mairie import exports
from views.mairie.exports import Export
from views.mairie.guard import worker

bp = Blueprint("printing", __name__, url_prefix="/papier")

UNPRINTED = "Le PDF à imprimer n'a pas pu être fait"
LOT = "/lot/<int(max=2147483647):number>"


@bp.get(LOT)
def ask(number: int) -> ResponseReturnValue:
    """Say how many bills of a lot would be printed; with « relance », those that nobody opened too."""
    return exports.page(_export(number, _planned(number)))


@bp.post(LOT)
@limited(limits.DOWNLOADING)
def take(number: int) -> ResponseReturnValue:
    """Give them as one PDF, in the order of the list."""
    at, here, planned = at_hand(), portal(), _planned(number)
    refusal = exports.refusal(_export(number, planned))
    if refusal:
        return refusal

    def write(file: IO[bytes]) -> None:
        printing.write(file, here, at.settings.data_dir, planned)

    try:
        made = at.downloads.make(worker().id, write)
    except Fault as fault:
        return render_template("error.html", title=UNPRINTED, sentences=[str(fault)]), 409
    answer = send_file(
        made, "application/pdf", as_attachment=True, download_name=f"papier-lot-{number}.pdf"
    )
    answer.headers["Cache-Control"] = guards.PRIVATE
    return answer


@bp.get("/releve/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show what happened to a bill, facts only."""
    with at_hand().store.read() as transaction:
        found = lookup.by_key(transaction, portal(), key)
        made = statement.of(transaction, portal(), found) if found else None
    if found is None or made is None:
        abort(404)
    return render_template(
        "mairie/statement.html", invoice=found, made=made, title=statement.TITLE, end=statement.END
    )


def _planned(number: int) -> Printing:
    is_reminder = request.args.get("relance") == "oui"
    try:
        with at_hand().store.read() as transaction:
            found = printing.plan(transaction, portal(), number, with_reminded=is_reminder)
    except Fault:
        abort(404)
    return found if found.bills else abort(404)


def _export(number: int, planned: Printing) -> Export:
    what = f"les factures à imprimer du lot n°\u00a0{number}"
    people = len({each.customer_number for each in planned.bills})
    back = url_for("mairie.paper.show")
    return Export(
        f"À imprimer\u00a0: lot n°\u00a0{number}", what, people, back, "Revenir à « Papier »"
    )

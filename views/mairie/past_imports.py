"""« Lots »: what came in, each import with its figures, its report, and what can still be done with it."""

from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain import french, past_imports
from domain.accounts import invitations
from domain.agents import exports as rules
from domain.invoices import lives
from domain.past_imports import PastImport
from jobs import import_texts
from mail import outcomes
from store import Transaction, imports
from views import at_hand, limits, portal, visit
from views.forms import Form
from views.limits import limited
from views.mairie import exports
from views.mairie.exports import Export

bp = Blueprint("past_imports", __name__, url_prefix="/lots")

A_PAGE = 50
LAST_PAGE = 1_000_000  # nobody has as many
SUBJECTS = {"clients": "Clients", "factures": "Factures", "statuts": "États de factures"}
NUMBER = "/<int(max=2147483647):number>"
INVITED = "Les invitations partent : {}, au rythme des annonces."
NOBODY = "Personne n'est à inviter : ils l'ont été depuis, ou leur compte est actif."


@bp.get("")
def show() -> ResponseReturnValue:
    """Show a page of them, the newest first."""
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    first = A_PAGE * (page - 1)
    with at_hand().store.read() as transaction:
        found = past_imports.listed(transaction, portal())[first : first + A_PAGE + 1]
    return render_template(
        "mairie/past_imports.html",
        found=found[:A_PAGE],
        subjects=SUBJECTS,
        newer=page - 1,
        older=page + 1 if found[A_PAGE:] else 0,
    )


@bp.get(NUMBER)
def show_one(number: int) -> ResponseReturnValue:
    """Show one import as it was, and what is left of it."""
    return page(_one(number), Form(formdata=None))


def page(past: PastImport, form: Form) -> str:
    """Return the page of an import; above it, what the form of one of its buttons was refused for."""
    at = at_hand()
    with at.store.read() as transaction:
        addresses = invitations.candidates(transaction, portal(), past.row.id)
        planned = invitations.plan(transaction, portal(), addresses)
        without = past_imports.uninvited(transaction, portal(), past.row)
        became = past_imports.became(transaction, portal(), past.row)
        where = _lives(transaction, past)
    return render_template(
        "mairie/past_import.html",
        past=past,
        form=form,
        subjects=SUBJECTS,
        report=past_imports.report(at.store, past.row),
        rejects=past_imports.rejects(at.store, past.row),
        uninvited=len(without),
        became=became,
        lives=where,
        needs_code=rules.needs_code,
        to_invite=len(planned.invited),
        notice=session.pop("notice", None),
        announced=outcomes.announced(past.mails),
    )


def _lives(transaction: Transaction, past: PastImport) -> dict[str, int]:
    """Return how many of its bills are to be printed, read, told, to be told; nothing of customers."""
    if past.row.kind != imports.FACTURES:
        return {}
    return lives.of_import(transaction, portal(), past.row.id)


@bp.post(f"{NUMBER}/inviter")
@limited(limits.ASKING)
def invite(number: int) -> ResponseReturnValue:
    """Invite those whom it concerns and who have no account yet."""
    past, form = _one(number), Form()
    if not form.validate_on_submit():
        return page(past, form), 422
    with at_hand().store.write() as transaction:
        addresses = invitations.candidates(transaction, portal(), number)
        made = invitations.invite_many(transaction, portal(), addresses, visit())
    count = french.count(len(made.invited), "adresse")
    session["notice"] = INVITED.format(count) if made.invited else NOBODY
    return redirect(url_for("mairie.past_imports.show_one", number=number), 303)


@bp.get(f"{NUMBER}/sans-compte")
def ask_for_uninvited(number: int) -> ResponseReturnValue:
    """Say who would be in the file of those without account."""
    return exports.page(_uninvited(number)[0])


@bp.post(f"{NUMBER}/sans-compte")
@limited(limits.ASKING)
def uninvited(number: int) -> ResponseReturnValue:
    """Give it, as « --sans-compte » does."""
    export, rows = _uninvited(number)
    return exports.refusal(export) or exports.csv(rows, f"sans-compte-import-{number}")


@bp.get(f"{NUMBER}/rejets")
def ask_for_rejects(number: int) -> ResponseReturnValue:
    """Say what the file of the refused lines holds."""
    return exports.page(_rejects(number))


@bp.post(f"{NUMBER}/rejets")
@limited(limits.ASKING)
def rejects(number: int) -> ResponseReturnValue:
    """Give the refused lines, to be corrected and brought in again."""
    refusal = exports.refusal(_rejects(number))
    if refusal is not None:
        return refusal
    path, name = past_imports.rejects(at_hand().store, _one(number).row) or abort(404)
    return exports.file(path, name)


@bp.get(f"{NUMBER}/compte-rendu")
def report(number: int) -> ResponseReturnValue:
    """Give its report as the drop folder writes it."""
    past = _one(number)
    said = past_imports.report(at_hand().store, past.row) or abort(404)
    text = import_texts.report(said, portal(), is_dropped=True)
    answer = Response(f"{text}\n", mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{number}.txt"'
    return answer


def _one(number: int) -> PastImport:
    """Return an import of this commune; another's is a page that is not there."""
    with at_hand().store.read() as transaction:
        return past_imports.one(transaction, portal(), number) or abort(404)


def _export(number: int, title: str, what: str, people: int, unit: str = "client") -> Export:
    back = url_for("mairie.past_imports.show_one", number=number)
    return Export(
        title, f"{what} de l'import n° {number}", people, back, "Revenir à l'import", unit
    )


def _uninvited(number: int) -> tuple[Export, list[tuple[str, str, str]]]:
    past = _one(number)
    with at_hand().store.read() as transaction:
        found = past_imports.uninvited(transaction, portal(), past.row)
    what = "les clients sans compte"
    rows = [invitations.TITLES, *found]
    return _export(number, "Télécharger les clients sans compte", what, len(found)), rows


def _rejects(number: int) -> Export:
    past = _one(number)
    if past_imports.rejects(at_hand().store, past.row) is None:
        abort(404)
    refused = int(past.row.counts.get("rejected", 0))
    return _export(
        number, "Télécharger les lignes refusées", "les lignes refusées", refused, "ligne"
    )

"""« Colonnes »: what the commune's lists call their columns, as agents said it; changed or forgotten here."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain import columns, own_columns
from domain.faults import Fault
from views import at_hand, limits, portal, visit
from views.forms import Form, visible
from views.limits import limited

bp = Blueprint("columns", __name__, url_prefix="/colonnes")

FORGET = "oublier"  # what a field says of a title that is not to be known any more
UNKNOWN = "Choisissez dans la liste ce qu'est la colonne « {} »."


@bp.get("")
def show() -> ResponseReturnValue:
    """Show each title with its meaning."""
    return _page(Form(formdata=None))


@bp.post("")
@limited(limits.ASKING)
def change() -> ResponseReturnValue:
    """Keep what was changed."""
    form = Form()
    if not form.validate_on_submit():
        return _page(form), 422
    known = portal().columns
    try:
        changed = {title: field for title, field in said().items() if known.get(title) != field}
        if changed:
            keep(changed)
    except Fault as fault:
        form.form_errors.append(str(fault))
        return _page(form), 422
    session["notice"] = "C'est retenu." if changed else "Rien n'a changé."
    return redirect(url_for("mairie.columns.show"), 303)


def said() -> dict[str, str | None]:
    """Return what the fields say: title → field, None where it is to be forgotten; raises `Fault`.

    A title of which nothing is said is left out.
    """
    found: dict[str, str | None] = {}
    for name, typed in request.form.items():
        kind, _, number = name.partition("-")
        meaning = request.form.get(f"meaning-{number}", "")
        if kind == "title" and meaning:
            title = visible(typed)
            found[title] = None if meaning == FORGET else columns.field_of(meaning)
            if found[title] is None and meaning != FORGET:
                raise Fault(UNKNOWN.format(title))
    return found


def keep(told: Mapping[str, str | None]) -> None:
    """Keep it in the file of communes; raises `Fault`."""
    at = at_hand()
    with at.store.write() as transaction:
        own_columns.keep(transaction, at.portals.path, portal(), told, visit())


def _page(form: Form) -> str:
    own = portal().columns
    return render_template(
        "mairie/columns.html",
        form=form,
        own=[(title, columns.meaning_of(field)) for title, field in own.items()],
        meanings=list(columns.MEANINGS),
        forget=FORGET,
        notice=session.pop("notice", None),
    )

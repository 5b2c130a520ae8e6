"""« Journal »: what agents and commands did in this commune, and when; kept as long as the history."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from domain import history
from store import events
from store.records import Event
from views import at_hand
from views.mairie.guard import worker

bp = Blueprint("journal", __name__, url_prefix="/journal")

A_PAGE = 100
LAST_PAGE = 1_000_000  # no history is as long, and databases count no further than they can
WORDS = history.SENTENCES | {history.Kind.LOGIN_FAILED: "connexion refusée"}  # or its code was


@bp.get("")
def show() -> ResponseReturnValue:
    """Show a page of it, the newest lines first."""
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    with at_hand().store.read() as transaction:
        found = events.of_staff(
            transaction, worker().portal, limit=A_PAGE + 1, offset=A_PAGE * (page - 1)
        )
    return render_template(
        "mairie/journal.html",
        lines=[(each, _said(each, address)) for each, address in found[:A_PAGE]],
        newer=page - 1,
        older=page + 1 if len(found) > A_PAGE else 0,
    )


def _said(event: Event, address: str) -> str:
    """« compte suspendu : alice@exemple.fr, par le service »."""
    about = ", ".join(filter(None, (address, event.details)))
    words = WORDS[history.Kind(event.kind)]
    times = f" ({event.times}\u00a0fois)" if event.times > 1 else ""
    return f"{words}\u00a0: {about}{times}" if about else f"{words}{times}"

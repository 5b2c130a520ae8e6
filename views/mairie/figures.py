"""« Chiffres »: who has found their way to the portal, what became of the bills; as pictures, tables and files."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from domain import clock, figures
from domain.figures import Overview
from views import at_hand, portal
from views.mairie import chart, exports

bp = Blueprint("figures", __name__, url_prefix="/chiffres")

KINDS = ("on-line", "told", "opened")


@bp.get("")
def show() -> ResponseReturnValue:
    """Show them all."""
    overview = _overview()
    picture = chart.drawn(
        [month.name[5:] for month in overview.months],
        KINDS,
        [month.bills for month in overview.months],
    )
    return render_template(
        "mairie/figures.html", overview=overview, now=overview.now, chart=picture
    )


@bp.get("/mois.csv")
def by_month() -> Response:
    """Give the months as a file: numbers alone, nobody's name."""
    return exports.csv(figures.by_month(_overview()), _name("mois"))


@bp.get("/imports.csv")
def by_import() -> Response:
    """Give the imports as a file: numbers alone, nobody's name."""
    return exports.csv(figures.by_import(_overview()), _name("imports"))


def _overview() -> Overview:
    with at_hand().store.read() as transaction:
        return figures.of_portal(transaction, portal())


def _name(what: str) -> str:
    return f"chiffres-{what}-{clock.today(portal().timezone)}"

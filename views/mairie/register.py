"""The register as a file, as `flask clients export` gives it: all of it, or what customers changed themselves."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from domain import clock
from domain.customers import register
from views import at_hand, limits, portal
from views.limits import limited
from views.mairie import exports
from views.mairie.exports import Export

bp = Blueprint("register", __name__, url_prefix="/clients/exporter")

ALL = "Exporter les clients", "le registre des clients", "clients"
CHANGED = (
    "Exporter les adresses changées par les clients",
    "les adresses que les clients ont changées",
    "adresses-changees",
)


@bp.get("")
def show() -> ResponseReturnValue:
    """Say what leaves."""
    export, _, _ = _meant()
    return exports.page(export)


@bp.post("")
@limited(limits.ASKING)
def take() -> ResponseReturnValue:
    """Give it, once it may leave."""
    export, rows, name = _meant()
    return exports.refusal(export) or exports.csv(rows, name)


def _meant() -> tuple[Export, list[tuple[str, ...]], str]:
    """Return what the address asks for, its rows with their titles, and a name for the file."""
    here, only_changed = portal(), "modifiees" in request.args
    title, what, name = CHANGED if only_changed else ALL
    with at_hand().store.read() as transaction:
        rows = list(register.rows(transaction, here, only_changed=only_changed))
    back = url_for("mairie.customers.show")
    export = Export(title, what, len(rows) - 1, back, "Revenir aux clients")
    return export, rows, f"{name}-{clock.today(here.timezone)}"

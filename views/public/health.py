"""For whoever watches the portal: can it do its work, yes or no."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from store import Unavailable
from views import at_hand

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def show() -> ResponseReturnValue:
    """Answer 200 when the database answers and can be written, else 503; nothing else is said."""
    try:
        at_hand().store.check()
    except Unavailable:
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok")

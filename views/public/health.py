"""For whoever watches the portal: can it do its work, yes or no.

The answer may be a second old: to know it is to write and flush, and anybody may ask.
"""

from datetime import datetime, timedelta
from threading import Lock

from flask import Blueprint, current_app, jsonify
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from domain import clock
from store import Store, Unavailable
from views import at_hand

bp = Blueprint("health", __name__)

GOOD_FOR = timedelta(seconds=1)
_NAME = "portail-health"


class Health:
    """Whether the database answers and can be written, asked of it once a second at most."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._asking = Lock()
        self._asked_at: datetime | None = None
        self._is_good = False

    def is_good(self, store: Store) -> bool:
        """Return the answer; of many who ask at once one asks the database, the others wait."""
        with self._asking:
            age = clock.age(self._asked_at, ahead=timedelta(0)) if self._asked_at else None
            if age is None or age >= GOOD_FOR:
                self._is_good = _can_work(store)
                self._asked_at = clock.now()
            return self._is_good


def _can_work(store: Store) -> bool:
    try:
        store.check()
    except Unavailable:
        return False
    return True


@bp.record_once
def _begin(state: BlueprintSetupState) -> None:
    state.app.extensions[_NAME] = Health()


@bp.get("/healthz")
def show() -> ResponseReturnValue:
    """Answer 200 when the portal can do its work, else 503; nothing else is said."""
    health: Health = current_app.extensions[_NAME]
    if health.is_good(at_hand().store):
        return jsonify(status="ok")
    return jsonify(status="unavailable"), 503

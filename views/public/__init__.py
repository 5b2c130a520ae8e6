"""Pages for everybody: this folder's blueprint asks nobody who they are."""

from flask import Blueprint

from views.public import (
    activation,
    agent_link,
    agent_login,
    assets,
    confirmation,
    health,
    home,
    legal,
    letter_code,
    login,
    password,
    payfip,
    proposal,
    recovery,
    unsubscribe,
    well_known,
)

_PAGES = (
    home,
    login,
    activation,
    letter_code,
    proposal,
    recovery,
    password,
    confirmation,
    unsubscribe,
    payfip,
    agent_login,
    agent_link,
    legal,
    health,
    assets,
    well_known,
)

bp = Blueprint("public", __name__)
for page in _PAGES:
    bp.register_blueprint(page.bp)

"""Pages for the billing service's agents: this folder's blueprint asks before any of them is reached.

What lets an agent in stands in `views/public/`: their log-in and the link that is mailed to them.
"""

from flask import Blueprint

from views.cookies import TOWN_HALL
from views.mairie import (
    agents,
    bill_states,
    columns,
    customers,
    figures,
    guard,
    journal,
    letter_codes,
    letters,
    mails,
    own_access,
    paper,
    past_imports,
    payments,
    printing,
    proposals,
    readers,
    register,
    taking_back,
    to_do,
    uploads,
    waiting,
)

bp = Blueprint("mairie", __name__, url_prefix=TOWN_HALL)
bp.before_request(guard.require_agent)
for page in (
    *(to_do, customers, readers, register, bill_states, uploads, columns, past_imports),
    *(taking_back, waiting, paper, printing, payments, proposals, letters, letter_codes, mails),
    *(figures, agents, journal, own_access),
):
    bp.register_blueprint(page.bp)

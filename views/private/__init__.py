"""Pages for who is logged in: this folder's blueprint asks before any of them is reached."""

from flask import Blueprint

from views.private import (
    guard,
    invoices,
    my_account,
    new_address,
    paper_or_online,
    payment,
    sharing,
)

bp = Blueprint("private", __name__)
bp.before_request(guard.require_login)
for page in (invoices, my_account, new_address, paper_or_online, payment, sharing):
    bp.register_blueprint(page.bp)

"""« / »: LIEN=M… opens the log-in, LIEN=X… the page where a password is chosen."""

from flask import Blueprint, render_template, request, session
from flask.typing import ResponseReturnValue

from domain.accounts import sessions
from domain.accounts.links import Purpose, is_link
from store.sessions import of_accounts
from views import account, at_hand, lien, open_link, portal, remembered
from views.forms import LoginForm
from views.private.guard import first_page, is_logged_in, own_path
from views.public import confirmation, password, proposal

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Look at the log-in page or at a link; looking uses nothing up."""
    if is_link(lien()):
        return _behind_link(lien())
    wanted = request.args.get("suite", "")
    if is_logged_in():
        return first_page(wanted)
    if session.get("portal") != portal().code:  # else the cookie would be signed and sent anew
        session["portal"] = portal().code
    return render_template(
        "home.html",
        form=LoginForm(formdata=None, suite=wanted, address=remembered()),
        notice=session.pop("notice", None),
        undone=session.pop("undone", False),
        ended=_ended(),
        lifetimes=at_hand().lifetimes,
        wanted=own_path(wanted),
    )


def _ended() -> str:
    """Return why this browser's session has ended by itself, once; empty where it had none."""
    token = None if account() else session.pop("sid", None)
    if token is None:
        return ""
    with at_hand().store.read() as transaction:
        return sessions.why_ended(transaction, of_accounts, token, at_hand().lifetimes).value


def _behind_link(text: str) -> ResponseReturnValue:
    proposed = proposal.opened(text)
    if proposed is not None:
        return proposal.show(text, proposed)
    found = open_link(text)
    if found.link is not None and found.link.purpose is Purpose.ADDRESS:
        return confirmation.show(text, found)
    return password.show(text, found)

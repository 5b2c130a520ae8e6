"""« / »: LIEN=M… opens the log-in, LIEN=X… the page where a password is chosen."""

from flask import Blueprint, render_template, request, session
from flask.typing import ResponseReturnValue

from domain.accounts.links import Purpose, is_link
from views import lien, open_link, portal, remembered
from views.forms import LoginForm
from views.public import confirmation, password

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Look at the log-in page or at a link; looking uses nothing up."""
    if is_link(lien()):
        return _behind_link(lien())
    if session.get("portal") != portal().code:  # else the cookie would be signed and sent anew
        session["portal"] = portal().code
    wanted = request.args.get("suite", "")
    form = LoginForm(formdata=None, suite=wanted, address=remembered())
    return render_template("home.html", form=form, notice=session.pop("notice", None))


def _behind_link(text: str) -> ResponseReturnValue:
    found = open_link(text)
    if found.link is not None and found.link.purpose is Purpose.ADDRESS:
        return confirmation.show(text, found)
    return password.show(text, found)

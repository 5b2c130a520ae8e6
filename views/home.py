"""« / »: LIEN=M… opens the log-in, LIEN=X… the page where a password is chosen."""

from flask import Blueprint, render_template, request, session
from flask.typing import ResponseReturnValue

from domain.links import is_link
from forms import LoginForm
from views import lien, password, portal, remembered

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Look at the log-in page or at a link; looking uses nothing up."""
    if is_link(lien()):
        return password.show(lien())
    session["portal"] = portal().code
    form = LoginForm(formdata=None, suite=request.args.get("suite", ""))
    form.address.data = remembered()
    return render_template("home.html", form=form, notice=session.pop("notice", None))

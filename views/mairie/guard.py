"""Who may see a page of the town hall's: an agent of its commune, nobody else."""

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from store.records import Agent
from views import agent, at_hand, lien, portal, visit
from views.forms import Text
from views.private.guard import own_path, page_before

WRONG_CODE = "Ce code ne convient pas, ou il a déjà servi. Attendez le suivant, puis saisissez-le."


def require_agent() -> ResponseReturnValue | None:
    """Lead a visitor to the log-in and back again; another commune's agent finds nothing here."""
    who = agent()
    if who is not None:
        return None if who.portal == portal().code else abort(404)
    if request.method == "POST":
        session["undone"] = True
        wanted = own_path(request.path, "mairie") or own_path(page_before(), "mairie")
    else:
        wanted = request.full_path.rstrip("?")
    code = lien() or session.get("portal")
    return redirect(url_for("public.agent_login.show", LIEN=code, suite=wanted), 303)


def require_manager() -> None:
    """Let only who invites agents in; behind the guard of all."""
    if not worker().is_manager:
        abort(404)


def worker() -> Agent:
    """Return the agent who works here: behind the guard there is one."""
    who = agent()
    assert who is not None
    return who


def is_confirmed(code: Text) -> bool:
    """Whether the code of the telephone, asked for again, is right; else the field says what to do."""
    is_right = at_hand().agent_login.confirm(worker(), code.text, visit())
    if not is_right:
        code.errors = [WRONG_CODE]
    return is_right

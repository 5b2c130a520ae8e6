"""Who may see a private page, and which pages are private."""

from flask import current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from store.records import Account
from views import account, lien, portal


def require_login() -> ResponseReturnValue | None:
    """Lead a visitor to the log-in, and back to the page they wanted."""
    who = account()
    if who is not None and who.portal == portal().code:
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    code = lien() or session.get("portal")
    return redirect(url_for("public.home.show", LIEN=code, suite=wanted or None), 303)


def owner() -> Account:
    """Return who is logged in: behind the guard there is somebody."""
    who = account()
    assert who is not None
    return who


def own_path(path: str) -> str | None:
    """Return `path` where it is a private page of ours, None for anything else."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return None
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _ = adapter.match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return path if endpoint.startswith("private.") else None

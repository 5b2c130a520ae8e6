"""Who may see a private page, and which pages are private."""

from contextlib import suppress
from urllib.parse import urlsplit

from flask import current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from store.records import Account
from views import account, lien, portal


def require_login() -> ResponseReturnValue | None:
    """Lead a visitor to the log-in, and back to the page they wanted or whose form they sent."""
    if is_logged_in():
        return None
    if request.method == "POST":
        session["undone"] = True
        wanted = own_path(request.path) or own_path(page_before())
    else:
        wanted = request.full_path.rstrip("?")
    code = lien() or session.get("portal")
    return redirect(url_for("public.home.show", LIEN=code, suite=wanted), 303)


def page_before() -> str:
    """Return the path of the page that a form was sent from; empty where its browser says nothing readable."""
    with suppress(ValueError):
        return urlsplit(request.referrer or "").path
    return ""


def is_logged_in() -> bool:
    """Whether this browser is logged in to the commune of this request."""
    who = account()
    return who is not None and who.portal == portal().code


def first_page(wanted: str = "") -> ResponseReturnValue:
    """Lead who is logged in to the private page they wanted, else to « Mes factures »."""
    return redirect(own_path(wanted) or url_for("private.invoices.show"), 303)


def owner() -> Account:
    """Return who is logged in: behind the guard there is somebody."""
    who = account()
    assert who is not None
    return who


def own_path(path: str, folder: str = "private") -> str | None:
    """Return `path` where it is a page of this folder of ours, None for anything else."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return None
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _ = adapter.match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return path if endpoint.startswith(f"{folder}.") else None

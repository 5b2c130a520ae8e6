"""The door for browsers, and what a view may ask for."""

from datetime import timedelta

from flask import g, redirect, request, session
from werkzeug import Response

import services
from domain.accounts import sessions
from domain.accounts.links import DeadLink, Opened, Purpose, is_link
from domain.agents import sessions as agent_sessions
from domain.history import Visit
from domain.portals import Portal
from jobs.connections import ARRIVED_FOR
from store.payments import Payment
from store.records import Account, Agent, Proposal
from views import devices
from views.forms import visible

at_hand = services.current

# Our links end in letters, digits, - or _; mail programs take what follows along.
_BEHIND_A_LINK = " \t\r\n\u00a0\u202f\u200b.,;:!?…)]}>»\"'’*"


class UnknownPortal(Exception):
    """No commune is meant by this address."""


def lien() -> str:
    """Return what was typed behind LIEN= (or lien=), as it was meant; empty if nothing."""
    for name, value in request.args.items():
        if name.strip().lower() == "lien":
            return visible(alone(value))
    return ""


def alone(link: str) -> str:
    """Return the end of a link without the signs that a sentence, or a copy of it, left round it."""
    return link.strip().rstrip(_BEHIND_A_LINK)


def portal() -> Portal:
    """Return the commune of this request; raises `UnknownPortal`."""
    if "portal" not in g:
        _show_as(_portal_meant())
    if g.portal is None:
        raise UnknownPortal
    found: Portal = g.portal
    return found


def open_link(text: str, purposes: tuple[Purpose, ...] = tuple(Purpose)) -> Opened | DeadLink:
    """Open a mailed link, or say why it is dead; the page is of the commune that mailed it."""
    at = at_hand()
    with at.store.read() as transaction:
        found = at.links.open(transaction, text, purposes)
    if found.account is not None:
        show_commune_of(found.account)
    return found


def show_commune_of(owner: Account | Agent | Proposal | Payment) -> None:
    """Make the page one of its commune, whatever else the browser has looked at."""
    _show_as(at_hand().portals.all().get(owner.portal))


def _show_as(commune: Portal | None) -> None:
    g.portal = commune


def _portal_meant() -> Portal | None:
    typed = lien()
    if typed and not is_link(typed):
        return at_hand().portals.find(typed)
    owner = account() or agent()
    if owner is not None:
        return at_hand().portals.all().get(owner.portal)
    return at_hand().portals.find("") or at_hand().portals.find(session.get("portal", "-"))


def account() -> Account | None:
    """Return who is logged in, None for a visitor; asked of the database once a request."""
    if "account" not in g:
        token = session.get("sid")
        found = sessions.find(at_hand().store, token, at_hand().lifetimes) if token else None
        g.account = found
    who: Account | None = g.account
    return who


def agent() -> Agent | None:
    """Return which agent works here, None elsewhere than on the town hall's pages: see `cookies`."""
    if "agent" not in g:
        token = session.get("agent")
        sending = timedelta(seconds=request.environ.get(ARRIVED_FOR, 0))
        g.agent = agent_sessions.find(at_hand().store, token, sending=sending) if token else None
    who: Agent | None = g.agent
    return who


def begin(owner: Account, token: str) -> None:
    """Give the browser its cookie; whatever it carried before is gone, the CSRF token too."""
    session.clear()
    session.update(sid=token, portal=owner.portal)


def leave(log_in: str, notice: str) -> Response:
    """Let the browser forget who was logged in, and lead it to the log-in's address, which says so.

    What it kept of our pages goes too: somebody else may sit down next. The cookies are not ours
    alone to clear: one of them tells that its owner has used this browser.
    """
    session.clear()
    session["notice"] = notice
    answer = redirect(log_in, 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def remember(address: str | None) -> None:
    """Let an address go along, so that nobody types it twice; the cookie ends with the browser."""
    session["address"] = (address or "").strip()[:254]


def remembered() -> str:
    """Return the address that was typed on another page of this journey, else nothing."""
    return str(session.get("address", ""))


def visit() -> Visit:
    """Return where this request comes from, and which agent acts: the history says it."""
    who = agent()
    return Visit(
        client=request.remote_addr or "",
        browser=request.user_agent.string,
        device=devices.present(),
        by=who.address if who else "",
    )

"""The help sheet and the four pages that the law wants."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain import legal, qr_codes
from views import at_hand, portal

bp = Blueprint("legal", __name__)


@bp.get("/aide")
def help() -> ResponseReturnValue:  # noqa: A001 - the page's own name
    """Show the procedure's steps with the address to type, ready to be printed."""
    return render_template("help.html", qr_code=qr_codes.drawn(portal().entry_url))


@bp.get("/mentions-legales")
def notice() -> ResponseReturnValue:
    """Say who publishes the portal (law of 21 June 2004, article 1-1)."""
    return render_template("notice.html", facts=portal().facts)


@bp.get("/donnees-personnelles")
def privacy() -> ResponseReturnValue:
    """Say what is kept about people, why and how long (GDPR, article 13)."""
    return render_template("privacy.html", facts=portal().facts, settings=at_hand().settings)


@bp.get("/accessibilite")
def accessibility() -> ResponseReturnValue:
    """State the conformity in the State's fixed model; never claimed without an audit."""
    here = portal()
    return render_template(
        "accessibility.html", facts=here.facts, is_audited=legal.conformity(here) != "non conforme"
    )


@bp.get("/plan-du-site")
def sitemap() -> ResponseReturnValue:
    """List every page."""
    portal()
    return render_template("sitemap.html")

"""Addresses that programs know: whom to write to about a weakness, where a password is changed."""

from datetime import timedelta

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from domain import clock
from views import at_hand, portal

bp = Blueprint("well_known", __name__, url_prefix="/.well-known")

GOOD_FOR = timedelta(days=180)  # RFC 9116 § 2.5.5: less than a year


@bp.get("/security.txt")
def security() -> ResponseReturnValue:
    """Say where to report a weakness (RFC 9116): to the administrator, else to the commune."""
    contact = at_hand().settings.admin or portal().contact
    lines = (
        f"Contact: mailto:{contact}",
        f"Expires: {clock.now() + GOOD_FOR:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: fr",
        f"Canonical: {at_hand().settings.public_url}{url_for('public.well_known.security')}",
    )
    return Response("\n".join((*lines, "")), mimetype="text/plain")


@bp.get("/change-password")
def change_password() -> ResponseReturnValue:
    """Lead a password manager to the page (W3C, « A Well-Known URL for Changing Passwords »)."""
    return redirect(url_for("private.my_account.password"), 303)

"""The letter of `flask comptes lien --lettre`: one page of A4 with the link, its QR code, the steps."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from flask import current_app
from markupsafe import Markup

from domain.accounts.handover import Handover
from domain.accounts.links import Purpose
from domain.faults import Fault
from domain.portals import Portal
from store import files


def check(path: Path) -> None:
    """Raise `Fault` where the letter can't be written, before a link is made for it."""
    if path.exists():
        raise Fault(f"{path} existe déjà : donnez un autre nom, rien n'est écrasé.")
    if not path.parent.is_dir():
        raise Fault(f"Le dossier {path.parent} n'existe pas.")


def write(path: Path, portal: Portal, address: str, made: Handover) -> None:
    """Write the page, for its owner's eyes only (0600)."""
    zone = ZoneInfo(portal.timezone)
    page = current_app.jinja_env.get_template("lettre.html").render(
        portal=portal,
        address=address,
        link=made.link,
        is_activation=made.purpose is Purpose.ACTIVATION,
        until=f"{made.works_until.astimezone(zone):%d/%m/%Y}",
        today=f"{datetime.now(zone):%d/%m/%Y}",
        qr_code=_drawn(made.link),
    )
    files.write(path, page.encode(), replace=False)


def _drawn(link: str) -> Markup:
    drawing = segno.make_qr(link, error="m").svg_inline(border=4, omitsize=True, lineclass=None)
    return Markup(drawing)  # noqa: S704 - drawn by segno, without any text of ours

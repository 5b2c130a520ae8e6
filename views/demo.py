"""« /courriels »: what the demonstration would have sent, and the agents' codes. It exists nowhere else."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from domain import french
from domain.agents import factor
from store import agents
from views import at_hand

bp = Blueprint("demo", __name__)

LOCAL = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as the page shows it; `link` is empty where there is none."""

    number: int
    to: str
    subject: str
    date: str
    text: str
    link: str


@bp.get("/courriels")
def mails() -> ResponseReturnValue:
    """Show what the agents' telephones would show, and the mails, the newest first."""
    found = sorted(_folder().glob("*.eml"), reverse=True)[:50]
    return render_template(
        "courriels.html", codes=_codes(), mails=[_letter(path) for path in found]
    )


@bp.get("/courriels/<int:number>")
def in_colour(number: int) -> ResponseReturnValue:
    """Show one mail as a mail program does: its HTML part, which carries its styles."""
    path = _folder() / f"{number:06d}.eml"
    if not path.is_file():
        abort(404)
    csp = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    return Response(_part(_read(path), "html"), headers={"Content-Security-Policy": csp})


def _codes() -> dict[str, str]:
    """Return the six digits of the moment by the agent's address."""
    keys, step = at_hand().keys, factor.step_now()
    with at_hand().store.read() as transaction:
        known = agents.every(transaction)
    shared = {
        one.address: factor.secret_of(keys, one) or factor.secret(keys[0], one) for one in known
    }
    return {address: factor.code_at(secret, step) for address, secret in shared.items()}


def _folder() -> Path:
    return at_hand().settings.data_dir / "courriels"


def _read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _letter(path: Path) -> Letter:
    message = _read(path)
    text = _part(message, "plain")
    link = re.search(r"^https?://\S+$", text, re.MULTILINE)
    sent_at = message["Date"].datetime
    return Letter(
        number=int(path.stem),
        to=message["To"].addresses[0].addr_spec,
        subject=str(message["Subject"]),
        date=french.moment(sent_at, LOCAL),
        text=text,
        link=link[0] if link else "",
    )

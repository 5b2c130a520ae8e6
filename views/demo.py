"""« /courriels »: what the demonstration would have sent. It exists nowhere else."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from views import at_hand

bp = Blueprint("demo", __name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as the page shows it; `link` is empty where there is none."""

    to: str
    subject: str
    date: str
    text: str
    link: str


@bp.get("/courriels")
def mails() -> ResponseReturnValue:
    """Show the mails, the newest first."""
    folder = at_hand().settings.data_dir / "courriels"
    found = sorted(folder.glob("*.eml"), reverse=True)[:50]
    return render_template("courriels.html", mails=[_read(path) for path in found])


def _read(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    part = message.get_body(preferencelist=("plain",))
    text = str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
    link = re.search(r"^https?://\S+$", text, re.MULTILINE)
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=f"{parsedate_to_datetime(str(message['Date'])):%d/%m/%Y à %H:%M}",
        text=text,
        link=link[0] if link else "",
    )

"""What an import says in words, the same on a terminal, in the drop folder and in a mail."""

import shlex
from typing import Any

from flask import current_app

from domain import french
from domain.imports import Report
from domain.invoices import lives
from domain.portals import Portal


def report(what: Report, portal: Portal, *, is_dropped: bool = False) -> str:
    """Return what an import did, or would do; `is_dropped`: for who has no terminal."""
    return rendered("report.txt", report=what, portal=portal, is_dropped=is_dropped)


def rendered(name: str, **variables: Any) -> str:
    """Return a text of templates/imports, its last line without an end."""
    texts = current_app.jinja_env.overlay(trim_blocks=True, lstrip_blocks=True)
    texts.globals = {
        **texts.globals,
        "number": french.number,
        "count": french.count,
        "euros": french.euros,
        "lives": lives.in_words,
    }
    made = texts.get_template(f"imports/{name}").render(quoted=shlex.quote, **variables)
    return french.typeset(made.rstrip("\n"))

"""`flask clients import` and `flask factures import`: one way for both, and what it says."""

import gc
import re
import shutil
import sys
import textwrap
from dataclasses import replace
from functools import cache
from pathlib import Path

import services
from commands import Status, console, typed
from commands.terminal import is_terminal
from domain import imports
from domain.imports import Options, Outcome, Report, Subject
from domain.portals import Portal
from jobs import import_texts
from jobs.confinement import confined

STATUSES = {
    Outcome.DONE: Status.DONE,
    Outcome.PARTLY: Status.PARTLY,
    Outcome.HELD: Status.NOT_DONE,
    Outcome.DECLINED: Status.NOT_DONE,
}
UNITS = {Subject.CUSTOMERS: "lignes", Subject.INVOICES: "factures"}
OBJECTS = 50_000
_ROW = re.compile(r" *\d+  .*?  (?=\S)")  # of the table of refused lines, up to its last column


def run(
    subject: Subject,
    path: Path,
    portal: Portal,
    options: Options,
    *,
    as_json: bool,
    is_agreed: bool = True,
) -> Status:
    """Bring a file in, or say what that would do; `is_agreed`: nothing is asked."""
    # Rows make no cycles: to look for some at every 700 of them costs an eighth.
    gc.set_threshold(OBJECTS)
    with console.Progress("Lecture", unit=UNITS[subject]) as progress:

        @cache
        def agrees(mails: int) -> bool:
            progress.clear()
            return is_agreed or _ask(mails)

        asking = replace(options, agrees=agrees, progress=progress.advance, visit=typed.visit())
        with confined():
            report = imports.carry_out(services.current().store, portal, subject, path, asking)
    if as_json:
        console.say(report.to_json())
    elif report.outcome is Outcome.DECLINED:
        console.tell("Rien n'a été importé.")
    else:
        _say(report, portal)
    return STATUSES[report.outcome]


def _ask(mails: int) -> bool:
    return console.ask(f"{console.count(mails, 'client')} recevront un courriel. Continuer ?")


def _say(report: Report, portal: Portal) -> None:
    """Say what an import did, or would do; reasons go on below themselves on a terminal."""
    width = shutil.get_terminal_size().columns if is_terminal(sys.stdout) else 0
    for line in import_texts.report(report, portal).splitlines():
        row = _ROW.match(line)
        is_wrapped = row and len(line) > width > 2 * row.end()
        indent = " " * row.end() if row else ""
        console.say(textwrap.fill(line, width, subsequent_indent=indent) if is_wrapped else line)

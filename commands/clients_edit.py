"""`flask clients edit`: the register in an editor, saved only when it is right.

The text is checked on leaving; mistakes stand in a column at their lines, and the editor opens
again. Whatever stops it, what was typed is kept in a file, and said where.
"""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import services
from commands import Status, console, typed
from domain.columns import CUSTOMER_LIST
from domain.customers import editing, lists, register
from domain.customers.editing import Cells, Conflict, Edit
from domain.customers.plan import Plan
from domain.faults import Fault
from domain.listings import Reject
from domain.portals import Portal
from jobs import import_texts
from sheets import Unreadable, plain, reading, writing
from sheets.kinds import Kind, of_content
from sheets.reading import Sheet
from store import files

SHOWN = 20
EDITORS = ("nano", "sensible-editor", "vim", "vi")  # nano says at its foot how to leave it


def run(portal: Portal, search: str) -> Status:
    """Give out the register, take it back, ask, and apply what was typed."""
    with services.current().store.read() as transaction:
        found = register.search(transaction, portal, search)
    given = {one.number: Cells(one.name, one.address, one.postal_address) for one in found}
    with _draft(given) as draft:
        edit = _typed(draft, given)
        planned, conflicts = _planned(portal, given, edit)
        text = import_texts.rendered(
            "edit.txt", plan=planned, conflicts=conflicts, taken_out=edit.taken_out
        )
        console.say(text)
        if planned.changes_nothing:
            return Status.PARTLY if conflicts else Status.DONE
        if not console.ask("Appliquer ces changements ?"):
            console.tell("Rien n'a été changé.")
            return Status.NOT_DONE
        conflicts = _applied(portal, given, edit)
    return Status.PARTLY if conflicts else Status.DONE


@contextmanager
def _draft(given: Mapping[str, Cells]) -> Iterator[Path]:
    """A text that only we can read; it outlives whatever interrupts us."""
    folder = Path(tempfile.mkdtemp(prefix="portail-"))
    draft = folder / "clients.csv"
    try:
        with draft.open("x", encoding="utf-8", newline="") as file:
            file.writelines(writing.lines(editing.rows(given)))
        before = draft.read_bytes()
        yield draft
    except BaseException:
        if draft.exists() and draft.read_bytes() != before:
            console.tell(f"Ce que vous avez tapé est gardé dans {draft}.")
        else:
            shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)


def _typed(draft: Path, given: Mapping[str, Cells]) -> Edit:
    """Open the editor until nothing is wrong any more."""
    given_out = shown = draft.read_bytes()
    while True:
        _open(draft)
        content = draft.read_bytes()
        if content == given_out:
            return Edit()
        try:
            sheet = reading.read(draft, CUSTOMER_LIST)
            listing = lists.read(sheet)
        except Unreadable as reason:
            console.tell(str(reason))
        else:
            wrong = editing.mistakes(given, listing)
            if not wrong:
                return editing.compare(given, listing)
            _tell_mistakes(wrong)
            _mark(draft, sheet, wrong)
        if content == shown:
            raise Fault("Les erreurs sont restées : rien n'a été changé.")
        shown = draft.read_bytes()


def _tell_mistakes(wrong: Sequence[Reject]) -> None:
    """Name what must be corrected before anything is applied."""
    for one in wrong[:SHOWN]:
        end = "" if one.reason.endswith("?") else "."
        console.tell(f"Ligne {one.line}, {one.column} : {one.reason}{end}")
    if len(wrong) > SHOWN:
        console.tell(f"… et {console.number(len(wrong) - SHOWN)} autres, notées dans le texte.")


def _mark(draft: Path, sheet: Sheet, wrong: list[Reject]) -> None:
    """Write each reason at its line; every cell stays as it was typed."""
    content = draft.read_bytes()
    if of_content(content) is not Kind.TEXT:
        return
    text = plain.decode(content)
    _, separator = plain.header(text, CUSTOMER_LIST)
    rows = plain.rows(text, separator, len(sheet.header.titles))
    reasons = {reject.line: reject.motif for reject in wrong}
    marked = "".join(writing.marked(rows, sheet.header, reasons))
    files.write(draft, marked.encode())


def _open(draft: Path) -> None:
    typed = os.environ.get("EDITOR") or os.environ.get("VISUAL") or ""
    words = shlex.split(typed) or [name for name in EDITORS if shutil.which(name)][:1]
    if not words:
        raise Fault("Aucun éditeur de texte : nommez le vôtre dans la variable EDITOR.")
    try:
        done = subprocess.run([*words, str(draft)], check=False)  # noqa: S603 - the person's own editor
    except OSError as error:
        raise Fault(
            f"L'éditeur « {words[0]} » (variable EDITOR) ne peut pas être lancé."
        ) from error
    if done.returncode:
        raise Fault(f"L'éditeur « {words[0]} » a signalé une erreur : rien n'a été changé.")


def _planned(portal: Portal, given: Mapping[str, Cells], edit: Edit) -> tuple[Plan, list[Conflict]]:
    with services.current().store.read() as transaction:
        return editing.plan(transaction, portal, given, edit)


def _applied(portal: Portal, given: Mapping[str, Cells], edit: Edit) -> list[Conflict]:
    """Plan again while nobody else can write: what was shown a minute ago may have changed."""
    at_hand = services.current()
    with at_hand.store.write() as transaction:
        planned, conflicts = editing.plan(transaction, portal, given, edit)
        editing.apply(transaction, portal, planned, typed.visit())
    done = len(planned.added) + len(planned.changed)
    console.say(f"{console.count(done, 'changement appliqué', 'changements appliqués')}.")
    if conflicts:
        console.say(import_texts.rendered("conflicts.txt", conflicts=conflicts))
    return conflicts

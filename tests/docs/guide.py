"""The screens of a guide, made anew: each is what its command really says.

In the Markdown, a comment before a block of code says how its screen is made:

    <!-- écran : flask clients import clients.csv -->
    <!-- écran, « o » : flask clients edit -->         what is typed on standard input
    <!-- remplace dans x.xlsx : avant => après -->     no screen: somebody corrects a workbook's cell
    <!-- éditeur : avant => après -->                   what is replaced when $EDITOR is opened
    <!-- gardé : clients-rejets.xlsx -->               the rows of a workbook

`python -m tests.docs.guide docs/guide-du-service.md` writes all screens of the file anew.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from commands import Commands
from tests import bills
from tests.commands.flask import ROOT, a_data_folder, variables
from tests.people import Person
from tests.sheets.made import rows_of, xlsx
from tools import one_pdf

SAMPLES = Path(__file__).parents[1] / "samples"
STEP = re.compile(
    r"<!-- (?P<kind>écran|gardé|éditeur|remplace dans)(?P<words>[^>]*?)\s:\s(?P<what>.*?) -->\n"
    r"(?P<block>```\n.*?^```\n)?",
    re.DOTALL | re.MULTILINE,
)
EDITOR = """#!/bin/sh
exec "{python}" -c 'import sys; from pathlib import Path
place = Path(sys.argv[3])
place.write_bytes(place.read_bytes().replace(sys.argv[1].encode(), sys.argv[2].encode()))' '{old}' '{new}' "$1"
"""

# One good bill, then three that somebody has to look at.
BILLS = (
    bills.a_bill("47031001", "FA-2026-0101", statut="à payer"),
    bills.a_bill("47031002", "FA-2026-0102", date="31/02/2026"),
    bills.a_bill("47031003", "FA-2026-0103"),
    bills.a_bill("47039999", "FA-2026-0104", montant="dix euros"),
)

GIRAUD = Person("GIRAUD Alphonse", "", numbers=("47031001",))


def all_in_one() -> tuple[bytes, bytes]:
    """Three bills in one PDF, the last with a name that is not its customer's; and their list."""
    whose = {
        "47031001": "Alphonse Giraud",
        "47031002": "Mathilde Lefèvre",
        "47031003": "Paul Martin",
    }
    rows = [
        bills.a_bill(number, f"EAU-{at}", fichier="tout.pdf") for at, number in enumerate(whose, 1)
    ]
    pages = [
        lines
        for row, name in zip(rows, whose.values(), strict=True)
        for lines in ([name, f"Facture n° {row['numero']}"], ["Comment lire votre facture"])
    ]
    return one_pdf.by_fpdf2(pages), bills.a_list(*rows)


def made_anew(text: str) -> str:
    """Return the guide with its screens as they are today."""
    with tempfile.TemporaryDirectory() as name:
        desk = Desk(Path(name))
        return STEP.sub(desk.step, text)


class Desk:
    """A clerk's folder, and the portal beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.portal = a_data_folder(folder / "portail")
        shutil.copy(SAMPLES / "clients-tel-quel.csv", folder / "clients.csv")
        shutil.copy(SAMPLES / "clients-40.xlsx", folder / "clients.xlsx")
        whole, list_ = all_in_one()
        (folder / "tout.pdf").write_bytes(whole)
        (folder / "factures.csv").write_bytes(list_)
        web_page = {"FA-2026-0103.pdf": b"<html>"}
        bills.a_batch(folder, *BILLS, name="novembre", pdfs=web_page, people=[GIRAUD])

    def step(self, found: re.Match[str]) -> str:
        """Do one step and return its text anew."""
        kind, what = found["kind"], found["what"]
        comment = found[0].removesuffix(found["block"] or "")
        if kind == "écran":
            typed = re.search(r"« (.*) »", found["words"])
            lines = [f"$ {what}", *self.screen(what, f"{typed[1]}\n" if typed else "")]
        elif kind == "gardé":
            lines = [" ; ".join(cells) for cells in rows_of(self.folder / what)]
        else:
            self.replace(found["words"].strip(), *what.split(" => "))
            return found[0]
        return comment + "\n".join(["```", *lines, "```"]) + "\n"

    def screen(self, line: str, typed: str) -> Iterator[str]:
        """What the terminal shows, both of its streams."""
        done = subprocess.run(
            [sys.executable, "-m", *line.split()],
            cwd=self.folder,
            env=variables(
                self.portal,
                FLASK_APP=str(ROOT / "app.py"),
                PYTHONPATH=str(ROOT),
                EDITOR=str(self.folder / "editor.sh"),
            ),
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        # A typed answer ends its line on a terminal.
        text = done.stdout.replace("(o/n) \n", f"(o/n) {typed}")
        return (screen_line.rstrip() for screen_line in text.strip().splitlines())

    def replace(self, name: str, old: str, new: str) -> None:
        """Correct a file as a person would, or get the editor ready to do so."""
        if not name:
            script = self.folder / "editor.sh"
            script.write_text(EDITOR.format(python=sys.executable, old=old, new=new), "utf-8")
            script.chmod(0o700)
            return
        place = self.folder / name
        cells = [[cell.replace(old, new) for cell in row] for row in rows_of(place)]
        assert cells != rows_of(place), f"{name} no longer holds « {old} »"
        place.write_bytes(xlsx(cells))


if __name__ == "__main__":
    guide = Path(sys.argv[1])
    guide.write_text(made_anew(guide.read_text("utf-8")), "utf-8")


def find(words: list[str]) -> click.Command | None:
    """The command that these words begin with."""
    root = Commands(Flask("docs"))
    with click.Context(root) as context:
        first = root.get_command(context, words[0])
        if first is None:
            return None
        found = first.make_context(words[0], [], parent=context, resilient_parsing=True).command
        if isinstance(found, click.Group) and len(words) > 1:
            return found.get_command(context, words[1])
        return found

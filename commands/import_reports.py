"""What the imports of customers and of invoices say alike: counts, and lines that were refused."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from commands import console
from commands.french import typeset
from domain.listings import Reject
from domain.portals import Portal

SHOWN = 20


def say_heading(what: str, portal: Portal, *, is_dry_run: bool) -> None:
    """Say what goes where, and whether anything is written."""
    console.say(f"{what} → {portal.name} ({portal.code})")
    if is_dry_run:
        console.say("Essai : rien n'est écrit.")


def say_counts(*counts: tuple[str, int]) -> None:
    """Say how many of each."""
    width = max(len(console.number(value)) for _, value in counts)
    for what, value in counts:
        console.say(f"  {what:<13} {console.number(value):>{width}}")


def say_rejects(rejects: Sequence[Reject]) -> None:
    """Name the first lines that were refused; the file of rejects has them all."""
    if not rejects:
        return
    console.say()
    console.say("Lignes refusées :")
    console.table(
        ("Ligne", "Colonne", "Motif"),
        ((one.line, one.column, typeset(one.reason)) for one in rejects[:SHOWN]),
        right=[0],
        wrap=True,
    )
    say_more(len(rejects))
    console.say()


def say_some(what: str, items: Sequence[str]) -> None:
    """Say the first of some remarks below their heading."""
    if not items:
        return
    console.say()
    console.say(what)
    for item in items[:SHOWN]:
        console.say(f"  {item}")
    say_more(len(items))


def say_more(total: int) -> None:
    """Say how many are not shown."""
    if total > SHOWN:
        console.say(f"  … et {console.number(total - SHOWN)} autres.")


def quoted(path: Path) -> str:
    """As it must be typed: a space in a name would part it in two."""
    return shlex.quote(str(path))

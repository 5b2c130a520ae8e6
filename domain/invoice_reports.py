"""What an import of invoices did, or would do, in words for the billing service.

The terminal says it, and the drop folder leaves it beside the lot.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from domain.invoice_plans import Plan

_SHOWN = 20  # of what was taken; what was not is named to the last line


def counts(made: Plan, *, planned: bool = False) -> str:
    """Return the counts in one sentence; `planned` where nothing was written yet."""
    added, changed = len(made.added), len(made.changed)
    parts = [
        f"{added}{_agreed(' facture', added)}"
        + (" à ajouter" if planned else _agreed(" ajoutée", added)),
        f"{changed}" + (" à remplacer" if planned else _agreed(" remplacée", changed)),
        f"{made.unchanged}" + _agreed(" inchangée", made.unchanged),
        f"{len(made.rejects)}" + _agreed(" refusée", len(made.rejects)),
    ]
    return ", ".join(parts) + "."


def details(made: Plan, remarks: Sequence[str], rejects: Path | None = None) -> list[str]:
    """Return the paragraphs below the counts: what changed, what was not taken, what to look at."""
    lines: list[str] = []
    if made.changed:
        named = [f"{change.number} ({', '.join(change.fields)})" for change in made.changed]
        lines += ["", "Remplacées :", *_some(named)]
    if made.rejects:
        lines += ["", "Refusées :"]
        lines += [
            f"  ligne {reject.line}{f', « {reject.column} »' if reject.column else ''} : {reject.reason}"
            for reject in made.rejects
        ]
    if rejects is not None:
        kept = f"Les lignes refusées et leurs PDF sont dans {rejects.name}"
        lines += ["", f"{kept} : corrigez-y la liste, puis importez ce fichier."]
    if remarks:
        lines += ["", "À regarder :", *_some(remarks)]
    return lines


def _some(items: Sequence[str]) -> Iterable[str]:
    yield from (f"  {item}" for item in items[:_SHOWN])
    if len(items) > _SHOWN:
        yield f"  … et {len(items) - _SHOWN} de plus"


def _agreed(word: str, number: int) -> str:
    return word if number < 2 else f"{word}s"  # noqa: PLR2004 - in French, zero is singular

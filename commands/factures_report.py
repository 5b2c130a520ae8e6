"""What `flask factures` says: the words, and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from commands import console, import_reports
from domain.invoices.batches import Lot
from domain.invoices.plan import Plan
from domain.invoices.reading import Contents
from domain.invoices.removals import Removal
from domain.portals import Portal
from store.models import Import, MessageState

IMPORT_COLUMNS = {
    "numero": "N",
    "date": "Quand",
    "lot": "Lot",
    "nouvelles": "Nouvelles",
    "remplacees": "Remplacées",
    "refusees": "Refusées",
    "encore_la": "Encore là",
    "annonces": "Annonces",
}


def say(
    lot: Lot,
    portal: Portal,
    contents: Contents,
    made: Plan,
    *,
    number: int | None = None,
    rejects: Path | None = None,
    mails: int = 0,
    is_dry_run: bool = False,
) -> None:
    """Say what an import did, or would do: counts first, then what was not done."""
    named = f", import n° {number}" if number is not None else ""
    import_reports.say_heading(f"{lot.name}{named}", portal, is_dry_run=is_dry_run)
    import_reports.say_counts(
        ("Nouvelles", len(made.added)),
        ("Remplacées", len(made.changed)),
        ("Inchangées", made.unchanged),
        ("Refusées", len(made.rejects)),
    )
    if contents.header.unknown:
        console.say(f"Colonnes laissées de côté : {', '.join(contents.header.unknown)}.")
    if mails and (number is not None or is_dry_run):
        what = console.count(mails, "client prévenu", "clients prévenus")
        console.say(f"{what} par courriel.")
    import_reports.say_some(
        "Remplacées :",
        [f"{change.number} : {', '.join(change.fields)}" for change in made.changed],
    )
    import_reports.say_some("À regarder :", contents.remarks)
    import_reports.say_rejects(made.rejects)
    if rejects is not None:
        console.say(
            f"Elles sont toutes dans {rejects.name}, à côté du lot, avec leurs PDF : corrigez-y la "
            "liste, puis importez ce ZIP, ou déposez-le à son tour."
        )
    elif made.rejects and is_dry_run:
        console.say("Un vrai import les rangerait à côté du lot, avec leurs PDF et leur motif.")


def say_imports(
    found: Sequence[tuple[Import, int]],
    mails: Mapping[int, Mapping[str, int]],
    *,
    as_json: bool,
) -> None:
    """List the imports, each with its number, what is left of it and its announcements."""
    rows = [
        (
            row.id,
            row.at,
            row.name,
            row.counts.get("added", 0),
            row.counts.get("changed", 0),
            row.counts.get("rejected", 0),
            left,
            _mails(mails.get(row.id, {})),
        )
        for row, left in found
    ]
    if as_json:
        console.say_json([dict(zip(IMPORT_COLUMNS, row, strict=True)) for row in rows])
    elif rows:
        console.table(tuple(IMPORT_COLUMNS.values()), rows, right=(0, 3, 4, 5, 6))
    else:
        console.say("Aucune facture n'a encore été importée.")


def say_what_stays(removal: Removal) -> None:
    """Name what was not taken back."""
    if removal.unknown:
        console.say(f"Numéros inconnus : {', '.join(removal.unknown)}.")
    if removal.replaced:
        console.say(
            "Cet import avait aussi remplacé des factures plus anciennes : "
            f"{', '.join(removal.replaced)}. Elles restent telles qu'il les a laissées : importez "
            "de nouveau leur bon lot."
        )
    if removal.corrected:
        console.say(
            "Un import plus récent a corrigé depuis des factures de celui-ci, qui restent : "
            f"{', '.join(removal.corrected)}. Pour les retirer aussi, donnez leurs numéros à "
            "« flask factures remove »."
        )


def _mails(states: Mapping[str, int]) -> str:
    """« 12 sur 40 parties, 1 refusée », empty where nothing was announced."""
    sent, refused, cancelled = (
        states.get(state, 0)
        for state in (MessageState.SENT, MessageState.REFUSED, MessageState.CANCELLED)
    )
    total = sum(states.values()) - cancelled
    parts = [f"{sent} sur {console.count(total, 'partie')}"] if total else []
    parts += [console.count(refused, "refusée")] if refused else []
    parts += [console.count(cancelled, "annulée")] if cancelled else []
    return ", ".join(parts)

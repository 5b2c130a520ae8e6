"""What an import of customers says, and how the register reads: the words, and nothing else."""

from collections.abc import Sequence
from pathlib import Path

from commands import console, import_reports
from commands.import_reports import SHOWN
from domain.customers.editing import Conflict
from domain.customers.register import Plan
from domain.listings import Reject
from domain.portals import Portal
from sheets.reading import Sheet
from store.customers import Change

NONE = "(aucune adresse)"


def say(
    file: Path,
    portal: Portal,
    sheet: Sheet,
    plan: Plan,
    *,
    rejects: Path | None,
    is_dry_run: bool,
    is_dropped: bool = False,
) -> None:
    """Say what an import did, or would do: counts first, then what was not done."""
    where = f", feuille « {sheet.name} »" if sheet.name else ""
    import_reports.say_heading(f"{file.name}{where}", portal, is_dry_run=is_dry_run)
    _say_counts(plan)
    if sheet.header.unknown:
        console.say(f"Colonnes laissées de côté : {', '.join(sheet.header.unknown)}.")
    _say_changed(plan.changed)
    _say_numbers(
        "Sans adresse mail, ils ne peuvent pas encore activer de compte", plan.without_address
    )
    _say_numbers(
        "Adresse changée ici depuis la dernière liste, et gardée (celles que les clients ont "
        "changées eux-mêmes : flask clients export --modifiees)",
        plan.kept,
    )
    _say_numbers(
        "Retirés du registre, et laissés ainsi (pour en reprendre un : flask clients edit)",
        plan.left_out,
    )
    _say_moves(plan)
    for warning in plan.warnings:
        console.say()
        console.say(f"Attention : {warning}")
    import_reports.say_rejects(plan.rejects)
    if plan.rejects and is_dry_run:
        console.say("Un vrai import les écrirait à côté de la liste, avec le motif de chacune.")
    elif rejects:
        _say_where(rejects, is_dropped=is_dropped)


def say_edit(plan: Plan, conflicts: Sequence[Conflict], taken_out: Sequence[str]) -> None:
    """Say what an edit would change, before it is asked."""
    if plan.changes_nothing and not conflicts:
        console.say("Rien ne change.")
    for entry in plan.added[:SHOWN]:
        console.say(f"Nouveau  {entry.number} : {entry.name or ''}, {entry.address or NONE}")
    import_reports.say_more(len(plan.added))
    _say_changed(plan.changed)
    _say_moves(plan)
    _say_conflicts(conflicts)
    _say_numbers(
        "Lignes ôtées du texte, ce qui ne change rien (pour retirer un client : flask clients remove)",
        taken_out,
    )


def say_edited(plan: Plan, conflicts: Sequence[Conflict]) -> None:
    """Say what was applied, and what was not."""
    done = console.count(
        len(plan.added) + len(plan.changed), "changement appliqué", "changements appliqués"
    )
    console.say(f"{done}.")
    _say_conflicts(conflicts)


def tell_mistakes(wrong: Sequence[Reject]) -> None:
    """Name what must be corrected before anything is applied."""
    for one in wrong[:SHOWN]:
        end = "" if one.reason.endswith("?") else "."
        console.tell(f"Ligne {one.line}, {one.column} : {one.reason}{end}")
    if len(wrong) > SHOWN:
        console.tell(f"… et {console.number(len(wrong) - SHOWN)} autres, notées dans le texte.")


def _say_counts(plan: Plan) -> None:
    counts = (
        ("Nouveaux", len(plan.added)),
        ("Modifiés", len(plan.changed)),
        ("Inchangés", plan.unchanged),
        ("Sans adresse", len(plan.without_address)),
        ("Refusés", len(plan.rejects)),
    )
    import_reports.say_counts(*counts)


def _say_changed(changed: Sequence[Change]) -> None:
    if not changed:
        return
    console.say()
    console.say("Modifiés :")
    for change in changed[:SHOWN]:
        for part in _parts(change):
            console.say(f"  {change.before.number} : {part}")
    import_reports.say_more(len(changed))


def _parts(change: Change) -> list[str]:
    before = change.before
    parts = ["revient dans le registre, avec ses factures d'avant"] if change.is_back else []
    if change.name != before.name:
        parts.append(f"nom {before.name or '(aucun)'} → {change.name}")
    if change.address != before.address:
        parts.append(f"adresse {before.address or NONE} → {change.address or NONE}")
    return parts


def _say_conflicts(conflicts: Sequence[Conflict]) -> None:
    if not conflicts:
        return
    console.say()
    console.say("Pas appliqué, car quelqu'un d'autre l'a changé entre-temps :")
    for one in conflicts:
        console.say(
            f"  {one.number}, {one.what} : vous avez mis « {one.typed or ''} », c'est maintenant "
            f"« {one.now or ''} », et cela reste ainsi"
        )


def _say_numbers(what: str, numbers: Sequence[str]) -> None:
    if numbers:
        more = f" et {console.number(len(numbers) - SHOWN)} autres" if len(numbers) > SHOWN else ""
        console.say()
        console.say(f"{what} : {', '.join(numbers[:SHOWN])}{more}.")


def _say_moves(plan: Plan) -> None:
    if not plan.moves:
        return
    console.say()
    console.say(
        "À vérifier, car quelqu'un d'autre verra leurs factures : ces clients quittent un compte actif. "
        "Un courriel en prévient l'ancienne adresse."
    )
    for move in plan.moves[:SHOWN]:
        console.say(f"  {move.number} : {move.account.address} → {move.address or NONE}")
    import_reports.say_more(len(plan.moves))


def _say_where(rejects: Path, *, is_dropped: bool) -> None:
    then = (
        "puis déposez ce fichier à son tour dans le dossier de dépôt."
        if is_dropped
        else f"puis lancez « flask clients import {import_reports.quoted(rejects)} »."
    )
    console.say(
        f"Elles sont toutes dans {rejects.name}, à côté de la liste : corrigez-les là, enregistrez, "
        f"{then}"
    )

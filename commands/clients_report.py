"""What an import of customers says, and how the register reads: the words, and nothing else."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from commands import console
from domain.customers import Plan
from domain.portals import Portal
from sheets.reading import Sheet
from store.customers import Change
from store.models import Customer

SHOWN = 20
NONE = "(aucune adresse)"


def say(
    file: Path,
    portal: Portal,
    sheet: Sheet,
    plan: Plan,
    *,
    rejects: Path | None,
    is_dry_run: bool,
) -> None:
    """Say what an import did, or would do: counts first, then what was not done."""
    where = f", feuille « {sheet.name} »" if sheet.name else ""
    console.say(f"{file.name}{where} → {portal.name} ({portal.code})")
    if is_dry_run:
        console.say("Essai : rien n'est écrit.")
    _say_counts(plan)
    if sheet.header.unknown:
        console.say(f"Colonnes laissées de côté : {', '.join(sheet.header.unknown)}.")
    _say_changed(plan.changed)
    _say_numbers(
        "Sans adresse mail, ils ne peuvent pas encore activer de compte", plan.without_address
    )
    _say_numbers(
        "Adresse changée ici depuis la dernière liste, et gardée (voir flask clients export "
        "--modifiees)",
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
    _say_rejects(plan, rejects, is_dry_run=is_dry_run)


def say_list(found: Sequence[Customer], refused: set[str], *, as_json: bool) -> None:
    """Show customers: their number, name, address, and what is to be known of it."""
    if as_json:
        console.say_json([_for_programs(customer, refused) for customer in found])
        return
    if found:
        console.table(
            ("Numéro", "Nom", "Adresse mail", "Remarque"),
            ((one.number, one.name, one.address, _remark(one, refused)) for one in found),
        )
        console.say()
    without = sum(1 for one in found if one.address is None)
    total = console.count(len(found), "client")
    console.say(
        f"{total}, dont {console.number(without)} sans adresse." if without else f"{total}."
    )


def _for_programs(customer: Customer, refused: set[str]) -> dict[str, object]:
    return {
        "numero": customer.number,
        "nom": customer.name,
        "adresse": customer.address,
        "adresse_refusee": customer.address in refused,
        "changee_par_le_client_le": customer.changed_by_customer_at,
    }


def _remark(customer: Customer, refused: set[str]) -> str:
    if customer.address is None:
        return "sans adresse"
    if customer.address in refused:
        return "adresse refusée"
    return "changée par le client" if customer.changed_by_customer_at else ""


def _say_counts(plan: Plan) -> None:
    counts = (
        ("Nouveaux", len(plan.added)),
        ("Modifiés", len(plan.changed)),
        ("Inchangés", plan.unchanged),
        ("Sans adresse", len(plan.without_address)),
        ("Refusés", len(plan.rejects)),
    )
    width = max(len(console.number(value)) for _, value in counts)
    for what, value in counts:
        console.say(f"  {what:<13} {console.number(value):>{width}}")


def _say_changed(changed: Sequence[Change]) -> None:
    if not changed:
        return
    console.say()
    console.say("Modifiés :")
    for change in changed[:SHOWN]:
        for part in _parts(change):
            console.say(f"  {change.before.number} : {part}")
    _say_more(len(changed))


def _parts(change: Change) -> list[str]:
    before = change.before
    parts = ["revient dans le registre, avec ses factures d'avant"] if change.is_back else []
    if change.name != before.name:
        parts.append(f"nom {before.name or '(aucun)'} → {change.name}")
    if change.address != before.address:
        parts.append(f"adresse {before.address or NONE} → {change.address or NONE}")
    return parts


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
    _say_more(len(plan.moves))


def _say_rejects(plan: Plan, rejects: Path | None, *, is_dry_run: bool) -> None:
    if not plan.rejects:
        return
    console.say()
    console.say("Lignes refusées :")
    console.table(
        ("Ligne", "Colonne", "Motif"),
        ((one.line, one.column, one.reason) for one in plan.rejects[:SHOWN]),
        right=[0],
    )
    _say_more(len(plan.rejects))
    console.say()
    if is_dry_run:
        console.say("Un vrai import les écrirait à côté de la liste, avec le motif de chacune.")
    elif rejects:
        console.say(
            f"Elles sont toutes dans {rejects.name}, à côté de la liste : corrigez-les là, "
            f"enregistrez, puis lancez « flask clients import {_quoted(rejects)} »."
        )


def _quoted(path: Path) -> str:
    """As it must be typed: a space in a name would part it in two."""
    return shlex.quote(str(path))


def _say_more(count: int) -> None:
    if count > SHOWN:
        console.say(f"  … et {console.number(count - SHOWN)} autres.")

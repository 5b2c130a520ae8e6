"""`flask paiements list`, `verifier` and `export`."""

import sys
from datetime import date
from typing import Any

import services
from commands import Status, console, typed
from domain import french
from domain.faults import Fault
from domain.payments import attempts, desk, results, wording
from domain.payments.results import State
from domain.portals import Portal
from sheets import values, writing
from store import payments
from store.payments import Payment


def run(portal: Portal, *, as_json: bool) -> None:
    """List all payments of a commune."""
    with services.current().store.read() as transaction:
        found = payments.of_portal(transaction, portal.code)
    if as_json:
        console.say_json([_facts(each) for each in found])
        return
    if found:
        console.table(
            ("Facture", "Client", "Montant", "Commencé", "État", "N° PayFiP"),
            [_line(each) for each in found],
            right=(2,),
            keep=(0, 2),
        )
        console.say()
    paid = [each for each in found if each.state == State.PAID and each.mode == "W"]
    total = french.euros(sum(each.amount_cents for each in paid))
    console.say(f"{console.count(len(paid), 'paiement')} en ligne, {total} en tout.")
    for each in found:
        if each.trouble and each.seen_at is None:
            console.say(f"À vérifier, facture {each.invoice_number} : {wording.trouble(each)}")


def verify(portal: Portal) -> Status:
    """Ask PayFiP for each result that is missing, one after another."""
    at = services.current()
    with at.store.read() as transaction:
        waiting = [
            each
            for each in payments.of_portal(transaction, portal.code)
            if each.state in results.UNDECIDED and each.id_op
        ]
    if not waiting:
        console.say("Aucun paiement n'attend de résultat.")
        return Status.DONE
    with console.Progress("Vérification", len(waiting), "paiements") as progress:
        known = []
        for each in waiting:
            known.append(attempts.ask(at.store, at.payfip, each))
            progress.advance()
    for each in known:
        console.say(f"Facture {each.invoice_number} : {wording.state(each)}.")
    undecided = any(each.state in results.UNDECIDED for each in known)
    return Status.PARTLY if undecided else Status.DONE


def export(portal: Portal, first: str, last: str) -> None:
    """Write the CSV on standard output."""
    with services.current().store.write() as transaction:
        rows = list(
            desk.exported(
                transaction, portal, typed.visit(), _day("--du", first), _day("--au", last)
            )
        )
    for line in writing.lines(rows):
        sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()


def _day(option: str, text: str) -> date:
    try:
        return values.day(text)
    except ValueError as reason:
        raise Fault(f"{option} : {reason}.") from None


def _line(each: Payment) -> tuple[Any, ...]:
    return (
        each.invoice_number,
        each.customer_number,
        french.euros(each.amount_cents),
        each.created_at,
        wording.state(each),
        each.number,
    )


def _facts(each: Payment) -> dict[str, Any]:
    return {
        "facture": each.invoice_number,
        "client": each.customer_number,
        "service": each.service,
        "numcli": each.numcli,
        "saisie": each.mode,
        "montant_centimes": each.amount_cents,
        "reference": each.reference,
        "debut": each.created_at,
        "etat": wording.state(each),
        "numero_payfip": each.number,
        "paye_le": each.paid_at,
        "a_verifier": wording.trouble(each) if each.seen_at is None else "",
    }

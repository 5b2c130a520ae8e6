"""« Retirer »: an import taken back; what goes, what stays and who was told is said before."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain import history, past_imports
from domain.customers import undoing
from domain.customers.undoing import Undoing
from domain.french import count
from domain.invoices import removals, states
from domain.invoices.removals import Removal
from store import Transaction, imports
from store.records import Import
from views import at_hand, portal, visit
from views.forms import Form

bp = Blueprint("taking_back", __name__, url_prefix="/lots/<int(max=2147483647):number>/retirer")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What taking an import back does: each in a sentence, and what stays with its numbers."""

    goes: Sequence[str]
    stays: Sequence[str]
    told: int = 0  # accounts that a mail had told of it


@bp.get("")
def ask(number: int) -> ResponseReturnValue:
    """Say what would go and what would stay."""
    return _page(number, Form(formdata=None))


@bp.post("")
def take_back(number: int) -> ResponseReturnValue:
    """Take it back as it is now; a second time there is nothing left to take."""
    form = Form()
    if not form.validate_on_submit():
        return _page(number, form), 422
    with at_hand().store.write() as transaction:
        row = _row(transaction, number)
        done = _carry_out(transaction, row, tells="prevenir" in request.form)
    said = [*done.goes, *done.stays] if done.goes else ["Il ne reste rien à retirer."]
    session["notice"] = " ".join(said)
    return redirect(url_for("mairie.past_imports.show_one", number=number), 303)


def _carry_out(transaction: Transaction, row: Import, *, tells: bool) -> Outlook:
    if row.kind == imports.CLIENTS:
        return _of_customers(undoing.undo(transaction, portal(), row.id, visit()), is_done=True)
    if row.kind == imports.STATUTS:
        return _of_states(states.take_back(transaction, portal(), row.id, visit()), is_done=True)
    removal = removals.of_import(transaction, portal(), row.id)
    done = _of_bills(removal, is_done=True)
    if removal.found:
        removals.apply(transaction, portal(), removal, visit(), tells=tells)
    return done


def _page(number: int, form: Form) -> str:
    with at_hand().store.read() as transaction:
        row = _row(transaction, number)
        if row.kind == imports.CLIENTS:
            outlook = _of_customers(undoing.plan(transaction, portal(), number))
        elif row.kind == imports.STATUTS:
            outlook = _of_states(states.of_list(transaction, portal(), number) or 0)
        else:
            outlook = _of_bills(removals.of_import(transaction, portal(), number))
    return render_template("mairie/take_back.html", row=row, outlook=outlook, form=form)


def _row(transaction: Transaction, number: int) -> Import:
    past = past_imports.one(transaction, portal(), number)
    return past.row if past else abort(404)


def _of_bills(removal: Removal, *, is_done: bool = False) -> Outlook:
    found = len(removal.found)
    gone = count(found, "facture retirée", "factures retirées")
    going = count(found, "facture sera retirée", "factures seront retirées")
    stays = (
        ("Restent, car un import plus récent les a corrigées", removal.corrected),
        ("Restent telles que cet import les a laissées (importez leur bon lot)", removal.replaced),
    )
    return Outlook(
        [f"{gone if is_done else going}."] if found else [], _named(stays), len(removal.told)
    )


def _of_states(bills: int, *, is_done: bool = False) -> Outlook:
    words = ("reprend", "reprennent") if is_done else ("reprendra", "reprendront")
    said = count(bills, f"facture {words[0]} son", f"factures {words[1]} leur")
    return Outlook([f"{said} état d'avant."] if bills else [], [])


def _of_customers(undone: Undoing, *, is_done: bool = False) -> Outlook:
    goes = []
    if gone := len(undone.gone):
        words = ("retiré", "retirés") if is_done else ("sera retiré", "seront retirés")
        goes.append(f"{count(gone, f'client {words[0]}', f'clients {words[1]}')} du registre.")
    if back := len(undone.restored):
        words = ("remis", "remis") if is_done else ("sera remis", "seront remis")
        goes.append(f"{count(back, f'client {words[0]}', f'clients {words[1]}')} comme avant.")
    stays = (
        ("Changent de compte, et l'adresse d'avant en est prévenue", undone.moved),
        ("Restent, car autre chose les a changés depuis", undone.changed_since),
        ("Restent dans le registre, car ils ont des factures", undone.with_bills),
    )
    return Outlook(goes, _named(stays))


def _named(stays: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    return [f"{words}\u00a0: {history.named(numbers)}." for words, numbers in stays if numbers]

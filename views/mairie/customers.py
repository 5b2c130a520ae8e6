"""« Clients »: found by a few letters, seen as they see it, added and corrected while they ring."""

from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain import choices, clock, french, history, sheet, slips
from domain.accounts import help_mail, states
from domain.accounts.states import State
from domain.choices import Channel
from domain.customers import editing, new_numbers, postal, register
from domain.customers.editing import Edit
from domain.customers.lists import Entry
from domain.history import Visit
from domain.invoices import lookup, wording
from domain.sheet import Beside, Sheet
from mail.messages import MAILS
from mail.sender import Result
from store import Transaction, customers
from store.records import Account
from views import at_hand, limits, portal, visit
from views.forms import CustomerForm, Form, visible
from views.limits import limited
from views.private import bills
from views.private.invoices import send_pdf

bp = Blueprint("customers", __name__, url_prefix="/clients")

MOST_SHOWN = 50
_SENT = {
    Result.SENT: "Le message est parti à {} : le serveur de messagerie l'a pris.",
    Result.REFUSED: "Le serveur de messagerie refuse {} : vérifiez cette adresse avec le client.",
}
_KEPT = "Le message partira à {} dès que possible : inutile de recommencer."
KNOWN = "Ce numéro est déjà celui d'un client : corrigez plutôt sa fiche."


@bp.get("")
def show() -> ResponseReturnValue:
    """Search, and show who was found: one alone by the sheet, at once."""
    typed = visible(request.args.get("q")).strip()[:100]
    found = []
    if typed:
        with at_hand().store.read() as transaction:
            found = register.search(transaction, portal(), typed, MOST_SHOWN + 1)
    if len(found) == 1:
        return _to_sheet(found[0].number)
    return render_template(
        "mairie/customers.html", typed=typed, found=found[:MOST_SHOWN], more=found[MOST_SHOWN:]
    )


@bp.get("/fiche")
def sheet_of() -> ResponseReturnValue:
    """Show one customer."""
    return page(Form(formdata=None))


def page(form: Form) -> str:
    """Return the sheet; above it, what the form of one of its buttons was refused for."""
    return render_template(
        "mairie/customer.html",
        sheet=sheet_asked_for(),
        form=form,
        notice=session.pop("notice", None),
        mails=MAILS,
        kinds_with_link=[kind for kind, mail in MAILS.items() if mail.button],
        States=State,
        state_in_words=wording.state,
        wording=wording,
        said=choices.SAID,
        Channel=Channel,
        today=clock.today(portal().timezone),
    )


@bp.get("/factures")
def bills_of() -> ResponseReturnValue:
    """Show the list as the customer has it; it counts as no visit of theirs, and the journal says it."""
    one, here = sheet_asked_for(), portal()
    _note_look(one.number)
    today = clock.today(here.timezone)
    seen = [bill for bill in one.bills if bill.available_at]
    return render_template(
        "invoices.html",
        frame="mairie/layout.html",
        base=f"{url_for('mairie.customers.show')}/factures/",
        h1=f"Les factures de {one.name or one.number}, comme le client les voit",
        has_customers=True,
        back=url_for("mairie.customers.sheet_of", numero=one.number),
        groups=bills.groups(seen, here, None, today),
        top=bills.top(seen, today),
        today=french.long_day(today),
        archives=(),
    )


@bp.get("/factures/<key>")
@limited(limits.DOWNLOADING)
def document(key: str) -> ResponseReturnValue:
    """Show a PDF of this commune's; it is no opening of the customer's."""
    with at_hand().store.read() as transaction:
        found = lookup.by_key(transaction, portal(), key)
    if found is None:
        abort(404)
    _note_look(found.customer_number)
    return send_pdf(found)


def _note_look(number: str) -> None:
    kind, details = history.Kind.BILLS_LOOKED_AT, f"client {number}"
    with at_hand().store.write() as transaction:
        history.record(transaction, kind, visit(), portal=portal().code, details=details)


@bp.get("/ajouter")
def ask_to_add() -> ResponseReturnValue:
    """Ask for a new customer; the address that was not found may come along."""
    form = CustomerForm(formdata=None, address=request.args.get("adresse", ""))
    return render_template("mairie/customer_new.html", form=form)


@bp.post("/ajouter")
@limited(limits.ASKING)
def add() -> ResponseReturnValue:
    """Add a customer; where there is an address, the link leaves at once."""
    form = CustomerForm()
    if not form.validate_on_submit():
        return render_template("mairie/customer_new.html", form=form), 422
    entry = form.entered()
    with at_hand().store.write() as transaction:
        known = customers.known(transaction, portal().code)
        refusal = _refusal(known, entry)
        if not refusal:
            planned, _ = editing.plan(transaction, portal(), {}, Edit(added=[entry]))
            editing.apply(transaction, portal(), planned, visit())
    if refusal:
        form.number.errors = [refusal]
        return render_template("mairie/customer_new.html", form=form), 422
    session["notice"] = " ".join(filter(None, ["Le client est ajouté.", send_to(entry.address)]))
    return _to_sheet(entry.number)


@bp.get("/corriger")
def ask_to_correct() -> ResponseReturnValue:
    """Ask for another name or address."""
    one = sheet_asked_for()
    address = one.beside[0].address if one.beside else ""
    form = CustomerForm(
        formdata=None,
        number=one.number,
        name=one.name,
        address=address,
        **postal.parts(one.postal_address)._asdict(),
        shown_name=one.name,
        shown_address=address,
        shown_postal_address=one.postal_address,
    )
    return _correction(form, one)


@bp.post("/corriger")
@limited(limits.ASKING)
def correct() -> ResponseReturnValue:
    """Correct a customer; what that takes from an active account is said before it is done."""
    form, one = CustomerForm(), sheet_asked_for()
    form.number.data = one.number
    if not form.validate_on_submit():
        return _correction(form, one), 422
    entry = form.entered()
    given = {one.number: form.shown()}
    with at_hand().store.write() as transaction:
        planned, conflicts = editing.plan(transaction, portal(), given, Edit(changed=[entry]))
        is_to_confirm = bool(planned.departures) and not form.confirmed.text
        if not (conflicts or is_to_confirm):
            editing.apply(transaction, portal(), planned, visit())
    if conflicts or is_to_confirm:
        departures = [each.words for each in planned.departures]
        return _correction(form, one, conflicts=conflicts, departures=departures), 409
    moved = planned.changed and planned.changed[0].address != planned.changed[0].before.address
    session["notice"] = " ".join(
        filter(None, ["La fiche est corrigée.", send_to(entry.address) if moved else ""])
    )
    return _to_sheet(one.number)


@bp.post("/lien")
@limited(limits.ASKING)
def send() -> ResponseReturnValue:
    """Mail the link that helps: the activation's, or that of a forgotten password."""
    one, form = sheet_asked_for(), Form()
    beside = _beside(one, request.form.get("adresse", ""))
    if not form.validate_on_submit():
        return page(form), 422
    session["notice"] = send_to(beside.address)
    return _to_sheet(one.number)


@bp.get("/suspendre")
def ask_to_suspend() -> ResponseReturnValue:
    """Say what a suspension ends."""
    one = sheet_asked_for()
    beside = _beside(one, request.args.get("adresse", ""))
    form = Form(formdata=None)
    return render_template("mairie/customer_suspend.html", sheet=one, beside=beside, form=form)


@bp.post("/suspendre")
def suspend() -> ResponseReturnValue:
    """Stop an account's log-in at once."""
    return _change_account(
        lambda transaction, account, by: states.suspend(transaction, portal(), account, by),
        "suspendu",
    )


@bp.post("/retablir")
def resume() -> ResponseReturnValue:
    """Allow log-in again."""
    return _change_account(states.resume, "rétabli")


def _correction(form: CustomerForm, one: Sheet, **refused: Any) -> str:
    return render_template("mairie/customer_correct.html", form=form, sheet=one, **refused)


def _refusal(known: Collection[str], entry: Entry) -> str:
    """Say why a new customer can't have this number, "" where it can."""
    if entry.number in known:
        return KNOWN
    why = new_numbers.refused(known, {entry.number: entry})
    return "".join(reason for _, reason in why.values())


def _change_account(
    change: Callable[[Transaction, Account, Visit], object], done: str
) -> ResponseReturnValue:
    one, form = sheet_asked_for(), Form()
    account = _beside(one, request.form.get("adresse", "")).account
    if not form.validate_on_submit():
        return page(form), 422
    if account is not None:
        with at_hand().store.write() as transaction:
            change(transaction, account, visit())
        session["notice"] = f"Le compte de {account.address} est {done}."
    return _to_sheet(one.number)


def sheet_asked_for() -> Sheet:
    """Return the sheet of the customer whom the address names; nobody of the commune: 404."""
    with at_hand().store.read() as transaction:
        found = sheet.of_customer(transaction, portal(), visible(request.args.get("numero")))
    return found or abort(404)


def _beside(one: Sheet, address: str) -> Beside:
    """Return the address that a button names: one beside this customer, or nothing is there."""
    return next((each for each in one.beside if each.address == address), None) or abort(404)


def send_to(address: str | None) -> str:
    """Mail the link that helps the owner of an address; return what became of it, in words."""
    if not address:
        return ""
    at = at_hand()
    with at.store.write() as transaction:
        said, message = help_mail.put(transaction, portal(), address, visit())
        claimed = at.sender.claim(transaction, message)
    if message is None:
        return said
    said = _SENT.get(at.sender.deliver_now(claimed), _KEPT).format(address)
    meant = slips.meant(address)
    return f"{said} Le client voulait-il dire {meant} ? « Corriger » le change." if meant else said


def _to_sheet(number: str) -> ResponseReturnValue:
    return redirect(url_for("mairie.customers.sheet_of", numero=number), 303)

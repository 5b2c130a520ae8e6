"""Who reads a customer's bills beside the first: added, corrected and ended from the sheet."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain.customers import sharing
from domain.faults import Fault
from store import readers
from store.records import Reader
from views import at_hand, limits, portal, visit
from views.forms import AddressForm, Form, visible
from views.limits import limited
from views.mairie import customers

bp = Blueprint("readers", __name__, url_prefix="/clients/lecteurs")


@bp.get("")
def ask_to_add() -> ResponseReturnValue:
    """Ask for the address; one of before comes along where it is to be corrected."""
    return _page(AddressForm(formdata=None, address=_wanted()))


@bp.post("")
@limited(limits.ASKING)
def add() -> ResponseReturnValue:
    """Let an address read, in the place of one where that is corrected; the link it needs leaves at once."""
    form, number, before = AddressForm(), _number(), _wanted()
    if not form.validate_on_submit():
        return _page(form), 422
    address, at = form.entered(), at_hand()
    try:
        with at.store.write() as transaction:
            needs_link = sharing.let_in_by_staff(
                transaction, portal(), number, address, visit(), instead_of=before or None
            )
    except Fault as fault:
        form.form_errors.append(str(fault))
        return _page(form), 422
    mailed = customers.send_to(address) if needs_link else "Un mail l'en prévient."
    session["notice"] = f"{address} lit maintenant ces factures. {mailed}"
    return redirect(url_for("mairie.customers.sheet_of", numero=number), 303)


@bp.get("/fin")
def ask_to_end() -> ResponseReturnValue:
    """Say what the end of an access changes."""
    return _end_page(Form(formdata=None))


@bp.post("/fin")
def end() -> ResponseReturnValue:
    """End one; those concerned are mailed."""
    form, number, address = Form(), _number(), _wanted()
    if not form.validate_on_submit():
        return _end_page(form), 422
    try:
        with at_hand().store.write() as transaction:
            sharing.end_by_staff(transaction, portal(), number, address, visit())
    except Fault as fault:
        form.form_errors.append(str(fault))
        return customers.page(form), 422
    session["notice"] = (
        f"{address} ne lit plus ces factures. Un mail prévient ceux que cela concerne."
    )
    return redirect(url_for("mairie.customers.sheet_of", numero=number), 303)


def _number() -> str:
    return visible(request.args.get("numero"))


def _wanted() -> str:
    return visible(request.args.get("adresse"))


def _reading() -> list[Reader]:
    with at_hand().store.read() as transaction:
        return readers.of_customer(transaction, portal().code, _number()) or abort(404)


def _page(form: AddressForm) -> str:
    reading = _reading()
    return render_template(
        "mairie/reader.html", form=form, number=_number(), before=_wanted(), name=reading[0].name
    )


def _end_page(form: Form) -> str:
    known = [one for one in _reading() if one.address == _wanted() and not one.is_first]
    if not known:
        abort(404)
    return render_template("mairie/reader_end.html", form=form, number=_number(), one=known[0])

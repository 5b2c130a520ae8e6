"""« Mon compte »: what the portal knows of its owner, and all that they may change themselves."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, send_file, session, url_for
from flask.typing import ResponseReturnValue

from domain import clock, history, outbox, own_data
from domain.accounts import browsers, closing, passwords, sessions
from domain.accounts.sessions import hashed
from domain.invoices import announcements
from store import readers
from views import at_hand, begin, leave, limits, portal, visit
from views.forms import ClosingForm, Form, OwnPasswordForm, Secret
from views.limits import limited
from views.private.guard import owner

bp = Blueprint("my_account", __name__, url_prefix="/compte")

WRONG = "Ce n'est pas votre mot de passe actuel. Saisissez-le de nouveau."


def knows_password(field: Secret) -> bool:
    """Whether the present password is right, tried within the same limits as a log-in.

    `owner()` is then the account as it was found: a hash that was made anew is its own.
    """
    who = owner()
    found = at_hand().login.try_password(who.portal, who.address, field.text, visit(), "mon compte")
    if found is None:
        field.errors = [WRONG]
    else:
        g.account = found
    return found is not None


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what is known, and lead to what can be changed."""
    return page(Form(formdata=None))


def page(form: Form) -> str:
    """Return « Mon compte »; above it, what the form of one of its buttons was refused for."""
    here, who = portal(), owner()
    with at_hand().store.read() as reading:
        known = readers.of_address(reading, here.code, who.address)
        open_now = sessions.of_account(reading, who, at_hand().lifetimes)
    mine = hashed(session["sid"])
    return render_template(
        "account.html",
        form=form,
        notice=session.pop("notice", None),
        customers=known,
        sessions=[
            {"browser": browsers.name(row.browser), "row": row, "mine": row.token_hash == mine}
            for row in open_now
        ],
    )


@bp.get("/mot-de-passe")
def password() -> ResponseReturnValue:
    """Ask for the present password and a new one."""
    return render_template("account_password.html", form=OwnPasswordForm(formdata=None))


@bp.post("/mot-de-passe")
def change_password() -> ResponseReturnValue:
    """Change it: every other session and every link ends, and a mail tells."""
    form, at = OwnPasswordForm(), at_hand()
    if not form.validate_on_submit() or not knows_password(form.present):
        return render_template("account_password.html", form=form), 422
    who = owner()
    typed = form.password.text
    with at.store.read() as transaction:
        own = passwords.own_words(transaction, portal(), who)
    refusal = at.policy.refusal(typed, who.address, own)
    if refusal:
        form.password.errors = [refusal]
        return render_template("account_password.html", form=form), 422
    new_hash = at.hasher.hash(typed, f"{who.portal} {who.address}", visit().client)
    here = portal()
    with at.store.write() as transaction:
        changed = passwords.change(transaction, who, new_hash, visit())
        if changed:
            kind = outbox.Kind.PASSWORD_CHANGED
            outbox.put(transaction, here, who, kind)
            token = sessions.begin(transaction, who, visit())
    if not changed:
        form.present.errors = [WRONG]
        return render_template("account_password.html", form=form), 422
    begin(who, token)
    return _back("Votre mot de passe est changé. Vos autres appareils ont été déconnectés.")


@bp.post("/annonces")
def set_announcements() -> ResponseReturnValue:
    """Turn the mails about new invoices on or off."""
    wanted = request.form.get("annonces") == "oui"
    form = Form()
    if not form.validate_on_submit():
        return page(form), 422
    with at_hand().store.write() as transaction:
        on_paper = announcements.set_wanted(transaction, portal(), owner(), visit(), wanted=wanted)
    if wanted:
        return _back("Vous recevrez un mail quand de nouvelles factures arrivent.")
    told = "Vous ne recevrez plus de mail quand de nouvelles factures arrivent."
    return _back(f"{told} Les prochaines arrivent sur papier, par la poste." if on_paper else told)


@bp.post("/donnees")
@limited(limits.DOWNLOADING)
def data() -> ResponseReturnValue:
    """Hand over all that is known about the owner, as one file."""
    form = Form()
    if not form.validate_on_submit():
        return page(form), 422
    at, here, who = at_hand(), portal(), owner()
    archive = at.downloads.make(
        who.id, lambda file: own_data.write(file, at.store, here, who, drawn=_readable)
    )
    with at.store.write() as transaction:
        history.record(transaction, history.Kind.DATA_GIVEN, visit(), account=who)
    return send_file(
        archive, "application/zip", as_attachment=True, download_name="mes-donnees.zip"
    )


def _readable(known: dict[str, Any]) -> str:
    return render_template("my_data.html", known=known, made_at=clock.now())


@bp.post("/deconnexion")
def everywhere() -> ResponseReturnValue:
    """End every session of the owner, this one too."""
    form = Form()
    if not form.validate_on_submit():
        return page(form), 422
    here = portal()
    with at_hand().store.write() as transaction:
        sessions.end_all(transaction, owner(), visit())
    log_in = url_for("public.home.show", LIEN=here.code)
    return leave(log_in, "Déconnexion effectuée sur tous vos appareils.")


@bp.get("/fermer")
def close() -> ResponseReturnValue:
    """Say what closing erases and what stays, and ask for the password."""
    return _closing_page(ClosingForm(formdata=None))


@bp.post("/fermer")
def closed() -> ResponseReturnValue:
    """Erase the account."""
    form, here, who, at = ClosingForm(), portal(), owner(), at_hand()
    if not form.validate_on_submit() or not knows_password(form.present):
        return _closing_page(form), 422
    with at.store.write() as transaction:
        closing.close(
            transaction,
            here,
            who,
            visit=visit(),
            reason="par son titulaire",
        )
    session.clear()
    session["portal"] = here.code
    g.account = None
    return render_template("account_closed.html")


def _closing_page(form: ClosingForm) -> str:
    days = at_hand().settings.history_days
    return render_template("account_close.html", form=form, history_days=days)


def _back(notice: str) -> ResponseReturnValue:
    session["notice"] = notice
    return redirect(url_for("private.my_account.show"), 303)

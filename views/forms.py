"""What people fill in. A form hands over typed values; its texts are French and our own."""

from collections.abc import Callable
from typing import Any
from unicodedata import category

from flask import current_app, request
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired

from domain import addresses, cells, slips
from domain.customers import postal
from domain.customers.editing import Cells
from domain.customers.lists import Entry


def visible(typed: str | None) -> str:
    """Show what no page may hold (NUL, lone surrogates and their like) as �."""
    return "".join(
        "\ufffd" if category(sign) in ("Cc", "Cs", "Cn") and sign not in "\t\r\n" else sign
        for sign in typed or ""
    )


TOO_OLD = (
    "Cette page était ouverte depuis trop longtemps. Recommencez\u00a0: "
    "ce que vous aviez écrit est encore là."
)
NOTHING_DONE = "Cette page était ouverte depuis trop longtemps. Recommencez."
NO_COOKIE = (
    "Votre navigateur n'a pas gardé le cookie de cette page. Recommencez\u00a0: si ce message "
    "revient, autorisez les cookies pour ce site dans les réglages de votre navigateur."
)


LONGEST_NOTE = 300  # signs


class _Text:
    """What all fields have: their text, "" where nothing came."""

    data: str | None

    @property
    def text(self) -> str:
        return self.data or ""


class Text(_Text, StringField):
    """A line of text."""


class Secret(_Text, PasswordField):
    """A password; never sent back to the page."""


class Hidden(_Text, HiddenField):
    """What travels along with a form."""


class Form(FlaskForm):
    """Every form is protected by its own token; one without it says in French what may be the reason."""

    class Meta(FlaskForm.Meta):
        """WTForms' own words are never shown."""

        locales = ("fr",)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether all was filled in as it should be; a lost token gets our own sentence."""
        valid = bool(super().validate_on_submit(extra_validators))
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            too_old = TOO_OLD if self._fields.keys() - {"csrf_token"} else NOTHING_DONE
            token.errors = [too_old if _has_our_cookie() else NO_COOKIE]
        return valid


class AddressForm(Form):
    """The activation and the forgotten password ask for an address."""

    address = Text("Adresse mail", filters=[visible])

    def validate_address(self, field: Text) -> None:
        """Say what is wrong with an address nobody could have."""
        try:
            addresses.fold(field.text)
        except addresses.NotAnAddress as mistake:
            raise ValidationError(_sentence(mistake.problem, field.text)) from None

    def entered(self) -> str:
        """Return the folded address of a valid form."""
        return addresses.fold(self.address.text)


class LetterCodeForm(AddressForm):
    """A customer's number, the code of a letter, and the address to read by."""

    number = Text("Numéro de client", filters=[visible])
    code = Text("Code", filters=[visible])

    def validate_number(self, field: Text) -> None:
        """Ask for what is missing."""
        if not any(sign.isalnum() for sign in field.text):
            raise ValidationError("Saisissez votre numéro de client\u00a0: il est sur la lettre.")

    def validate_code(self, field: Text) -> None:
        """Ask for what is missing; a wrong code is no mistake of form."""
        if not any(sign.isalnum() for sign in field.text):
            raise ValidationError("Saisissez le code\u00a0: il est sur la lettre.")


class LoginForm(Form):
    """The log-in: a wrong address is no mistake of form, it is refused like a wrong password."""

    address = Text("Adresse mail", filters=[visible])
    password = Secret("Mot de passe", [InputRequired("Saisissez votre mot de passe.")])
    suite = Hidden()

    def entered(self) -> str | None:
        """Return the folded address, None for what nobody could have."""
        try:
            return addresses.fold(self.address.text)
        except addresses.NotAnAddress:
            return None


class CodeForm(Form):
    """The second factor of an agent who is logged in."""

    code = Text("Code", [InputRequired("Saisissez le code.")], filters=[visible])


class AgentLoginForm(LoginForm, CodeForm):
    """The log-in of an agent."""


class AgentInvitationForm(AddressForm):
    """Who is to be an agent, and whether they invite others."""

    is_manager = BooleanField("Responsable : invite les autres agents")


class UploadForm(Form):
    """A file; its content never goes through here."""

    file = Text("Fichier")


class CustomerForm(Form):
    """One customer of the register, as an agent types it; what was shown travels along."""

    number = Text("Numéro de client", filters=[visible])
    name = Text("Nom", filters=[visible])
    address = Text("Adresse mail (peut manquer)", filters=[visible])
    street = Text("Adresse postale (n° et rue)", filters=[visible])
    postcode = Text("Code postal", filters=[visible])
    town = Text("Ville", filters=[visible])
    shown_name = Hidden()
    shown_address = Hidden()
    shown_postal_address = Hidden()
    confirmed = Hidden()

    def validate_number(self, field: Text) -> None:
        """Say what is no number, as for a list."""
        _read(cells.number, field)

    def validate_name(self, field: Text) -> None:
        """Say what is no name, as for a list."""
        _read(cells.name, field)

    validate_street = validate_postcode = validate_town = validate_name

    def validate_address(self, field: Text) -> None:
        """Say what is no address, as for a list; it may be missing."""
        _read(cells.address, field)

    def entered(self) -> Entry:
        """Return the line that a valid form stands for."""
        typed = self.street.text, self.postcode.text, self.town.text
        return Entry(
            0,
            cells.number(self.number.text),
            cells.name(self.name.text),
            cells.address(self.address.text),
            postal_address=postal.lines(postal.Parts(*map(cells.name, typed))),
        )

    def shown(self) -> Cells:
        """Return what the page showed when it was asked for; a browser ends lines in its own way."""
        lines = "\n".join(self.shown_postal_address.text.splitlines())
        return Cells(self.shown_name.text, self.shown_address.text or None, lines)


class AgentPasswordForm(CodeForm):
    """A new password for an agent who is logged in."""

    present = Secret("Mot de passe actuel", [InputRequired("Saisissez votre mot de passe actuel.")])
    password = Secret("Nouveau mot de passe")


class AgentSetUpForm(CodeForm):
    """Password and telephone of an agent, and the link that allows it."""

    lien = Hidden()
    password = Secret("Mot de passe")


class PasswordForm(Form):
    """A new password, and the link that allows it."""

    lien = Hidden()
    password = Secret("Mot de passe")


class OwnPasswordForm(Form):
    """A new password for who is logged in; the present one proves that it is still them."""

    present = Secret("Mot de passe actuel", [InputRequired("Saisissez votre mot de passe actuel.")])
    password = Secret("Nouveau mot de passe")


class OwnAddressForm(AddressForm):
    """A new address for who is logged in."""

    address = Text("Nouvelle adresse mail", filters=[visible])
    present = Secret("Mot de passe actuel", [InputRequired("Saisissez votre mot de passe actuel.")])


class ChoiceForm(Form):
    """Paper or on line for one customer number, and the SHA-256 of the text that was read."""

    number = Hidden(filters=[visible])
    channel = Hidden()
    text_hash = Hidden()


class NotedChoiceForm(Form):
    """A choice that reached the service by another way, and its proof."""

    channel = Hidden()
    note = Text(
        "D'où vient ce choix", [InputRequired("Dites d'où vient ce choix.")], filters=[visible]
    )

    def validate_note(self, field: Text) -> None:
        """Say what is too long to be read."""
        if len(field.text) > LONGEST_NOTE:
            raise ValidationError(f"Il y a plus de {LONGEST_NOTE} signes.")


class SharingForm(AddressForm):
    """Whom a customer lets read, and the present password."""

    number = Text("Numéro de client", filters=[visible])
    present = Secret("Mot de passe actuel", [InputRequired("Saisissez votre mot de passe actuel.")])


class ClosingForm(Form):
    """The end of an account."""

    present = Secret("Mot de passe actuel", [InputRequired("Saisissez votre mot de passe actuel.")])


class ConfirmationForm(Form):
    """One button, and the link that allows it."""

    lien = Hidden()


class ConfirmationElsewhereForm(ConfirmationForm):
    """The same where its owner is not logged in: whoever has the mailbox may be another."""

    password = Secret("Mot de passe", [InputRequired("Saisissez votre mot de passe.")])


def _read(read: Callable[[str], object], field: Text) -> None:
    try:
        read(field.text)
    except ValueError as reason:
        said = str(reason)
        raise ValidationError(f"{said[:1].upper()}{said[1:]}.") from None


def _has_our_cookie() -> bool:
    return current_app.session_interface.get_cookie_name(current_app) in request.cookies


def _sentence(problem: addresses.Problem, typed: str) -> str:
    if problem is addresses.Problem.EMPTY:
        return "Saisissez votre adresse mail, par exemple nom@exemple.fr."
    meant = slips.meant(typed)
    question = f" Vouliez-vous écrire {meant}\u00a0?" if meant else ""
    return f"Vérifiez votre adresse mail\u00a0: {problem.value}.{question}"

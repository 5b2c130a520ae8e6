"""What people fill in. A form hands over typed values; its texts are French and our own."""

from typing import Any
from unicodedata import category

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, ValidationError

from domain import addresses


def visible(typed: str | None) -> str:
    """Show what no page may hold (NUL, lone surrogates and their like) as �."""
    return "".join(
        "\ufffd" if category(sign) in ("Cc", "Cs", "Cn") and sign not in "\t\r\n" else sign
        for sign in typed or ""
    )


class Form(FlaskForm):
    """Every form is protected by its own token; one opened too long ago says so in French."""

    class Meta(FlaskForm.Meta):
        """WTForms' own words are never shown."""

        locales = ("fr",)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether all was filled in as it should be; a lost token gets our own sentence."""
        valid = bool(super().validate_on_submit(extra_validators))
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            token.errors = [
                (
                    "Cette page était ouverte depuis trop longtemps. Recommencez\u00a0: "
                    "ce que vous aviez écrit est encore là."
                )
            ]
        return valid


class AddressForm(Form):
    """The activation and the forgotten password ask for an address."""

    address = StringField("Adresse mail", filters=[visible])

    def validate_address(self, field: StringField) -> None:
        """Say what is wrong with an address nobody could have."""
        try:
            addresses.fold(field.data or "")
        except addresses.NotAnAddress as mistake:
            raise ValidationError(_sentence(mistake.problem)) from None

    def entered(self) -> str:
        """Return the folded address of a valid form."""
        return addresses.fold(self.address.data or "")


class LoginForm(Form):
    """The log-in: a wrong address is no mistake of form, it is refused like a wrong password."""

    address = StringField("Adresse mail", filters=[visible])
    password = PasswordField("Mot de passe")
    suite = HiddenField()

    def entered(self) -> str | None:
        """Return the folded address, None for what nobody could have."""
        try:
            return addresses.fold(self.address.data or "")
        except addresses.NotAnAddress:
            return None


class PasswordForm(Form):
    """A new password, and the link that allows it."""

    lien = HiddenField()
    password = PasswordField("Mot de passe")


class OwnPasswordForm(Form):
    """A new password for who is logged in; the present one proves that it is still them."""

    present = PasswordField("Mot de passe actuel")
    password = PasswordField("Nouveau mot de passe")


class OwnAddressForm(AddressForm):
    """A new address for who is logged in."""

    address = StringField("Nouvelle adresse mail", filters=[visible])
    present = PasswordField("Mot de passe actuel")


class ClosingForm(Form):
    """The end of an account."""

    present = PasswordField("Mot de passe actuel")


class ConfirmationForm(Form):
    """One button, and the link that allows it."""

    lien = HiddenField()


def _sentence(problem: addresses.Problem) -> str:
    if problem is addresses.Problem.EMPTY:
        return "Saisissez votre adresse mail, par exemple nom@exemple.fr."
    return f"Vérifiez votre adresse mail\u00a0: {problem.value}."

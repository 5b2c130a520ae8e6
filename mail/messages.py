"""All that is sent, one function a mail: its subject, and what its templates need."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from domain.accounts import State, state
from domain.links import Links, Purpose
from domain.outbox import Kind
from store.models import Account, Message


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and the variables of templates/mail/KIND.txt and .html."""

    subject: str
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What a mail may speak of; `origin` begins every link."""

    message: Message
    account: Account
    links: Links
    origin: str

    def link(self, purpose: Purpose) -> str:
        """Return a fresh link: made now, so that a mail sent late has its full time."""
        return f"{self.origin}/?LIEN={self.links.make(self.account, purpose)}"


def activation(context: Context) -> Words | None:
    """The procedure's mail, word for word; needless once the account has a password."""
    if state(context.account) is not State.PENDING:
        return None
    return Words("Accès au portail des factures", {"link": context.link(Purpose.ACTIVATION)})


def recovery(context: Context) -> Words | None:
    """A new password for an account that is active."""
    if state(context.account) is not State.ACTIVE:
        return None
    return Words(
        "Votre nouveau mot de passe sur le portail des factures",
        {"link": context.link(Purpose.RECOVERY)},
    )


def password_changed(_context: Context) -> Words:
    """Tells the owner that the password was changed; no link, so that nothing teaches to click."""
    return Words("Votre mot de passe a été changé")


def address_moved(context: Context) -> Words:
    """Tells an address that the service gave one of its customers another one; not which."""
    return Words("Un dossier n'est plus rattaché à votre adresse", dict(context.message.details))


WORDS: dict[str, Callable[[Context], Words | None]] = {
    Kind.ACTIVATION: activation,
    Kind.RECOVERY: recovery,
    Kind.PASSWORD_CHANGED: password_changed,
    Kind.ADDRESS_MOVED: address_moved,
}

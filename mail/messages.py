"""All that is sent, one function a mail: its subject, and what its templates need."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from domain import french
from domain.accounts import closing
from domain.accounts.links import Links, Purpose
from domain.accounts.states import State, state
from domain.invoices import access, announcements
from domain.outbox import Kind
from domain.portals import Portal
from store import Store
from store.records import Account, Message

LISTED = 20  # invoices in one mail; the others are counted


@dataclass(frozen=True, slots=True)
class Words:
    """A subject, the variables of templates/mail/KIND.txt and .html, headers of its own."""

    subject: str
    variables: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What a mail may speak of."""

    message: Message
    account: Account | None  # gone after its closing
    links: Links
    portal: Portal
    store: Store
    keys: tuple[str, ...]  # the newest first

    def owner(self, *states: State) -> Account | None:
        """Return the account where it is in one of these states, None where it isn't any more."""
        if self.account is None or state(self.account) not in states:
            return None
        return self.account

    def link(self, account: Account, purpose: Purpose) -> str:
        """Return a fresh link: made now, so that a mail sent late has its full time."""
        return self.portal.url_of(self.links.make(account, purpose))


def activation(context: Context) -> Words | None:
    """The procedure's mail, word for word; needless once the account has a password."""
    owner = context.owner(State.PENDING)
    if owner is None:
        return None
    return Words("Accès au portail des factures", {"link": context.link(owner, Purpose.ACTIVATION)})


def recovery(context: Context) -> Words | None:
    """A new password for an account that is active."""
    owner = context.owner(State.ACTIVE)
    if owner is None:
        return None
    return Words(
        "Votre nouveau mot de passe sur le portail des factures",
        {"link": context.link(owner, Purpose.RECOVERY)},
    )


def password_changed(_context: Context) -> Words:
    """Tells the owner that the password was changed; no link, so that nothing teaches to click."""
    return Words("Votre mot de passe a été changé")


def address_confirm(context: Context) -> Words | None:
    """Goes to the new address; needless once another one is wanted, or none any more."""
    owner = context.owner(State.ACTIVE)
    if owner is None or owner.wanted_address != context.message.recipient:
        return None
    return Words(
        "Confirmez votre nouvelle adresse mail", {"link": context.link(owner, Purpose.ADDRESS)}
    )


def address_changed(_context: Context) -> Words:
    """Tells the old address that it is not the account's any more."""
    return Words("Votre adresse mail a été changée")


def account_unused(context: Context) -> Words | None:
    """Warns before the end; needless where somebody logged in meanwhile."""
    owner = context.owner(State.ACTIVE)
    end = closing.closes_at(owner) if owner else None
    if end is None:
        return None
    return Words(
        "Votre compte va être fermé",
        {"closes_on": end},
    )


def account_closed(_context: Context) -> Words:
    """Tells the address of an account that it is gone."""
    return Words("Votre compte est fermé")


def address_moved(context: Context) -> Words:
    """Tells an address that the service gave one of its customers another one; not which."""
    return Words("Un dossier n'est plus rattaché à votre adresse", dict(context.message.details))


def new_invoices(context: Context) -> Words | None:
    """What an import brought to one account; needless once it is gone, or no longer wanted."""
    account = context.owner(State.ACTIVE)
    if account is None:
        return None
    with context.store.read() as transaction:
        if not announcements.is_wanted(transaction, account):
            return None
        found = access.announced(transaction, account, context.message.details["import"])
    if not found:
        return None
    off = f"{context.portal.origin}/annonces/{announcements.off_token(context.keys, account)}"
    one = len(found) == 1
    return Words(
        "Une nouvelle facture est arrivée" if one else "De nouvelles factures sont arrivées",
        {
            "lines": [_line(each) for each in found[:LISTED]],
            "more": max(0, len(found) - LISTED),
            "link": context.portal.entry_url,
            "off": off,
        },
        # RFC 8058: one click of the mail program turns these mails off.
        {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def _line(invoice: access.Invoice) -> str:
    """« Eau potable, n° FA-1, 57,20 €, échéance le 23/12/2026 »."""
    amount = french.euros(invoice.amount_cents)
    parts = [invoice.subject or "Facture", f"n°\u00a0{invoice.number}"]
    if access.is_credit(invoice):
        return ", ".join([*parts, f"{amount}, à votre crédit"])
    due = f"échéance le {french.day(invoice.due_on)}" if invoice.due_on else ""
    return ", ".join(filter(None, [*parts, amount, due]))


WORDS: dict[str, Callable[[Context], Words | None]] = {
    Kind.ACTIVATION: activation,
    Kind.RECOVERY: recovery,
    Kind.PASSWORD_CHANGED: password_changed,
    Kind.ADDRESS_CONFIRM: address_confirm,
    Kind.ADDRESS_CHANGED: address_changed,
    Kind.ACCOUNT_UNUSED: account_unused,
    Kind.ACCOUNT_CLOSED: account_closed,
    Kind.ADDRESS_MOVED: address_moved,
    Kind.NEW_INVOICES: new_invoices,
}

"""All that is sent: MAILS is the table of contents, with one function a mail for what its text needs.

A new mail is a `Kind`, a line of the table, a function, and its text in templates/mail/KIND.txt. Those
about bills: `mail/bill_mails.py`; about who reads them: `mail/reader_mails.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from domain import clock, french
from domain.accounts import closing
from domain.accounts.links import Purpose
from domain.accounts.states import State
from domain.agents import links
from domain.outbox import Kind
from mail import reader_mails
from mail.bill_mails import bills_withdrawn, choice_made, new_invoices, paper_again
from mail.context import Context, Variables
from store import agents, readers


def activation(context: Context) -> Variables | None:
    """The procedure's mail, word for word; needless once the account has a password."""
    owner = context.owner(State.PENDING)
    return context.link(owner, Purpose.ACTIVATION) if owner else None


def recovery(context: Context) -> Variables | None:
    """A new password for an account that is active."""
    owner = context.owner(State.ACTIVE)
    return context.link(owner, Purpose.RECOVERY) if owner else None


def password_changed(_context: Context) -> Variables:
    """Tells the owner that the password was changed; no link, so that nothing teaches to click."""
    return {}


def link_given(_context: Context) -> Variables:
    """Tells the address on record that the service handed a link over; not the link."""
    return {}


def letter_printed(context: Context) -> Variables | None:
    """Tells the address on record that a letter with a link is under way; needless once activated."""
    return {} if context.owner(State.PENDING) else None


def invitation(context: Context) -> Variables | None:
    """Asks a customer to activate; needless once they have, or once nobody's bills are read there."""
    owner = context.owner(State.PENDING)
    if owner is None:
        return None
    with context.store.read() as transaction:
        if not readers.has_customers(transaction, owner.portal, owner.address):
            return None
    subject = quote(f"Je ne suis pas client : {owner.address}")
    return {
        **context.link(owner, Purpose.ACTIVATION),
        "no_customer": f"mailto:{context.portal.contact}?subject={subject}",
    }


def address_confirm(context: Context) -> Variables | None:
    """Goes to the new address; needless once another one is wanted, or none any more."""
    owner = context.owner(State.ACTIVE)
    if owner is None or owner.wanted_address != context.message.recipient:
        return None
    return context.link(owner, Purpose.ADDRESS)


def address_changed(_context: Context) -> Variables:
    """Tells the old address that it is not the account's any more."""
    return {}


def account_unused(context: Context) -> Variables | None:
    """Warns before the end; needless where somebody logged in meanwhile."""
    owner = context.owner(State.ACTIVE)
    closes_at = closing.closes_at(owner) if owner else None
    return {"closes_on": clock.day(closes_at, context.portal.timezone)} if closes_at else None


def account_closed(context: Context) -> Variables:
    """Tells the address of an account that it is gone, and whose bills come on paper again."""
    return {"numbers": context.message.details.get("numbers", ())}


def address_moved(context: Context) -> Variables:
    """Tells an address that the service gave one of its customers another one; not which."""
    return {"numbers": context.message.details["numbers"]}


def drop_report(context: Context) -> Variables:
    """What became of a file that the service put into the drop folder."""
    return {name: context.message.details[name] for name in ("name", "report")}


def agent_link(context: Context) -> Variables | None:
    """Where an agent sets password and telephone up; needless once that is done, or the agent ended."""
    with context.store.read() as transaction:
        agent = agents.by_id(transaction, context.message.details["agent"])
    if agent is None or agent.password_hash:
        return None
    return {
        "link": links.address(context.keys, context.portal, agent),
        "lasts": french.duration(int(links.MAX_AGE.total_seconds())),
        "is_manager": agent.is_manager,
    }


def agent_changed(context: Context) -> Variables:
    """Tells an agent that what lets them in was changed; no link."""
    return {"what": context.message.details["what"]}


def agent_export(context: Context) -> Variables:
    """Tells a manager that an agent took away what concerns many people."""
    return dict(context.message.details)


def alarm(context: Context) -> Variables:
    """Tells the administrator what passed a bound, or what failed."""
    return {"sentences": context.message.details["sentences"]}


@dataclass(frozen=True, slots=True)
class Mail:
    """One kind of mail; `subject` may use the variables of its text."""

    subject: str
    staff_word: str
    variables: Callable[[Context], Variables | None]  # None: its reason has gone meanwhile
    is_awaited: bool = (
        False  # by a person; the others leave at the pace that the mail server grants
    )
    button: str = ""  # what the page behind the link asks


MAILS: dict[str, Mail] = {
    Kind.ACTIVATION: Mail(
        "Accès au portail des factures",
        "activation",
        activation,
        is_awaited=True,
        button="Définir mon mot de passe",
    ),
    Kind.RECOVERY: Mail(
        "Votre nouveau mot de passe sur le portail des factures",
        "mot de passe oublié",
        recovery,
        is_awaited=True,
        button="Choisir mon nouveau mot de passe",
    ),
    Kind.PASSWORD_CHANGED: Mail(
        "Votre mot de passe a été changé", "mot de passe changé", password_changed, is_awaited=True
    ),
    Kind.LINK_GIVEN: Mail(
        "Un lien vers votre espace a été remis", "lien remis", link_given, is_awaited=True
    ),
    Kind.LETTER_PRINTED: Mail(
        "Une lettre du service facturation vous arrive", "lettre imprimée", letter_printed
    ),
    Kind.INVITATION: Mail(
        "{{ portal.name }}\u00a0: lisez vos factures en ligne",
        "invitation",
        invitation,
        button="Définir mon mot de passe",
    ),
    Kind.ADDRESS_CONFIRM: Mail(
        "Confirmez votre nouvelle adresse mail",
        "confirmation d'adresse",
        address_confirm,
        is_awaited=True,
        button="Confirmer mon adresse",
    ),
    Kind.ADDRESS_CHANGED: Mail(
        "Votre adresse mail a été changée", "adresse changée", address_changed, is_awaited=True
    ),
    Kind.ACCOUNT_UNUSED: Mail("Votre compte va être fermé", "fermeture prochaine", account_unused),
    Kind.ACCOUNT_CLOSED: Mail("Votre compte est fermé", "compte fermé", account_closed),
    Kind.ADDRESS_MOVED: Mail(
        "Un dossier n'est plus rattaché à votre adresse", "dossier retiré", address_moved
    ),
    Kind.CODE_LINK: Mail(
        "Confirmez votre adresse mail pour lire vos factures",
        "adresse donnée avec un code",
        reader_mails.code_link,
        is_awaited=True,
        button="Confirmer mon adresse",
    ),
    Kind.READER_INVITED: Mail(
        "On partage des factures avec vous",
        "invitation à lire",
        reader_mails.reader_invited,
        is_awaited=True,
        button="Confirmer mon adresse",
    ),
    Kind.READER_JOINED: Mail(
        "{{ 'Vous lisez de nouvelles factures' if is_you else 'Une autre adresse lit vos factures' }}",
        "factures partagées",
        reader_mails.reader_changed,
        is_awaited=True,
    ),
    Kind.READER_ENDED: Mail(
        "{{ 'Vous ne lisez plus ces factures' if is_you else 'Une adresse ne lit plus vos factures' }}",
        "partage terminé",
        reader_mails.reader_changed,
        is_awaited=True,
    ),
    Kind.PROPOSED: Mail(
        "Votre demande est transmise au service facturation",
        "demande reçue",
        reader_mails.proposed,
        is_awaited=True,
    ),
    Kind.PROPOSED_BESIDE: Mail(
        "Quelqu'un demande à lire vos factures",
        "demande signalée",
        reader_mails.proposed_beside,
        is_awaited=True,
    ),
    Kind.PROPOSAL_ANSWERED: Mail(
        "Réponse du service facturation à votre demande",
        "demande\u00a0: réponse",
        reader_mails.proposal_answered,
        is_awaited=True,
        button="Définir mon mot de passe",
    ),
    Kind.PROPOSAL_SETTLED: Mail(
        "Suite donnée à la demande de lire vos factures",
        "demande\u00a0: suite",
        reader_mails.proposal_settled,
        is_awaited=True,
    ),
    Kind.NEW_INVOICES: Mail(
        "{{ portal.name }}\u00a0: {{ news }}",
        "nouvelles factures",
        new_invoices,
        button="Me connecter",
    ),
    Kind.BILLS_WITHDRAWN: Mail(
        "{{ portal.name }}\u00a0: {{ 'des factures retirées' if lines[1:] else 'une facture retirée' }}",
        "factures retirées",
        bills_withdrawn,
    ),
    Kind.CHOICE_MADE: Mail("Votre choix", "choix papier ou en ligne", choice_made, is_awaited=True),
    Kind.PAPER_AGAIN: Mail(
        "Vos prochaines factures arrivent sur papier", "retour au papier", paper_again
    ),
    Kind.DROP_REPORT: Mail(
        "Dossier de dépôt\u00a0: {{ name }}", "compte rendu du dépôt", drop_report
    ),
    Kind.AGENT_LINK: Mail(
        "Votre accès d'agent au portail des factures",
        "lien d'un agent",
        agent_link,
        is_awaited=True,
        button="Ouvrir mon accès",
    ),
    Kind.AGENT_CHANGED: Mail(
        "Votre accès d'agent a été changé",
        "accès d'un agent changé",
        agent_changed,
        is_awaited=True,
    ),
    Kind.AGENT_EXPORT: Mail(
        "Un agent a emporté les données de {{ people }} clients",
        "export d'un agent",
        agent_export,
        is_awaited=True,
    ),
    Kind.ALARM: Mail(
        "Portail des factures\u00a0: à regarder ({{ portal.name }})",
        "alerte à l'administrateur",
        alarm,
        is_awaited=True,
    ),
}
AWAITED = tuple(kind for kind, mail in MAILS.items() if mail.is_awaited)
AT_LEISURE = tuple(kind for kind, mail in MAILS.items() if not mail.is_awaited)

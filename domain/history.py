"""The history of each account: what happened, when, from where. Never a secret in it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain import clock
from domain.devices import UNKNOWN, Device
from store import Transaction, events
from store.records import Account, Agent

AGENTS = "/mairie"  # behind a commune's code: an agent's address is counted apart from a customer's
NAMED = 20  # numbers in one line
LONGEST_BY = 254  # as an address
LONGEST_CLIENT = 45  # an IPv6 address; what a proxy hands on may be anything


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request comes from: client address, what the browser says of itself, who of the staff acts."""

    client: str = ""
    browser: str = ""
    device: Device = UNKNOWN
    by: str = ""  # an agent's address, or a command and its system user; empty: nobody of the staff


NO_VISIT = Visit()  # what staff or the portal itself did


class Kind(StrEnum):
    """What can happen to an account; kept in the database under these names."""

    UNKNOWN_ADDRESS = "unknown_address"
    ACTIVATION_ASKED = "activation_asked"
    RECOVERY_ASKED = "recovery_asked"
    MAIL_SENT = "mail_sent"
    MAIL_REFUSED = "mail_refused"
    MAIL_RETURNED = "mail_returned"
    ACTIVATED = "activated"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name, not a secret
    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"
    SESSIONS_ENDED = "sessions_ended"
    ADDRESS_ASKED = "address_asked"
    ADDRESS_GIVEN_UP = "address_given_up"
    ADDRESS_CHANGED = "address_changed"
    ANNOUNCEMENTS = "announcements"
    CHOICE_MADE = "choice_made"
    CHOICES_EXPORTED = "choices_exported"
    DATA_GIVEN = "data_given"
    LINK_GIVEN = "link_given"
    INVITED = "invited"
    LETTERS_PRINTED = "letters_printed"
    LETTER_CODES = "letter_codes"
    CODE_WRONG = "code_wrong"
    CODE_USED = "code_used"
    ADDRESS_PROPOSED = "address_proposed"
    PROPOSAL_ACCEPTED = "proposal_accepted"
    PROPOSAL_REFUSED = "proposal_refused"
    ADDRESS_GIVEN = "address_given"
    READER_INVITED = "reader_invited"
    READER_TAKEN_BACK = "reader_taken_back"
    READER_JOINED = "reader_joined"
    READER_ENDED = "reader_ended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    WARNED = "warned"
    CLOSED = "closed"
    CUSTOMER_MOVED = "customer_moved"  # by the service, to another address
    CUSTOMER_REMOVED = "customer_removed"
    AGENT_INVITED = "agent_invited"
    AGENT_READY = "agent_ready"
    AGENT_RESET = "agent_reset"
    AGENT_ENDED = "agent_ended"
    CODES_PRINTED = "codes_printed"
    LIST_IMPORTED = "list_imported"
    IMPORT_UNDONE = "import_undone"
    REGISTER_EDITED = "register_edited"
    LINK_SENT = "link_sent"
    BILLS_LOOKED_AT = "bills_looked_at"
    INVOICES_REMOVED = "invoices_removed"
    INVOICES_PUBLISHED = "invoices_published"
    STATE_SET = "state_set"  # of a bill, by staff
    STATES_UNDONE = "states_undone"
    REGISTER_EXPORTED = "register_exported"
    LIST_EXPORTED = "list_exported"
    COLUMNS_NAMED = "columns_named"
    PAID_ONLINE = "paid_online"
    PAYMENT_SEEN = "payment_seen"
    PAYMENTS_EXPORTED = "payments_exported"
    BACKED_UP = "backed_up"  # of all communes, as the next: no portal's code
    RESTORED = "restored"


SENTENCES = {
    Kind.UNKNOWN_ADDRESS: "activation demandée, adresse inconnue",
    Kind.ACTIVATION_ASKED: "activation demandée",
    Kind.RECOVERY_ASKED: "mot de passe oublié demandé",
    Kind.MAIL_SENT: "courriel envoyé",
    Kind.MAIL_REFUSED: "courriel refusé par le serveur de messagerie",
    Kind.MAIL_RETURNED: "courriel revenu",
    Kind.ACTIVATED: "compte activé",
    Kind.PASSWORD_CHANGED: "mot de passe changé",
    Kind.LOGGED_IN: "connexion",
    Kind.LOGIN_FAILED: "mot de passe refusé",
    Kind.LOGGED_OUT: "déconnexion",
    Kind.SESSIONS_ENDED: "déconnexion de tous les appareils",
    Kind.ADDRESS_ASKED: "changement d'adresse demandé",
    Kind.ADDRESS_GIVEN_UP: "changement d'adresse annulé",
    Kind.ADDRESS_CHANGED: "adresse changée",
    Kind.ANNOUNCEMENTS: "annonces des nouvelles factures",
    Kind.CHOICE_MADE: "choix entre le papier et en ligne",
    Kind.CHOICES_EXPORTED: "choix entre le papier et en ligne exportés",
    Kind.DATA_GIVEN: "données téléchargées",
    Kind.LINK_GIVEN: "lien remis par le service",
    Kind.INVITED: "invitation à activer le compte",
    Kind.LETTERS_PRINTED: "lettres à tous ceux qui n'ont pas de compte",
    Kind.LETTER_CODES: "codes de lettres donnés",
    Kind.CODE_WRONG: "code d'une lettre refusé",
    Kind.CODE_USED: "code d'une lettre employé",
    Kind.ADDRESS_PROPOSED: "adresse proposée au service, avec le code d'une lettre",
    Kind.PROPOSAL_ACCEPTED: "adresse proposée acceptée",
    Kind.PROPOSAL_REFUSED: "adresse proposée refusée",
    Kind.ADDRESS_GIVEN: "adresse donnée par le client, avec le code d'une lettre",
    Kind.READER_INVITED: "factures partagées : invitation envoyée",
    Kind.READER_TAKEN_BACK: "factures partagées : invitation annulée",
    Kind.READER_JOINED: "factures partagées : une adresse de plus les lit",
    Kind.READER_ENDED: "factures partagées : une adresse ne les lit plus",
    Kind.SUSPENDED: "compte suspendu",
    Kind.RESUMED: "compte rétabli",
    Kind.WARNED: "prévenu d'une fermeture prochaine, faute d'usage",
    Kind.CLOSED: "compte fermé",
    Kind.CUSTOMER_REMOVED: "client retiré du registre",
    Kind.CUSTOMER_MOVED: "client rattaché à une autre adresse par le service",
    Kind.AGENT_INVITED: "agent invité",
    Kind.AGENT_READY: "mot de passe et téléphone réglés",
    Kind.AGENT_RESET: "nouveau lien envoyé à un agent",
    Kind.AGENT_ENDED: "accès d'un agent terminé",
    Kind.CODES_PRINTED: "dix nouveaux codes imprimés",
    Kind.LIST_IMPORTED: "liste importée",
    Kind.IMPORT_UNDONE: "import de clients annulé",
    Kind.REGISTER_EDITED: "registre corrigé à la main",
    Kind.LINK_SENT: "lien envoyé par le service",
    Kind.BILLS_LOOKED_AT: "factures regardées par le service",
    Kind.INVOICES_REMOVED: "factures retirées",
    Kind.STATES_UNDONE: "liste d'états annulée",
    Kind.STATE_SET: "état d'une facture",
    Kind.INVOICES_PUBLISHED: "factures en attente publiées quand même",
    Kind.REGISTER_EXPORTED: "registre exporté",
    Kind.LIST_EXPORTED: "emporté par un agent",
    Kind.COLUMNS_NAMED: "colonnes des listes nommées",
    Kind.PAID_ONLINE: "facture payée en ligne",
    Kind.PAYMENT_SEEN: "paiement à vérifier, noté comme vu",
    Kind.PAYMENTS_EXPORTED: "paiements exportés",
    Kind.BACKED_UP: "sauvegarde faite",
    Kind.RESTORED: "sauvegarde restaurée",
}


# What somebody may try again and again: one line for what comes from one client within a minute.
REPEATED = (Kind.LOGIN_FAILED, Kind.UNKNOWN_ADDRESS, Kind.CODE_WRONG)
A_ROW = timedelta(minutes=1)
# What is tried from a browser of the owner's is counted under a key of its own.
COUNTED_APART = (Kind.LOGIN_FAILED, Kind.RECOVERY_ASKED)


def record(
    transaction: Transaction,
    kind: Kind,
    visit: Visit,
    *,
    account: Account | None = None,
    portal: str = "",
    address: str | None = None,
    is_agent: bool = False,
    details: str = "",
) -> None:
    """Add a line: what happened, from where, to whose account; or count it on the line of before.

    `portal` (its code) and `address` (folded; only its hash is kept) say it where there may be no
    account; `is_agent`: it is an agent's, who may be a customer too. What the staff does is told by
    `visit.by` and `details`: their journal.
    """
    if account is not None:
        portal, address = account.portal, address or account.address
    key = address_key(f"{portal}{AGENTS if is_agent else ''}", address) if address else None
    now = clock.now()
    line = {
        "at": now,
        "portal": portal,
        "kind": kind,
        "account_id": account.id if account else None,
        "address_key": visit.device.key_for(key) if key and kind in COUNTED_APART else key,
        "client": visit.client[:LONGEST_CLIENT],
        "details": details,
        "done_by": visit.by[:LONGEST_BY],
    }
    is_counted = kind in REPEATED and events.repeat(transaction, line, since=now - A_ROW)
    if not is_counted:
        events.add(transaction, line)


def named(each: Sequence[str], between: str = ", ") -> str:
    """Return numbers, or what was done, as the details of a line: « 0047, 0048 », the first of many."""
    more = f" et {len(each) - NAMED} autres" if len(each) > NAMED else ""
    return between.join(each[:NAMED]) + more


def key_of(owner: Account | Agent) -> str:
    """Return what stands for an owner's address in the history; an agent may be a customer too."""
    where = f"{owner.portal}{AGENTS}" if isinstance(owner, Agent) else owner.portal
    return address_key(where, owner.address)


def address_key(portal: str, address: str) -> str:
    """Return what stands for an address in the history."""
    return hashlib.sha256(f"{portal} {address}".encode()).hexdigest()[:32]


def erase_before(transaction: Transaction, moment: datetime) -> int:
    """Erase some of what is older than the commune keeps; returns how many lines, 0: none left."""
    return events.erase_before(transaction, moment)

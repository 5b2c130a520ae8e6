"""Who is invited to activate: an address that reads a customer, has no account, and was not invited lately.

The mail's link is the activation's. It leaves at the announcements' pace, but for one that an agent
sends to somebody who rings.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path

from domain import clock, french, history, outbox
from domain.accounts.states import State, state
from domain.faults import Fault
from domain.history import Visit
from domain.portals import Portal
from sheets import writing
from store import Transaction, accounts, files, imports, messages, readers, statements
from store.records import Account, Message

NOT_AGAIN_WITHIN = timedelta(days=30)
TITLES = "numero", "nom", "adresse"  # of the list of who could be invited


class Answer(Enum):
    """What comes of inviting an address; the value is what staff read of it."""

    INVITED = "invitée"
    NO_CUSTOMER = "n'est l'adresse d'aucun client"
    HAS_ACCOUNT = "a déjà un compte"
    LATELY = f"a déjà été invitée il y a moins de {NOT_AGAIN_WITHIN.days} jours"
    REFUSED = "est refusée par son serveur de messagerie : corrigez-la d'abord"


@dataclass(frozen=True, slots=True)
class Invitations:
    """The answer to each address, in the order of the register or as they were given."""

    answers: Mapping[str, Answer]

    @property
    def invited(self) -> list[str]:
        """Return the addresses to mail."""
        return [each for each, answer in self.answers.items() if answer is Answer.INVITED]

    @property
    def counts(self) -> Counter[Answer]:
        """Return how many addresses got which answer."""
        return Counter(self.answers.values())


def candidates(transaction: Transaction, portal: Portal, import_id: int | None = None) -> list[str]:
    """Return the addresses of the register, in its order; raises `Fault` for an unknown import.

    `import_id`: only those of the customers whom this list named, or whom this batch brought bills.
    """
    if import_id is not None and imports.by_id(transaction, portal.code, import_id) is None:
        raise Fault(
            f"L'import n° {import_id} n'existe pas ici : « flask clients imports » et "
            "« flask factures list » les énumèrent."
        )
    return readers.listed(transaction, portal.code, import_id)


def plan(transaction: Transaction, portal: Portal, addresses: Iterable[str]) -> Invitations:
    """Return who of these folded addresses would be invited now; nothing is written."""
    asked = list(dict.fromkeys(addresses))
    reading = readers.among(transaction, portal.code, asked)
    refused = messages.refused(transaction, portal.code)
    known = {one.address: one for one in accounts.at_addresses(transaction, portal.code, asked)}

    def answer(address: str) -> Answer:
        account = known.get(address)
        if account is not None and state(account) is not State.PENDING:
            return Answer.HAS_ACCOUNT
        if address not in reading:
            return Answer.NO_CUSTOMER
        if address in refused:
            return Answer.REFUSED
        return Answer.LATELY if _was_invited_lately(account) else Answer.INVITED

    return Invitations({address: answer(address) for address in asked})


def invite_many(
    transaction: Transaction, portal: Portal, addresses: Iterable[str], visit: Visit
) -> Invitations:
    """Invite those of these folded addresses who may be; their mails leave at the announcements' pace.

    One line of the journal says how many; each account's history says it once its mail has left.
    """
    _one_at_a_time(transaction, portal)
    planned = plan(transaction, portal, addresses)
    if not planned.invited:
        return planned
    accounts.add_pending(transaction, portal.code, planned.invited, clock.now())
    invited = accounts.at_addresses(transaction, portal.code, planned.invited)
    ids = [account.id for account in invited]
    accounts.note_invited(transaction, ids, clock.now())
    outbox.put_many(transaction, portal, ids, outbox.Kind.INVITATION)
    details = french.count(len(ids), "adresse")
    history.record(transaction, history.Kind.INVITED, visit, portal=portal.code, details=details)
    return planned


def invite(
    transaction: Transaction, portal: Portal, address: str, visit: Visit
) -> tuple[Answer, Message | None]:
    """Invite one folded address; returns the mail for the caller to send now, None where there is none."""
    _one_at_a_time(transaction, portal)
    answer = plan(transaction, portal, [address]).answers[address]
    if answer is not Answer.INVITED:
        return answer, None
    account = accounts.get_or_add(transaction, portal.code, address, clock.now())
    accounts.note_invited(transaction, [account.id], clock.now())
    history.record(transaction, history.Kind.INVITED, visit, account=account)
    message = outbox.put(transaction, portal, account, outbox.Kind.INVITATION)
    return answer, message


def write_list(place: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    """Write who could be invited (number, name, address) as a new file; raises `Fault`."""
    try:
        files.write(place, "".join(writing.lines([TITLES, *rows])).encode(), replace=False)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Fault(f"{place} n'a pas pu être écrit ({reason}) : rien n'a été importé.") from error


def _was_invited_lately(account: Account | None) -> bool:
    age = clock.age(account.invited_at) if account and account.invited_at else None
    return age is not None and age < NOT_AGAIN_WITHIN


def _one_at_a_time(transaction: Transaction, portal: Portal) -> None:
    """Let nobody be invited twice by two who press at once."""
    statements.one_at_a_time(transaction, f"{portal.code} invitations")

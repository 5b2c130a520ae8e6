"""`flask comptes show`: one account, its customers and its history."""

from collections.abc import Sequence
from typing import Any

import services
from commands import comptes_list, console, typed
from domain.accounts import states
from domain.portals import Portal
from mail import outcomes
from store import accounts, events, readers
from store.records import Account, Event, Reader

SHOWN_EVENTS = 30


def run(portal: Portal, who: str, *, as_json: bool) -> None:
    """Show what is to be known of an account; `who`: an address, a customer's number or name."""
    with services.current().store.read() as transaction:
        address = typed.address_of(transaction, portal, who)
        account = accounts.by_address(transaction, portal.code, address)
        theirs = readers.of_address(transaction, portal.code, address)
        shown = 100_000 if as_json else SHOWN_EVENTS
        lines = events.of_account(transaction, account.id, shown) if account else []
    none_yet = "" if account else typed.without_account(portal, address, theirs)
    if as_json:
        facts = comptes_list.facts(account) if account else {"adresse": address, "etat": None}
        console.say_json(facts | _for_programs(theirs, lines))
    elif account:
        _say(account, theirs, lines)
    else:
        console.say(none_yet)


def _for_programs(theirs: Sequence[Reader], lines: Sequence[Event]) -> dict[str, Any]:
    return {
        "clients": [{"numero": each.number, "nom": each.name} for each in theirs],
        "historique": [
            {
                "date": each.at,
                "evenement": outcomes.happened(each, times=False),
                "details": each.details,
                "depuis": each.client,
                "par": each.done_by,
                "fois": each.times,
            }
            for each in lines
        ],
    }


def _say(account: Account, theirs: Sequence[Reader], lines: Sequence[Event]) -> None:
    state = states.state(account)
    console.say(f"Adresse : {account.address}")
    console.say(f"État : {state.value}")
    for label, moment in (
        ("Activation demandée le", account.created_at),
        ("Activé le", account.activated_at),
        ("Dernière connexion", account.last_login_at),
        ("Suspendu le", account.suspended_at),
        ("Prévenu de sa fermeture le", account.warned_at),
    ):
        if moment:
            console.say(f"{label} : {console.moment(moment)}")
    if account.wanted_address:
        console.say(f"Demande à devenir : {account.wanted_address}")
    names = typed.names(theirs)
    console.say(f"Clients : {names or 'aucun (la liste de ses factures est vide)'}")
    console.say()
    rows = [(each.at, outcomes.happened(each), each.client or each.done_by) for each in lines]
    console.table(["Date", "Ce qui s'est passé", "Depuis"], rows)

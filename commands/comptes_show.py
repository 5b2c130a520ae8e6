"""`flask comptes show`: one account, its customers and its history."""

from collections.abc import Sequence
from typing import Any

import services
from commands import comptes_list, console, typed
from domain import history
from domain.accounts import states
from domain.portals import Portal
from store import customers, events
from store.records import Account, Customer, Event

SHOWN_EVENTS = 30


def run(portal: Portal, address: str, *, as_json: bool) -> None:
    """Show what is to be known of the account."""
    with services.current().store.read() as transaction:
        account = typed.account(transaction, portal, address)
        theirs = customers.all_at(transaction, portal.code, account.address)
        lines = events.of_account(transaction, account.id, 100_000 if as_json else SHOWN_EVENTS)
    if as_json:
        console.say_json(_for_programs(account, theirs, lines))
    else:
        _say(account, theirs, lines)


def _for_programs(
    account: Account, theirs: Sequence[Customer], lines: Sequence[Event]
) -> dict[str, Any]:
    return {
        **comptes_list.facts(account),
        "clients": [{"numero": each.number, "nom": each.name} for each in theirs],
        "historique": [
            {
                "date": each.at,
                "evenement": history.SENTENCES[history.Kind(each.kind)],
                "details": each.details,
                "depuis": each.client,
            }
            for each in lines
        ],
    }


def _say(account: Account, theirs: Sequence[Customer], lines: Sequence[Event]) -> None:
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
    names = ", ".join(f"{each.number} {each.name}".strip() for each in theirs)
    console.say(f"Clients : {names or 'aucun (la liste de ses factures est vide)'}")
    console.say()
    rows = [(each.at, history.SENTENCES[history.Kind(each.kind)], each.client) for each in lines]
    console.table(["Date", "Ce qui s'est passé", "Depuis"], rows)

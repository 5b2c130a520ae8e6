"""`flask comptes list`: the accounts and the rate of activation, as tables or JSON."""

from collections.abc import Sequence
from typing import Any

import services
from commands import console
from domain import french
from domain.accounts import states
from domain.customers import figures
from domain.customers.figures import Figures
from domain.portals import Portal
from store import accounts
from store.records import Account


def run(portal: Portal, *, as_json: bool) -> None:
    """Show the accounts, then the figures."""
    with services.current().store.read() as transaction:
        known = accounts.of_portal(transaction, portal.code)
        counted = figures.of_portal(transaction, portal)
    if as_json:
        console.say_json(_for_programs(known, counted))
    else:
        _say(known, counted)


def facts(account: Account) -> dict[str, Any]:
    """Return what is to be known of an account, for JSON."""
    return {
        "adresse": account.address,
        "etat": states.state(account).value,
        "demande_le": account.created_at,
        "active_le": account.activated_at,
        "derniere_connexion": account.last_login_at,
        "suspendu_le": account.suspended_at,
    }


def _say(known: Sequence[Account], counted: Figures) -> None:
    if known:
        console.table(
            ["Adresse", "État", "Demandé le", "Activé le", "Connexion"],
            [
                (
                    each.address,
                    states.state(each).value,
                    console.day(each.created_at),
                    console.day(each.activated_at),
                    console.day(each.last_login_at),
                )
                for each in known
            ],
            keep=(0,),
        )
        console.say()
    _say_figures(counted)


def _say_figures(counted: Figures) -> None:
    whole = counted.addresses
    console.table(
        ["Chiffres", "Nombre", "Part"],
        [
            ("Clients", console.number(counted.customers), ""),
            (
                "  avec une adresse mail",
                console.number(counted.with_address),
                console.percent(counted.with_address, counted.customers),
            ),
            ("Adresses différentes", console.number(whole), ""),
            (
                "  activation demandée",
                console.number(counted.asked),
                console.percent(counted.asked, whole),
            ),
            (
                "  compte activé",
                console.number(counted.activated),
                console.percent(counted.activated, whole),
            ),
        ],
        right=(1, 2),
    )
    if counted.months:
        console.say()
        console.table(
            ["Mois", "Demandes", "Activations"],
            [(french.month(each.name), each.asked, each.activated) for each in counted.months],
            right=(1, 2),
        )


def _for_programs(known: Sequence[Account], counted: Figures) -> dict[str, Any]:
    return {
        "comptes": [facts(each) for each in known],
        "chiffres": {
            "clients": counted.customers,
            "avec_adresse": counted.with_address,
            "adresses": counted.addresses,
            "demandes": counted.asked,
            "actives": counted.activated,
            "par_mois": [
                {"mois": each.name, "demandes": each.asked, "activations": each.activated}
                for each in counted.months
            ],
        },
    }

"""How accounts are shown: a table and the figures, or JSON."""

from collections.abc import Sequence
from typing import Any

from commands import console
from domain import history
from domain.accounts import states
from domain.customers.figures import Figures
from store.models import Account, Customer, Event


def say(known: Sequence[Account], counted: Figures) -> None:
    """Write the accounts, then the figures."""
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
            [(_month(each.name), each.asked, each.activated) for each in counted.months],
            right=(1, 2),
        )


def for_programs(known: Sequence[Account], counted: Figures) -> dict[str, Any]:
    """Return what `say` writes, for JSON."""
    return {
        "comptes": [_facts(each) for each in known],
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


def of_one(account: Account, theirs: Sequence[Customer], lines: Sequence[Event]) -> dict[str, Any]:
    """Return one account with its customers and its history, for JSON."""
    return {
        **_facts(account),
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


def _facts(account: Account) -> dict[str, Any]:
    return {
        "adresse": account.address,
        "etat": states.state(account).value,
        "demande_le": account.created_at,
        "active_le": account.activated_at,
        "derniere_connexion": account.last_login_at,
        "suspendu_le": account.suspended_at,
    }


def _month(name: str) -> str:
    year, _, month = name.partition("-")
    return f"{month}/{year}"

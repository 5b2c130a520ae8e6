"""`flask comptes`: who has an account, its history, a link to hand over, log-in stopped."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands import Group, as_json, console, of_one_portal
from domain.faults import Fault

if TYPE_CHECKING:
    from domain.accounts.handover import Handover
    from domain.portals import Portal
    from store.models import Account, Customer, Event

LONGEST_DAYS = 60
LETTER_DAYS = 15  # a letter takes some days, and then lies on a table
SHOWN_EVENTS = 30


@click.group(cls=Group)
def command() -> None:
    """Les comptes des clients.

    Exemple : flask comptes show nom@exemple.fr
    """


@command.command("list")
@as_json
@of_one_portal
def list_(portal: "Portal", as_json: bool) -> None:
    """Montre les comptes, puis combien de clients ont activé le leur.

    Exemple : flask comptes list
    """
    import services
    from commands import comptes_report
    from domain.customers import figures
    from store import accounts

    with services.current().store.read() as transaction:
        known = accounts.of_portal(transaction, portal.code)
        counted = figures.of_portal(transaction, portal)
    if as_json:
        console.say_json(comptes_report.for_programs(known, counted))
        return
    comptes_report.say(known, counted)


@command.command()
@click.argument("address", metavar="ADRESSE")
@as_json
@of_one_portal
def show(portal: "Portal", address: str, as_json: bool) -> None:
    """Montre l'état d'un compte, ses clients et son histoire.

    Exemple : flask comptes show nom@exemple.fr
    """
    import services
    from commands import comptes_report
    from store import customers, events

    with services.current().store.read() as transaction:
        account = _account(transaction, portal, address)
        theirs = customers.all_at(transaction, portal.code, account.address)
        lines = events.of_account(transaction, account.id, 100_000 if as_json else SHOWN_EVENTS)
    if as_json:
        console.say_json(comptes_report.of_one(account, theirs, lines))
        return
    _say_account(account, theirs, lines)


@command.command()
@click.argument("address", metavar="ADRESSE")
@click.option(
    "--validite",
    metavar="JOURS",
    type=console.Between(1, LONGEST_DAYS),
    help=f"Combien de jours le lien fonctionne (lettre : {LETTER_DAYS}).",
)
@click.option(
    "--lettre",
    metavar="FICHIER.html",
    type=click.Path(path_type=Path),
    help="Écrit une page à imprimer, avec le code QR et les étapes.",
)
@of_one_portal
def lien(portal: "Portal", address: str, validite: int | None, lettre: Path | None) -> None:
    """Donne un lien neuf à qui ne reçoit pas nos courriels.

    Il active le compte, ou fait choisir un nouveau mot de passe si le compte est actif.

    Exemple : flask comptes lien nom@exemple.fr --lettre lettre.html
    """
    import services
    from commands import comptes_letter
    from domain.accounts import handover

    at_hand = services.current()
    to = _folded(address)
    days = validite or (LETTER_DAYS if lettre else None)
    if lettre:
        comptes_letter.check(lettre)
    with at_hand.store.write() as transaction:
        made = handover.make(
            transaction,
            portal,
            to,
            links=at_hand.links,
            validity=timedelta(days=days) if days else None,
        )
        if lettre:
            comptes_letter.write(lettre, portal, to, made)
    if lettre:
        console.say(
            f"La lettre est écrite : {lettre}. Ouvrez-la dans un navigateur, imprimez-la, "
            "puis effacez-la."
        )
    else:
        console.say(made.link)
    _say_how_to_hand_over(made)


@command.command()
@click.argument("address", metavar="ADRESSE")
@of_one_portal
def suspend(portal: "Portal", address: str) -> None:
    """Empêche un compte de se connecter ; connexions et liens cessent aussitôt.

    Exemple : flask comptes suspend nom@exemple.fr
    """
    import services
    from domain.accounts import states

    with services.current().store.write() as transaction:
        account = _account(transaction, portal, address)
        done = states.suspend(transaction, account)
    how = "est suspendu" if done else "était déjà suspendu"
    console.say(
        f"Le compte de {account.address} {how} : personne ne peut s'y connecter, et ses liens "
        "ne fonctionnent plus."
    )


@command.command()
@click.argument("address", metavar="ADRESSE")
@of_one_portal
def resume(portal: "Portal", address: str) -> None:
    """Permet de nouveau à un compte suspendu de se connecter.

    Les liens d'avant ne fonctionnent plus : le mot de passe d'avant, si.

    Exemple : flask comptes resume nom@exemple.fr
    """
    import services
    from domain.accounts import states

    with services.current().store.write() as transaction:
        account = _account(transaction, portal, address)
        done = states.resume(transaction, account)
    if done:
        console.say(f"Le compte de {account.address} peut de nouveau servir.")
    else:
        console.say(f"Le compte de {account.address} n'était pas suspendu : rien n'a changé.")


def _folded(address: str) -> str:
    from domain import addresses

    try:
        return addresses.fold(address)
    except addresses.NotAnAddress as problem:
        raise Fault(f"« {address} » : {problem}.") from None


def _account(transaction: Any, portal: "Portal", address: str) -> "Account":  # noqa: ANN401 - a store.Transaction
    """Return the account; raises `Fault` that says what the register knows of the address."""
    from store import accounts, customers

    folded = _folded(address)
    account = accounts.by_address(transaction, portal.code, folded)
    if account is not None:
        return account
    theirs = customers.all_at(transaction, portal.code, folded)
    if not theirs:
        raise Fault(
            f"{folded} n'a pas de compte, et n'est l'adresse d'aucun client de {portal.name}."
        )
    numbers = ", ".join(f"{each.number} {each.name}".strip() for each in theirs)
    raise Fault(
        f"{folded} n'a pas encore demandé de compte. C'est l'adresse de : {numbers}. "
        "L'activation lui est ouverte."
    )


def _say_account(account: "Account", theirs: list["Customer"], lines: list["Event"]) -> None:
    from domain import history
    from domain.accounts import states

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


def _say_how_to_hand_over(made: "Handover") -> None:
    from domain.accounts.links import Purpose

    does = (
        "activer le compte"
        if made.purpose is Purpose.ACTIVATION
        else "choisir un autre mot de passe"
    )
    console.say()
    console.say(f"Ce lien sert à {does}, une fois, jusqu'au {console.moment(made.works_until)}.")
    console.say("Qui l'a choisit le mot de passe et voit les factures. Avant de le remettre :")
    console.say(
        "  - vérifiez qui le demande : pièce d'identité, ou numéro de client et une facture ;"
    )
    console.say("  - remettez-le en main propre, ou à l'adresse postale que vous connaissez déjà ;")
    console.say("  - jamais à une adresse mail ou à un numéro dictés au téléphone.")

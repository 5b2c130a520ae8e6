"""`flask portail`: the communes that have a portal here."""

from typing import TYPE_CHECKING

import click
from flask import current_app

from commands import Group, as_json, console

if TYPE_CHECKING:
    from domain.portals import Portal
    from settings import Settings


@click.group(cls=Group)
def command() -> None:
    """Les communes servies ici.

    Exemple : flask portail new M470310001
    """


@command.command()
@click.argument("lien")
@click.option("--nom", metavar="NOM", help="Le nom de la commune, tel que les pages le montrent.")
@click.option("--contact", metavar="ADRESSE", help="L'adresse mail du service facturation.")
def new(lien: str, nom: str | None, contact: str | None) -> None:
    """Ajoute une commune à portails.toml, et dit ce qui reste à faire.

    LIEN : M, le code INSEE de la commune, puis un numéro à 4 chiffres. Ce qui n'est pas donné
    en option est demandé.

    Exemple : flask portail new M470310001
    """
    from commands.serve import a_folder
    from domain import new_portal
    from domain.portals import FILE_NAME

    settings: Settings = current_app.extensions["portail"].settings
    path = a_folder(settings) / FILE_NAME
    code = new_portal.check(path, lien, settings.of_a_commune)
    name = new_portal.check_name(nom or console.ask_text("Nom de la commune"))
    address = new_portal.check_contact(
        contact or console.ask_text("Adresse mail du service facturation")
    )
    portal = new_portal.add(path, code, name=name, contact=address, defaults=settings.of_a_commune)
    console.say(f"{portal.name} est ajoutée à {path}.")
    _say_what_remains(portal)


@command.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Montre les communes et l'adresse que leurs habitants tapent.

    Exemple : flask portail list
    """
    from domain import portals

    settings: Settings = current_app.extensions["portail"].settings
    known = portals.load(settings.data_dir / portals.FILE_NAME, settings.of_a_commune).values()
    rows = [(each.code, each.name, each.entry_url, each.contact) for each in known]
    if as_json:
        names = ("lien", "nom", "adresse", "contact")
        console.say_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    console.table(["LIEN", "Commune", "Adresse à taper", "Service facturation"], rows)


def _say_what_remains(portal: "Portal") -> None:
    from domain import legal

    console.say(f"Ses habitants tapent : {portal.entry_url}")
    console.say("Il reste à faire :")
    for step in (
        f"importer ses clients : flask clients import clients.csv --lien {portal.code}",
        "essayer le courriel : flask courriels test votre.adresse@exemple.fr",
        "tout vérifier : flask doctor",
        "ajouter dans portails.toml, si elle en a : telephone, horaires, site, couleur, logo",
        f"y compléter, pour la loi (adresse sous contact, le reste sous [{portal.code}.mentions]) :",
    ):
        console.say(f"  - {step}")
    for line, words in legal.missing(portal).items():
        console.say(f"      {line} : {words}")

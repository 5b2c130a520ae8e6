"""`flask portail`: the communes that have a portal here."""

import click

from commands import Group, as_json


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
    from commands import portail_new

    portail_new.run(lien, nom, contact)


@command.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Montre les communes et l'adresse que leurs habitants tapent.

    Exemple : flask portail list
    """
    from commands import portail_list

    portail_list.run(as_json=as_json)

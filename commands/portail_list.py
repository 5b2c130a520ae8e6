"""`flask portail list`: the communes, and the address that their people type."""

import services
from commands import console
from domain import portals


def run(*, as_json: bool) -> None:
    """Show the communes of portails.toml."""
    settings = services.current_settings()
    known = portals.load(settings.data_dir / portals.FILE_NAME, settings.of_a_commune).values()
    rows = [(each.code, each.name, each.entry_url, each.contact) for each in known]
    if as_json:
        names = ("lien", "nom", "adresse", "contact")
        console.say_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    console.table(["LIEN", "Commune", "Adresse à taper", "Service facturation"], rows)

"""`flask clients imports`: the lists of customers that came in, and what is left of each."""

import services
from commands import console
from domain.portals import Portal
from store import imports

COLUMNS = {
    "numero": "N",
    "date": "Quand",
    "liste": "Liste",
    "nouveaux": "Nouveaux",
    "modifies": "Modifiés",
    "refuses": "Refusés",
    "inchanges_depuis": "Inchangés depuis",
}


def run(portal: Portal, *, as_json: bool) -> None:
    """List them, the newest first."""
    with services.current().store.read() as transaction:
        found = imports.listed(transaction, portal.code, imports.CLIENTS)
    rows = [
        (
            row.id,
            row.at,
            row.name,
            *(row.counts[key] for key in ("added", "changed", "rejected")),
            left,
        )
        for row, left in found
    ]
    if as_json:
        console.say_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    elif rows:
        console.table(tuple(COLUMNS.values()), rows, right=(0, 3, 4, 5, 6))
    else:
        console.say("Aucune liste de clients n'a encore été importée.")

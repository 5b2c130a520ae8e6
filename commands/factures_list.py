"""`flask factures list`: what was imported, what is left of it, and its announcements."""

from collections.abc import Mapping

import services
from commands import console
from domain.portals import Portal
from store import announcements, imports
from store.records import MessageState

COLUMNS = {
    "numero": "N",
    "date": "Quand",
    "lot": "Lot",
    "nouvelles": "Nouvelles",
    "remplacees": "Remplacées",
    "refusees": "Refusées",
    "encore_la": "Encore là",
    "annonces": "Annonces",
}


def run(portal: Portal, *, as_json: bool) -> None:
    """List the imports, each with its number, what is left of it and its announcements."""
    with services.current().store.read() as transaction:
        found = imports.listed(transaction, portal.code, imports.FACTURES)
        mails = announcements.progress(transaction)
    rows = [
        (
            row.id,
            row.at,
            row.name,
            row.counts.get("added", 0),
            row.counts.get("changed", 0),
            row.counts.get("rejected", 0),
            left,
            _mails(mails.get(row.id, {})),
        )
        for row, left in found
    ]
    if as_json:
        console.say_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    elif rows:
        console.table(tuple(COLUMNS.values()), rows, right=(0, 3, 4, 5, 6))
    else:
        console.say("Aucune facture n'a encore été importée.")


def _mails(states: Mapping[str, int]) -> str:
    """« 12 sur 40 parties, 1 refusée », empty where nothing was announced."""
    sent, refused, cancelled = (
        states.get(state, 0)
        for state in (MessageState.SENT, MessageState.REFUSED, MessageState.CANCELLED)
    )
    total = sum(states.values()) - cancelled
    parts = [f"{sent} sur {console.count(total, 'partie')}"] if total else []
    parts += [console.count(refused, "refusée")] if refused else []
    parts += [console.count(cancelled, "annulée")] if cancelled else []
    return ", ".join(parts)

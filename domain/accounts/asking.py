"""How many forms of activation and « Oublié ? » a commune answers, and who waits beyond that.

Nobody tries a list of addresses against the procedure's answers, and nobody shuts these pages for
others: beyond the commune's bound, only clients that were already answered « adresse inconnue »
today are told to wait.
"""

from contextlib import suppress

from domain import networks
from domain.counters import Counters
from domain.history import Visit
from domain.limits import FORMS_OF_PORTAL, UNKNOWN_OF_CLIENT, TooOften
from domain.portals import Portal


def count(counters: Counters, portal: Portal, visit: Visit) -> None:
    """Count a valid form; raises `TooOften`."""
    try:
        counters.count("commune", FORMS_OF_PORTAL, portal.code)
    except TooOften as full:
        try:
            counters.check("unknown", UNKNOWN_OF_CLIENT, *networks.of(visit.client))
        except TooOften:
            raise full from None


def note_unknown(counters: Counters, visit: Visit) -> None:
    """Note that this client was answered « adresse inconnue »."""
    with suppress(TooOften):
        counters.count("unknown", UNKNOWN_OF_CLIENT, *networks.of(visit.client))

"""A postal address: kept as its lines on an envelope, typed and listed as street, postcode and town."""

import re
from typing import NamedTuple

TITLES = ("Adresse", "Code postal", "Ville")
_TOWN = re.compile(r"(\d{5})\b ?(.*)")


class Parts(NamedTuple):
    """What people fill in of a postal address; each may be empty."""

    street: str = ""
    postcode: str = ""
    town: str = ""


def lines(parts: Parts) -> str:
    """Return a postal address as it stands on an envelope, "" where nothing is said."""
    town = " ".join(filter(None, (parts.postcode, parts.town)))
    return "\n".join(filter(None, (parts.street, town)))


def parts(postal_address: str) -> Parts:
    """Return what people fill in for it: `lines` makes the same postal address of that."""
    street, _, last = postal_address.rpartition("\n")
    town = _TOWN.fullmatch(last)
    if town:
        return Parts(street, town[1], town[2])
    return Parts(street, town=last) if street else Parts(last)


def on_one_line(postal_address: str) -> str:
    """Return « 2, rue Haute, 47550 Boé »."""
    return ", ".join(postal_address.splitlines())

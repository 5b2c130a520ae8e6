"""What each line of the billing service's list of customers says, or why it can't be taken."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from domain import listings
from domain.customers import postal
from domain.listings import Listing, Said
from sheets.columns import fold
from sheets.reading import Row, Sheet


class Entry(NamedTuple):
    """One customer as the list has it; `name` is None where the list says nothing of names.

    `postal_address`: its lines as on an envelope, None where the list has no column for it.
    `second_address`: whoever reads beside, "" for nobody, None where the list has no column for it.
    `channel`: paper, online, chorus; "" where the list says nothing of it.
    """

    line: int
    number: str
    name: str | None
    address: str | None
    is_address_said: bool = True  # else the row ends before that column
    postal_address: str | None = None
    channel: str = ""
    second_address: str | None = None

    def agrees_with(self, other: "Entry") -> bool:
        """Whether two lines say the same of a customer; of two meters in two streets, the first counts."""
        return self[1:] == other._replace(postal_address=self.postal_address)[1:]


def read(sheet: Sheet, progress: Callable[[int], object] = lambda _more: None) -> Listing[Entry]:
    """Read a list of customers through; `progress` as `listings.read` has it."""
    has_whole_names = "prenom" in fold(sheet.header.title("name"))
    listing = listings.read(sheet, sheet.wanted, partial(_entry, has_whole_names), progress)
    if any(entry.name and entry.name.isdecimal() for entry in listing.entries.values()):
        listings.refuse_ordinals(listing, sheet.wanted, [sheet.header.title("name")])
    return listing


def _entry(has_whole_names: bool, row: Row, said: Said) -> Entry:
    number, name, address = said["customer"], said.get("name"), said.get("address")
    if not has_whole_names and "first_name" in said:
        name = f"{name or ''} {said['first_name']}".strip()
    street, postcode, town = said.get("street"), said.get("postcode"), said.get("town")
    lines = None
    if not (street is postcode is town is None):
        lines = postal.lines(postal.Parts(street or "", postcode or "", town or ""))
    second = (said["second_address"] or "") if "second_address" in said else None
    return Entry(
        row.line,
        number,
        name,
        address,
        "address" in said,
        lines,
        said.get("channel", ""),
        "" if second and second == address else second,
    )

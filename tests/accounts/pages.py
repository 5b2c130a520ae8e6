"""What the tests of « Mon compte » do again and again."""

from tests.people import ALICE, BOE, PASSWORD
from tests.town import Town
from tests.visitor import Visitor


def logged_in(town: Town, client: str = "192.0.2.1", address: str = ALICE.address) -> Visitor:
    """A browser of Alice's, logged in."""
    visitor = town.visitor(client)
    visitor.log_in(BOE, address, PASSWORD)
    return visitor


def try_to_log_in(
    visitor: Visitor, address: str, password: str, *, status: int = 422, lien: str = BOE
) -> Visitor:
    """A log-in whose answer is looked at afterwards."""
    visitor.log_in(lien, address, password, status=status)
    return visitor


def ask_for_address(visitor: Visitor, address: str, *, status: int = 200) -> Visitor:
    """« Changer mon adresse », with the right password."""
    visitor.get("/compte/adresse")
    visitor.fill("Nouvelle adresse mail", address).fill("Mot de passe actuel", PASSWORD)
    visitor.press("Changer mon adresse", status=status)
    return visitor

"""Alice changes her address: what its tests do again and again."""

from tests.inbox import Inbox
from tests.pages import ask_for_address, logged_in
from tests.people import PASSWORD
from tests.town import Town

NEW = "alice@nouvelle.fr"


def path_of(inbox: Inbox) -> str:
    """The path of the link in the last mail."""
    return inbox.last().link().partition("8000")[2]


def moved(town: Town, inbox: Inbox, address: str = NEW) -> None:
    """Alice asks for a new address and confirms it from another device."""
    ask_for_address(logged_in(town), address)
    phone = town.visitor("198.51.100.7")
    phone.get(path_of(inbox))
    phone.fill("Mot de passe", PASSWORD).press("Confirmer mon adresse")

"""What the tests of « Mon compte » do again and again."""

import re
from collections.abc import Iterator

from store.records import Message, MessageState
from tests import tables
from tests.people import ALICE, BOE, PASSWORD, Person
from tests.town import ORIGIN, Town
from tests.visitor import Page, Visitor


def logged_in(town: Town, client: str = "192.0.2.1", address: str = ALICE.address) -> Visitor:
    """A browser of Alice's, logged in."""
    visitor = town.visitor(client)
    visitor.log_in(BOE, address, PASSWORD)
    return visitor


def page_of(town: Town, person: Person) -> Page:
    """« Mes factures », as this person finds it after the log-in."""
    return town.visitor().log_in(person.portal, person.address, PASSWORD)


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


def fail(town: Town, times: int, address: str = ALICE.address, client: str = "") -> None:
    """Try wrong passwords, each from elsewhere unless a client address is given."""
    for number in range(times):
        visitor = town.visitor(client or f"198.51.100.{number}")
        try_to_log_in(visitor, address, "pas le bon")


def ask(visitor: Visitor, page: str, address: str, *, status: int = 200) -> Page:
    """Send the activation form or the forgotten-password form."""
    visitor.get(f"/{page}?LIEN={BOE}")
    visitor.fill("Adresse mail", address)
    button = "Activation" if page == "activation" else "Recevoir le message"
    return visitor.press(button, status=status)


def seconds_to_wait(page: Page) -> int:
    assert page.says("le portail vous demande d'attendre")
    return int(page.headers["Retry-After"])


def knock(town: Town, path: str, times: int, client: str = "192.0.2.1") -> set[int]:
    """Send an empty form again and again, unread; returns the statuses of the answers."""
    browser = town.app.test_client()
    return {
        browser.post(
            f"{path}?LIEN={BOE}", base_url=ORIGIN, environ_overrides={"REMOTE_ADDR": client}
        ).status_code
        for _ in range(times)
    }


def ask_to_activate(visitor: Visitor, person: Person, *, status: int = 200) -> Page:
    visitor.get(f"/?LIEN={person.portal}")
    visitor.click("J'active mon compte")
    return visitor.fill("Adresse mail", person.address).press("Activation", status=status)


KEPT = (
    "Votre demande est enregistrée. Le message d'activation partira dès que possible : "
    "inutile de recommencer."
)


def the_mail(town: Town, state: MessageState) -> Message:
    with town.services.store.read() as transaction:
        found = tables.mails(transaction, state)
    assert len(found) == 1
    return found[0]


def is_logged_in(visitor: Visitor) -> bool:
    return visitor.get("/compte").path == "/compte"


def forms(town: Town) -> Iterator[str]:
    """The path of every form but those that mail programs and PayFiP send by themselves."""
    for rule in town.app.url_map.iter_rules():
        is_sent_by_others = rule.rule.startswith(("/annonces/", "/payfip/"))
        if "POST" in (rule.methods or ()) and not is_sent_by_others:
            yield re.sub(r"<[^>]+>", "1", rule.rule)

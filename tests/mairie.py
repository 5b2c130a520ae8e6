"""What the tests of the town hall's pages do again and again."""

from urllib.parse import urlsplit

from domain.agents import factor, roster
from domain.history import Visit
from tests.people import CLERKS_PASSWORD, VILLE_DE_BOE, Clerk
from tests.town import Town
from tests.visitor import Page, Visitor


def invited(town: Town, clerk: Clerk) -> str:
    """Invite somebody as the terminal does; returns the path of the link that was mailed."""
    with town.services.store.write() as transaction:
        portal = town.services.portals.all().get(clerk.portal, VILLE_DE_BOE)
        message = roster.invite(
            transaction, portal, clerk.address, Visit(), is_manager=clerk.is_manager
        )
        claimed = town.services.sender.claim(transaction, message)
    town.services.sender.deliver_now(claimed)
    return last_link(town, clerk)


def last_link(town: Town, clerk: Clerk) -> str:
    """The path of the newest link in somebody's mailbox."""
    links = [mail.link() for mail in town.inbox.to(clerk.address) if "/mairie/lien?" in mail.text]
    parts = urlsplit(links[-1])
    return f"{parts.path}?{parts.query}"


def first_digits(town: Town, clerk: Clerk) -> str:
    """What a telephone shows that has just read the QR code."""
    shared = factor.secret(town.services.keys[0], town.agent(clerk))
    return factor.code_at(shared, factor.step_now())


def open_access(
    town: Town,
    visitor: Visitor,
    clerk: Clerk,
    link: str,
    *,
    password: str = CLERKS_PASSWORD,
    code: str = "",
    status: int = 200,
) -> Page:
    """Fill in the page behind a mailed link."""
    visitor.get(link)
    visitor.fill("Mot de passe", password)
    visitor.fill("Code", code or first_digits(town, clerk))
    return visitor.press("Ouvrir mon accès", status=status)


def log_in(
    visitor: Visitor,
    clerk: Clerk,
    code: str,
    *,
    password: str = CLERKS_PASSWORD,
    status: int = 200,
) -> Page:
    visitor.get(f"/mairie/connexion?LIEN={clerk.portal}")
    visitor.fill("Adresse mail", clerk.address).fill("Mot de passe", password)
    return visitor.fill("Code", code).press("Se connecter", status=status)


def codes_on(page: Page) -> list[str]:
    """The ten codes that a page shows to be printed."""
    return ["".join(each.itertext()) for each in page.all("code")]


def open_sheet(clerk: Visitor, number: str) -> None:
    """Open a customer's sheet."""
    clerk.get(f"/mairie/clients/fiche?numero={number}")

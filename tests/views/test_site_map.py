"""Every page is reached by links, and the site map names them all."""

from urllib.parse import urlsplit

from tests.people import ALICE, PASSWORD
from tests.town import Town
from tests.visitor import Page, Visitor

FILES = ("/static/", "/logo/", "/factures/", "mailto:", "tel:", "#")


def links_of(page: Page) -> set[str]:
    """Where a page leads within the portal."""
    found = (str(each.get("href")) for each in page.all("a"))
    return {href for href in found if href.startswith("/") and not href.startswith(FILES)}


def reached(visitor: Visitor, start: str) -> set[str]:
    """Every address that links lead to; each is opened, and checked as the visitor checks pages."""
    to_do, done = {start}, set[str]()
    while to_do:
        address = to_do.pop()
        done.add(address)
        to_do |= links_of(visitor.get(address)) - done
    return {urlsplit(address).path for address in done}


def test_links_lead_to_every_page_that_the_site_map_names(town: Town) -> None:
    visitor = town.visitor()
    visitor.log_in(ALICE.portal, ALICE.address, PASSWORD)
    named = links_of(visitor.get(f"/plan-du-site?LIEN={ALICE.portal}"))

    found = reached(visitor, f"/?LIEN={ALICE.portal}")

    assert {urlsplit(address).path for address in named} <= found


def test_the_site_map_leads_to_every_page_that_opens_by_its_address(town: Town) -> None:
    visitor = town.visitor()
    named = links_of(visitor.get(f"/plan-du-site?LIEN={ALICE.portal}"))
    paths = {urlsplit(address).path for address in named}
    pages = {
        str(rule)
        for rule in town.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
        # Those of agents, who have a menu on every page, and those that programs ask for.
        if not rule.rule.startswith(("/mairie", "/.well-known"))
    }
    # Below a page that the map names, or no page to look for.
    below = {path for path in pages if path.startswith(("/compte/", "/factures/"))}
    # … and to which PayFiP leads back.
    others = {"/healthz", "/connexion", "/mot-de-passe", "/payfip/retour", "/payfip/notification"}

    assert pages - below - others <= paths

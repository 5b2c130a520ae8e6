"""Every kind of mail as a mail program shows it: on its own, without images, light or dark."""

import pytest
from playwright.sync_api import Page

from domain import clock, outbox
from domain.outbox import Kind
from store import accounts
from tests.browser import gallery, looking
from tests.browser.portal import Served
from tests.browser.screen import LEA, MAX
from tests.inbox import part_of
from tests.people import BOE
from tests.visitor import plain

LINKED = (Kind.ACTIVATION, Kind.RECOVERY, Kind.ADDRESS_CONFIRM)  # one link, which does one thing
NEW = "lea@autre-exemple.fr"


def letter(served: Served, kind: Kind) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail of this kind."""
    town = served.town
    owner = MAX if kind is Kind.ACTIVATION else LEA
    here = town.services.portals.all()[BOE]
    with town.services.store.write() as transaction:
        account = accounts.get_or_add(transaction, BOE, owner.address, clock.now())
        recipient = NEW if kind is Kind.ADDRESS_CONFIRM else None
        message = outbox.put(transaction, here, account, kind, recipient=recipient)
    message = message._replace(details={"numbers": list(LEA.numbers), "import": 1})
    account = account._replace(wanted_address=NEW, warned_at=clock.now())
    made = town.services.sender.composer.compose(message, account, here)
    assert made is not None, f"a mail « {kind} » has no reason to leave"
    return str(made["Subject"]), part_of(made, "plain"), part_of(made, "html")


@pytest.mark.parametrize("kind", Kind)
def test_a_mail_reads_well_in_every_mail_program(
    kind: Kind, page: Page, gallery_portal: Served
) -> None:
    subject, text, html = letter(gallery_portal, kind)
    page.route("**/*", lambda route: route.abort())  # nothing remote is needed
    page.set_content(html)

    looking.is_valid(html)
    gallery.take(page, f"courriel-{kind.replace('_', '-')}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert looking.axe(page, tags=looking.WCAG) == [], scheme
    page.set_viewport_size({"width": 320, "height": 640})
    assert not looking.overflows(page)
    assert page.title() == subject
    assert "<img" not in html
    assert "url(" not in html
    shown = plain(page.locator("body").inner_text())
    for line in text.splitlines():
        if not line.endswith(":") and "http" not in line:
            assert plain(line.removeprefix("- ")) in shown


@pytest.mark.parametrize("kind", LINKED)
def test_a_mails_link_says_what_it_does_and_stands_bare_below(
    kind: Kind, page: Page, gallery_portal: Served
) -> None:
    _, text, html = letter(gallery_portal, kind)
    page.set_content(html)

    link = page.locator("a")

    assert link.count() == 1
    address = link.get_attribute("href")
    assert "http" not in link.inner_text()
    assert page.get_by_text(str(address), exact=True).is_visible()
    assert address in text.splitlines()

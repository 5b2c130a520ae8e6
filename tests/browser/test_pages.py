"""Every page and every state of it, as people get to see them."""

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.browser import (
    gallery,
    looking,
    mairie_states,
    past_import_states,
    payment_states,
    private_states,
    states,
    upload_states,
)
from tests.browser.portal import Served
from tests.browser.screen import STATES, Screen

# Addresses that are no page: files, the watcher's question, what breaks on purpose here.
NO_PAGES = {
    "mairie.customers.document",
    "mairie.paper.take",
    "mairie.printing.take",
    "mairie.figures.by_import",
    "mairie.figures.by_month",
    "mairie.past_imports.rejects",
    "mairie.past_imports.report",
    "mairie.past_imports.uninvited",
    "mairie.register.take",
    "mairie.uploads.rejects",
    "public.assets.icon",
    "public.assets.script",
    "public.assets.logo",
    "private.my_account.data",
    "public.payfip.back_by_post",  # the same page as the return's
    "public.payfip.noticed",
    "public.payfip.notified",
    "private.invoices.document",
    "private.invoices.of_year",
    "public.health.show",
    "mairie.letter_codes.print_one",  # likewise
    "mairie.letters.print_one",  # a sheet of paper: see test_letters.py
    "public.well_known.change_password",
    "public.well_known.security",
    "broken",
    "busy",
    "often",
}
LEAD_ELSEWHERE = {
    "public.login.show",
    "public.password.away",
    "private.payment.again",
}  # a form's address, opened again
NO_STATE_YET: set[str] = {"demo.mails"}  # only the demonstration has it: see test_demo.py
DENSE = ("connexion-refusee", "activation-adresse-inconnue", "aide", "mon-compte", "factures")
FRAME_WIDTH = 960  # of 60rem: the same for every page, so that nothing jumps from one to the next
FRAME_LEFT = "document.querySelector('.brand').getBoundingClientRect().left"
# Importing them fills STATES.
LOOKED_AT = (
    states,
    private_states,
    mairie_states,
    upload_states,
    past_import_states,
    payment_states,
)
seen: set[str] = set()


@pytest.mark.parametrize("name", STATES)
def test_every_state_can_be_read_and_used_by_everybody(
    name: str, page: Page, gallery_portal: Served
) -> None:
    screen = Screen(page, gallery_portal)

    STATES[name](screen)

    note_endpoints(screen)
    looking.is_valid(screen.answers[-1].text())
    gallery.take(page, name)
    assert looking.axe(page) == []
    assert page.evaluate(FRAME_LEFT) == (1280 - FRAME_WIDTH) / 2
    assert not looking.overflows_when_text_is_doubled(page)
    assert looking.weak_rings(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    assert looking.axe(page, rules=looking.WHAT_A_SCREEN_CHANGES) == []
    assert looking.weak_rings(page) == []
    assert not looking.overflows_when_text_is_doubled(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not looking.overflows(page)
    assert looking.small_targets(page) == []


@pytest.mark.parametrize("name", DENSE)
def test_text_may_be_spaced_out_on_a_small_screen(
    name: str, browser: Browser, gallery_portal: Served
) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 640})
    page = context.new_page()
    STATES[name](Screen(page, gallery_portal))

    page.add_style_tag(content=looking.SPACED)

    assert not looking.overflows(page)
    context.close()


def test_no_page_of_the_portal_was_forgotten(gallery_portal: Served) -> None:
    if not seen:
        pytest.skip("only after the states were looked at")
    rules = gallery_portal.town.app.url_map.iter_rules()
    addresses = {rule.endpoint for rule in rules}

    assert addresses - seen - NO_PAGES - LEAD_ELSEWHERE - NO_STATE_YET == set()


def note_endpoints(screen: Screen) -> None:
    """Remember which views these pages came from."""
    adapter = screen.served.town.app.url_map.bind("")
    for answer in screen.answers:
        path = "/" + answer.url.split("/", 3)[3].partition("?")[0]
        try:
            endpoint, _ = adapter.match(path, method=answer.request.method)
        except (HTTPException, RequestRedirect):
            continue
        seen.add(endpoint)

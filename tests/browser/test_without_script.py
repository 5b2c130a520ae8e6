"""The portal without JavaScript: what needs it is not shown."""

import pytest
from playwright.sync_api import Browser

from domain.accounts.links import Purpose
from tests.browser.portal import Served
from tests.people import ALICE

HIDDEN_BUT_SEEN = (
    "[...document.querySelectorAll('[hidden]')].filter(each => each.getClientRects().length).length"
)


@pytest.mark.parametrize("has_script", [True, False])
def test_show_stands_where_it_works_and_nowhere_else(
    browser: Browser, served: Served, *, has_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()

    for path in (served.typed_address, served.origin + served.town.link(ALICE, Purpose.RECOVERY)):
        page.goto(path, wait_until="networkidle")

        assert page.get_by_role("button", name="Afficher").is_visible() == has_script
        assert page.evaluate(HIDDEN_BUT_SEEN) == 0
    context.close()

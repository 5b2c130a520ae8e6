"""Every kind of mail as a mail program shows it: on its own, without images, light or dark."""

import pytest
from playwright.sync_api import Page

from domain.outbox import Kind
from tests.browser import gallery, looking
from tests.browser.letters import letter
from tests.browser.portal import Served
from tests.visitor import plain

LINKED = (Kind.ACTIVATION, Kind.RECOVERY, Kind.ADDRESS_CONFIRM)  # one link, which does one thing


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
        if line.startswith("mailto:"):
            assert page.locator(f'a[href="{line}"]').is_visible()
        elif not line.endswith(":") and "http" not in line:
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

"""« Je passe en ligne, puis au papier », as somebody does it in a browser."""

from playwright.sync_api import Page

from tests.browser.portal import Served
from tests.browser.screen import JEAN, Screen


def test_somebody_goes_on_line_and_back_to_paper(page: Page, gallery_portal: Served) -> None:
    screen = Screen(page, gallery_portal)
    screen.log_in(JEAN)
    screen.follow("Mon compte")
    screen.follow("Papier ou en ligne")
    assert "Aujourd'hui : sur papier" in said(page)

    screen.press("Recevoir mes factures en ligne")
    assert "Votre choix est enregistré. Un mail vous le confirme." in said(page)
    assert "Aujourd'hui : en ligne, depuis le" in said(page)
    assert gallery_portal.town.inbox.to(JEAN.address)[-1].subject == "Votre choix"
    page.get_by_text("Ce que vous avez accepté").click()
    assert "Je demande à recevoir en ligne" in said(page)

    screen.press("Revenir au papier")
    assert "Aujourd'hui : sur papier, depuis le" in said(page)
    assert "sur papier" in gallery_portal.town.inbox.to(JEAN.address)[-1].text


def said(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().replace("’", "'").split())

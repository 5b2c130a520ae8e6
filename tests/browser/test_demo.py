"""« /courriels »: in the demonstration, the mails are read in the browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import gallery, looking, portal
from tests.browser.screen import HERE, Screen
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.people import BRUNO, CLERKS_PASSWORD, NADIA


@pytest.mark.parametrize("has_mail", [True, False])
def test_the_demonstrations_mails_are_read_in_the_browser(
    *, has_mail: bool, page: Page, tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    data = tmp_path / "data"
    with portal.serving(data, inbox, empty_database, DEMO="true", MAIL_SERVER="") as served:
        screen = Screen(page, served)
        if has_mail:
            screen.open(served.typed_address)
            screen.follow("J'active mon compte")
            screen.fill("Adresse mail", BRUNO.address)
            screen.press("Activation")
        else:
            screen.open(served.typed_address)

        screen.follow("Lire les courriels")

        gallery.take(page, "demonstration-courriels" if has_mail else "demonstration-sans-courriel")
        assert looking.axe(page) == []
        assert looking.weak_rings(page) == []
        if has_mail:
            page.get_by_role("link", name="comme une messagerie").click()
            button = page.get_by_role("link", name="Définir mon mot de passe")
            shown = button.evaluate("each => getComputedStyle(each).backgroundColor")
            assert shown == "rgb(163, 25, 91)", "the styles of a mail are not let in"
            page.go_back()
            page.locator("article a.address").click()
            assert page.get_by_role("button", name="Enregistrer").is_visible()


def test_an_agent_finds_the_code_of_the_moment_there(
    page: Page, tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    data = tmp_path / "data"
    with portal.serving(data, inbox, empty_database, DEMO="true", MAIL_SERVER="") as served:
        served.town.hire(NADIA)
        screen = Screen(page, served)
        screen.open("/courriels")
        code = page.get_by_role("region", name="Les codes du moment").locator("b").inner_text()

        gallery.take(page, "demonstration-codes")
        assert looking.axe(page) == []
        screen.follow("Aller à la mairie")
        screen.page.goto(f"{served.origin}/mairie/connexion{HERE}")
        screen.fill("Adresse mail", NADIA.address)
        screen.fill("Mot de passe", CLERKS_PASSWORD)
        screen.fill("Code", code)
        screen.press("Se connecter")

        assert page.get_by_role("heading", name="À faire").is_visible()

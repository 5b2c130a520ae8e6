"""The procedure's seven steps in a real browser, by every hand that may try."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.portal import Served
from tests.browser.screen import Screen
from tests.people import ALICE, BRUNO, PASSWORD
from tests.visitor import plain

TABS = 40  # nothing on a page stands further from its top

FOCUS = """() => { const at = document.activeElement;
    return [at.labels?.[0]?.innerText ?? at.getAttribute('aria-label') ?? at.innerText,
            at.tagName, at.matches(':focus-visible')] }"""


@dataclass
class Keyboard(Screen):
    """The same without a mouse: Tab until it is reached, Enter."""

    def reach(self, words: str) -> None:
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            name, tag, is_shown = self.page.evaluate(FOCUS)
            if plain(name or "") == words and tag in ("A", "BUTTON", "INPUT"):
                assert is_shown, f"the focus on « {words} » can't be seen"
                return
        raise AssertionError(f"« {words} » is not reached with the keyboard")

    def fill(self, label: str, text: str) -> None:
        self.reach(label)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def press(self, words: str) -> None:
        self.reach(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    follow = press


HANDS: dict[str, tuple[type[Screen], dict[str, object]]] = {
    "with a mouse": (Screen, {}),
    "with the keyboard only": (Keyboard, {}),
    "with scripts off": (Screen, {"java_script_enabled": False}),
    "on a screen of 320 px": (Screen, {"viewport": {"width": 320, "height": 568}}),
}


@pytest.fixture
def hand(browser: Browser, served: Served) -> Iterator[Callable[[str], Screen]]:
    contexts = []

    def take(name: str) -> Screen:
        kind, options = HANDS[name]
        context = browser.new_context(locale="fr-FR", **options)  # type: ignore[arg-type]
        contexts.append(context)
        return kind(context.new_page(), served)

    yield take
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", HANDS)
def test_the_seven_steps_end_at_ones_invoices(
    name: str, hand: Callable[[str], Screen], served: Served
) -> None:
    screen = hand(name)

    screen.open(served.typed_address)
    screen.follow("J'active mon compte")
    screen.fill("Adresse mail", BRUNO.address)
    screen.press("Activation")
    assert h1(screen.page) == "Un message d'activation du compte vous a été envoyé avec succès"
    mail = served.town.inbox.wait(1)[0]
    assert mail.subject == "Accès au portail des factures"
    screen.open(mail.link())
    assert h1(screen.page) == "Saisissez votre nouveau mot de passe"
    screen.fill("Mot de passe", PASSWORD)
    screen.press("Enregistrer")
    assert h1(screen.page) == "Le nouveau mot de passe a été enregistré avec succès."
    assert screen.page.get_by_label("Adresse mail").input_value() == BRUNO.address
    screen.fill("Mot de passe", PASSWORD)
    screen.press("Se connecter")

    assert h1(screen.page) == "Mes factures"


def test_the_focus_goes_to_what_must_be_mended(page: Page, served: Served) -> None:
    screen = Screen(page, served)
    screen.open(f"{served.origin}/activation")
    screen.open(f"{served.typed_address.replace('/?', '/activation?')}")

    screen.fill("Adresse mail", "bruno.berard@exemple,fr")
    screen.press("Activation")

    focus = page.locator(":focus")
    assert "une virgule à la place d'un point" in focus.inner_text()
    focus.get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "address"
    assert page.get_by_label("Adresse mail").input_value() == "bruno.berard@exemple,fr"


def test_a_password_can_be_shown_and_is_hidden_again_before_it_is_sent(
    page: Page, served: Served
) -> None:
    screen = Screen(page, served)
    screen.open(served.typed_address)
    screen.fill("Adresse mail", ALICE.address)
    screen.fill("Mot de passe", PASSWORD)
    field = page.get_by_label("Mot de passe", exact=True)

    page.get_by_role("button", name="Afficher le mot de passe").click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="Masquer le mot de passe").click()
    assert field.get_attribute("type") == "password"


def test_an_address_is_not_asked_for_twice_in_one_journey(page: Page, served: Served) -> None:
    screen = Screen(page, served)
    screen.open(served.typed_address)
    screen.fill("Adresse mail", BRUNO.address)
    screen.fill("Mot de passe", "je ne sais plus")
    screen.press("Se connecter")

    screen.follow("Oublié ?")
    assert page.get_by_label("Adresse mail").input_value() == BRUNO.address
    screen.follow("J'active mon compte")
    assert page.get_by_label("Adresse mail").input_value() == BRUNO.address


def h1(page: Page) -> str:
    return plain(page.locator("h1").inner_text())

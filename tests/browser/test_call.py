"""Somebody rings the town hall: the whole call in a real browser, and what it costs in clicks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.portal import Served
from tests.browser.screen import Screen
from tests.people import ALICE, BRUNO, NADIA
from tests.visitor import plain

RIGHT = "bruno.berard@autre-exemple.fr"
FULL = "552 5.2.2 Mailbox full"


@dataclass
class Desk(Screen):
    """An agent's browser that counts what is pressed and followed."""

    clicks: int = 0

    def press(self, words: str) -> None:
        self.clicks += 1
        super().press(words)

    def follow(self, words: str) -> None:
        self.clicks += 1
        super().follow(words)

    @property
    def text(self) -> str:
        return plain(self.page.locator("main").inner_text())

    @property
    def h1(self) -> str:
        return plain(self.page.locator("h1").inner_text())


@pytest.fixture
def sit_down(browser: Browser, served: Served) -> Iterator[Callable[..., Desk]]:
    """Log an agent in; the clicks of the log-in are not the call's."""
    served.town.hire(NADIA)
    contexts = []

    def work(**options: object) -> Desk:
        context = browser.new_context(locale="fr-FR", **options)  # type: ignore[arg-type]
        contexts.append(context)
        desk = Desk(context.new_page(), served)
        desk.work_as(NADIA)
        desk.clicks = 0
        return desk

    yield work
    for context in contexts:
        context.close()


HANDS: dict[str, dict[str, object]] = {
    "with a mouse": {},
    "with scripts off": {"java_script_enabled": False},
    "on a screen of 320 px": {"viewport": {"width": 320, "height": 568}},
}


@pytest.mark.parametrize("name", HANDS)
def test_whoever_does_not_get_our_mail_is_helped_in_three_clicks(
    name: str, sit_down: Callable[..., Desk], served: Served
) -> None:
    inbox = served.town.inbox
    inbox.replies[BRUNO.address] = FULL
    asking = served.town.visitor()
    asking.get(f"/activation?LIEN={BRUNO.portal}")
    asking.fill("Adresse mail", BRUNO.address).press("Activation")
    desk = sit_down(**HANDS[name])

    refused = "Le serveur de messagerie n'a pas encore pris notre message"

    desk.fill("Chercher", "ber")
    desk.press("Chercher")
    assert (desk.h1, desk.clicks) == ("BÉRARD Bruno, client n° 0047", 1)
    assert "Compte : pas encore activé" in desk.text
    assert f"{refused} : la boîte aux lettres est pleine" in desk.text
    assert f"Est-ce bien votre adresse : {BRUNO.address} ?" in desk.text

    desk.follow("Corriger")
    desk.fill("Adresse mail (peut manquer)", RIGHT)
    desk.press("Corriger")

    assert desk.clicks == 3
    assert f"Le message est parti à {RIGHT} : le serveur de messagerie l'a pris." in desk.text
    assert "invitation : envoyé" in desk.text
    assert refused not in desk.text
    assert desk.h1 == "BÉRARD Bruno, client n° 0047"
    assert [mail.to for mail in inbox.wait(1)] == [RIGHT]


def test_an_unknown_address_is_a_new_customer_in_three_clicks(
    sit_down: Callable[..., Desk], served: Served
) -> None:
    desk = sit_down()

    desk.fill("Chercher", "zoe.zidi@exemple.fr")
    desk.press("Chercher")
    assert "Personne ne correspond à « zoe.zidi@exemple.fr »" in desk.text
    desk.follow("Ajouter un client")
    desk.fill("Numéro de client", "47031099")
    desk.fill("Nom", "ZIDI Zoé")
    desk.press("Ajouter")

    assert (desk.h1, desk.clicks) == ("ZIDI Zoé, client n° 47031099", 3)
    assert [mail.to for mail in served.town.inbox.wait(1)] == ["zoe.zidi@exemple.fr"]


def test_whose_a_bill_is_and_who_reads_it_is_one_click_away(
    sit_down: Callable[..., Desk], served: Served
) -> None:
    desk = sit_down()

    desk.fill("Chercher", ALICE.numbers[0])
    desk.press("Chercher")
    desk.follow("Corriger")
    desk.fill("Adresse mail (peut manquer)", "")
    desk.press("Corriger")
    assert "Un compte actif ne verra plus ces factures" in desk.text
    desk.press("Corriger quand même")

    assert desk.clicks == 4
    assert "Sans adresse mail" in desk.text
    assert desk.h1.startswith(ALICE.name)

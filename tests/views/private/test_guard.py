"""Who may see which page: each is public by name here, or leads a visitor to the log-in."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.people import AGEN, ALICE, BOE, DENIS, PASSWORD
from tests.town import Town
from tests.visitor import Visitor

FOR_EVERYBODY = {
    "/",
    "/accessibilite",
    "/activation",
    "/activation/code",
    "/activation/confirmation",
    "/aide",
    "/annonces/<token>",
    "/compte/adresse/confirmation",
    "/connexion",
    "/deconnexion",
    "/donnees-personnelles",
    "/.well-known/change-password",
    "/.well-known/security.txt",
    "/healthz",
    "/logo/<code>-<digest>",
    "/mairie/connexion",
    "/mairie/deconnexion",
    "/mairie/lien",
    "/mentions-legales",
    "/mot-de-passe",
    "/mot-de-passe-oublie",
    "/payfip/notification",
    "/payfip/retour",
    "/plan-du-site",
    "/static/<name>-<digest>.js",
    "/<any('favicon.ico', 'apple-touch-icon.png'):name>",
}


def for_some(town: Town) -> Iterator[tuple[str, str]]:
    """The method and path of every page that is not for everybody."""
    for rule in town.app.url_map.iter_rules():
        # Those of the town hall have a guard of their own: tests/views/mairie/test_guard.py
        if rule.rule not in FOR_EVERYBODY and not rule.endpoint.startswith("mairie."):
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                yield method, re.sub(r"<[^>]+>", "1", rule.rule)


def leads_to_the_log_in(visitor: Visitor, method: str, path: str) -> bool:
    answer = visitor.raw(method, path)
    return answer.status_code == 303 and urlsplit(answer.headers["Location"]).path == "/"


def test_what_is_not_for_everybody_leads_a_visitor_to_the_log_in(town: Town) -> None:
    private = list(for_some(town))

    assert len(private) > 10
    for method, path in private:
        assert leads_to_the_log_in(town.visitor(), method, path), f"{method} {path}"


def test_who_is_logged_in_at_one_commune_is_a_visitor_at_another(town: Town) -> None:
    town.activate(DENIS)
    visitor = town.visitor()
    visitor.log_in(AGEN, DENIS.address, PASSWORD)

    for method, path in for_some(town):
        assert leads_to_the_log_in(visitor, method, f"{path}?LIEN={BOE}"), path


def test_each_page_in_the_private_folder_stands_behind_its_guard(town: Town) -> None:
    for endpoint, view in town.app.view_functions.items():
        is_private = view.__module__.startswith("views.private.")
        assert endpoint.startswith("private.") == is_private, endpoint


@pytest.mark.parametrize("wanted", ["/compte", "/factures", "/compte/adresse?a=1"])
def test_the_log_in_leads_back_to_a_private_page(town: Town, wanted: str) -> None:
    visitor = town.visitor()
    visitor.get(f"/?LIEN={BOE}")
    visitor.get(wanted)

    visitor.fill("Adresse mail", ALICE.address).fill("Mot de passe", PASSWORD)
    page = visitor.press("Se connecter")

    assert page.path == wanted.partition("?")[0]

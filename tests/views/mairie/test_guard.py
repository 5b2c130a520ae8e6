"""Who sees a page of the town hall's: an agent of its commune, and nobody else."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from domain import clock
from domain.agents import roster
from domain.history import NO_VISIT
from store import agents
from store.models import AGENT_CODES, AGENT_SESSIONS, AGENTS, MESSAGES
from tests import tables
from tests.people import AGEN, ALICE, BOE, MARTINE, NADIA, OLIVIER, PASSWORD
from tests.town import Town
from tests.visitor import Visitor


def of_the_town_hall(town: Town) -> Iterator[tuple[str, str]]:
    """The method and path of every page behind the agents' guard."""
    for rule in town.app.url_map.iter_rules():
        if rule.endpoint.startswith("mairie."):
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                yield method, re.sub(r"<[^>]+>", "1", rule.rule)


def leads_to_the_log_in(visitor: Visitor, method: str, path: str) -> bool:
    answer = visitor.raw(method, path)
    where = urlsplit(answer.headers.get("Location", "")).path
    return answer.status_code == 303 and where == "/mairie/connexion"


def all_lead_to_the_log_in(town: Town, visitor: Visitor) -> bool:
    walked = list(of_the_town_hall(town))
    assert walked
    return all(leads_to_the_log_in(visitor, *each) for each in walked)


def test_every_page_leads_a_visitor_to_the_agents_log_in(town: Town) -> None:
    assert all_lead_to_the_log_in(town, town.visitor())


def test_a_customer_who_is_logged_in_is_a_visitor_here(town: Town) -> None:
    alice = town.visitor()
    alice.log_in(BOE, ALICE.address, PASSWORD)

    assert all_lead_to_the_log_in(town, alice)


def test_an_agent_of_another_commune_finds_nothing(town: Town) -> None:
    olivier = town.at_work(OLIVIER)

    for method, path in of_the_town_hall(town):
        answer = olivier.raw(method, f"{path}?LIEN={BOE}")
        assert answer.status_code == 404, f"{method} {path}"
    assert olivier.get(f"/mairie?LIEN={AGEN}").h1 == "À faire"


def test_an_agent_is_no_customer_on_the_customers_pages(town: Town) -> None:
    martine = town.at_work(MARTINE)

    for path in ("/factures", "/compte"):
        answer = martine.raw("GET", path)
        assert urlsplit(answer.headers["Location"]).path == "/"


@pytest.mark.parametrize(("carried", "as_name"), [("mairie", "portail"), ("portail", "mairie")])
def test_a_cookie_under_the_others_name_opens_nothing(
    town: Town, carried: str, as_name: str
) -> None:
    visitor = town.at_work(MARTINE)
    visitor.log_in(BOE, ALICE.address, PASSWORD)
    value = next(each.value for each in visitor.cookies() if each.key == carried)
    thief = town.visitor()
    thief.carry(as_name, value)

    for path in ("/factures", "/mairie"):
        assert thief.raw("GET", path).status_code == 303


def test_one_browser_may_be_a_customers_and_an_agents(town: Town) -> None:
    visitor = town.at_work(NADIA)
    visitor.log_in(BOE, ALICE.address, PASSWORD)

    assert visitor.get("/factures").h1 == "Mes factures"
    assert visitor.get("/mairie").h1 == "À faire"
    visitor.press("Me déconnecter")
    assert visitor.get("/factures").h1 == "Mes factures"


def test_each_page_in_the_folder_stands_behind_its_guard(town: Town) -> None:
    for endpoint, view in town.app.view_functions.items():
        is_of_the_folder = view.__module__.startswith("views.mairie.")
        assert endpoint.startswith("mairie.") == is_of_the_folder, endpoint


def test_an_agent_who_was_ended_is_a_visitor(town: Town) -> None:
    nadia = town.at_work(NADIA)
    with town.services.store.write() as transaction:
        roster.end(transaction, town.agent(NADIA), NO_VISIT)

    assert all_lead_to_the_log_in(town, nadia)


def test_who_has_not_set_the_telephone_up_is_a_visitor(town: Town) -> None:
    nadia = town.at_work(NADIA)
    with town.services.store.write() as transaction:
        agents.reset(
            transaction, town.agent(NADIA), clock.now()
        )  # the sessions' rows are still there

    assert all_lead_to_the_log_in(town, nadia)


def test_no_form_does_anything_without_its_token(town: Town) -> None:
    martine = town.at_work(MARTINE)
    town.hire(NADIA)
    paths = [path for method, path in of_the_town_hall(town) if method == "POST"]
    paths += ["/mairie/deconnexion", "/mairie/connexion", "/mairie/lien"]
    kept = (AGENTS, AGENT_CODES, AGENT_SESSIONS, MESSAGES)

    def rows() -> list[object]:
        with town.services.store.read() as transaction:
            return [tables.rows(transaction, table) for table in kept]

    before = rows()
    for path in paths:
        mine = path.replace("/1/", f"/{town.agent(NADIA).id}/")
        data = {"address": "zoe@ville-boe.fr", "code": town.digits(MARTINE)}
        martine.raw("POST", mine, data=data)

    assert len(paths) > 7
    assert rows() == before


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/mairie/clients?q=4%00", 200),
        ("/mairie/clients/fiche?numero=4%00", 404),
        ("/mairie/clients/factures?numero=4%00", 404),
        ("/mairie/deposer/a%00b", 404),
        ("/mairie/papier/releve/a%00b", 404),
        ("/mairie/journal?page=99999999999999999999", 200),
        ("/mairie/agents/99999999999999999999/lien", 404),
        ("/mairie/agents/99999999999999999999/fin", 404),
    ],
)
def test_what_no_database_can_look_for_is_a_page_all_the_same(
    town: Town, path: str, status: int
) -> None:
    town.at_work(MARTINE).get(path, status=status)


@pytest.mark.parametrize("path", ["/mairie/clients/lien", "/compte/mot-de-passe"])
def test_a_page_before_that_nobody_can_read_leads_to_the_log_in(town: Town, path: str) -> None:
    visitor = town.visitor()
    visitor.get(f"/?LIEN={BOE}")

    visitor.post(f"{path}?LIEN={BOE}", {}, Referer="http://[::1")

    assert visitor.page.button("Se connecter")

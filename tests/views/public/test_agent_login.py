"""The agents' log-in: password and code together, one answer for all that does not fit, the customers' limits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine

from domain.accounts.passwords import Hasher
from domain.agents import factor
from domain.history import Kind
from store import agents, events
from tests.inbox import Inbox
from tests.mairie import codes_on, invited, log_in, open_access
from tests.people import ALICE, BOE, CLERKS_PASSWORD, NADIA, PASSWORD, Clerk
from tests.town import Town, running
from tests.visitor import Page, Visitor

STEP = factor.STEP_SECONDS


@pytest.fixture
def time() -> Iterator[time_machine.Traveller]:
    """Time that moves only when a test says so; a step of the code has just begun."""
    with time_machine.travel("2090-03-02 12:00:00 +0100", tick=False) as traveller:
        yield traveller


def outcome(page: Page) -> tuple[int, str, str]:
    return page.status, page.title, page.text


def test_unknown_agent_wrong_password_and_wrong_code_read_the_same(town: Town) -> None:
    town.hire(NADIA)
    digits, stranger = town.digits(NADIA), Clerk("personne@ville-boe.fr")

    pages = [
        log_in(town.visitor(), stranger, digits, status=422),
        log_in(town.visitor(), NADIA, digits, password="pas le bon", status=422),
        log_in(town.visitor(), NADIA, "000000", status=422),
        log_in(town.visitor(), Clerk(ALICE.address), "000000", password=PASSWORD, status=422),
    ]

    assert pages[0].says("Connexion impossible")
    assert len({outcome(page) for page in pages}) == 1


@pytest.mark.parametrize("seconds", [-STEP, 0, STEP])
def test_a_telephone_may_be_half_a_minute_early_or_late(
    town: Town, time: time_machine.Traveller, seconds: int
) -> None:
    town.hire(NADIA)
    digits = town.digits(NADIA)
    time.shift(seconds)

    assert log_in(town.visitor(), NADIA, digits).h1 == "À faire"


@pytest.mark.parametrize("seconds", [-STEP - 1, 2 * STEP])
def test_but_no_more(town: Town, time: time_machine.Traveller, seconds: int) -> None:
    town.hire(NADIA)
    digits = town.digits(NADIA)
    time.shift(seconds)

    log_in(town.visitor(), NADIA, digits, status=422)


def test_no_code_is_taken_twice(town: Town, time: time_machine.Traveller) -> None:
    town.hire(NADIA)
    digits = town.digits(NADIA)
    log_in(town.visitor(), NADIA, digits)

    log_in(town.visitor(), NADIA, digits, status=422)
    time.shift(STEP)
    log_in(town.visitor(), NADIA, digits, status=422)


def test_nor_one_before_the_last_used(town: Town, time: time_machine.Traveller) -> None:
    town.hire(NADIA)
    earlier = town.digits(NADIA)
    time.shift(STEP)
    log_in(town.visitor(), NADIA, town.digits(NADIA))

    log_in(town.visitor(), NADIA, earlier, status=422)


def test_after_a_clock_went_back_codes_wait_until_it_is_there_again(
    town: Town, time: time_machine.Traveller
) -> None:
    town.hire(NADIA)
    log_in(town.visitor(), NADIA, town.digits(NADIA))
    time.shift(-600)
    log_in(town.visitor(), NADIA, town.digits(NADIA), status=422)

    time.shift(600 + STEP)

    assert log_in(town.visitor(), NADIA, town.digits(NADIA)).h1 == "À faire"


def test_a_printed_code_opens_when_the_clock_went_back(
    town: Town, time: time_machine.Traveller
) -> None:
    printed = codes_on(open_access(town, town.visitor(), NADIA, invited(town, NADIA)))
    time.shift(-600)

    assert log_in(town.visitor(), NADIA, printed[0]).h1 == "À faire"


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " ")])
def test_a_printed_code_opens_once_however_it_is_typed(town: Town, typed: object) -> None:
    assert callable(typed)
    printed = codes_on(open_access(town, town.visitor(), NADIA, invited(town, NADIA)))

    assert log_in(town.visitor(), NADIA, typed(printed[3])).h1 == "À faire"
    log_in(town.visitor(), NADIA, printed[3], status=422)
    assert log_in(town.visitor(), NADIA, printed[4]).h1 == "À faire"


def test_a_code_is_not_used_up_by_a_wrong_password(town: Town) -> None:
    printed = codes_on(open_access(town, town.visitor(), NADIA, invited(town, NADIA)))
    log_in(town.visitor(), NADIA, printed[0], password="pas le bon", status=422)

    assert log_in(town.visitor(), NADIA, printed[0]).h1 == "À faire"


def test_of_ten_log_ins_at_once_with_one_code_one_opens(town: Town) -> None:
    town.hire(NADIA)
    visitors = [town.visitor(f"198.51.100.{number}") for number in range(4)]
    for visitor in visitors:
        visitor.get(f"/mairie/connexion?LIEN={BOE}")
        visitor.fill("Adresse mail", NADIA.address).fill("Mot de passe", CLERKS_PASSWORD)
        visitor.fill("Code", town.digits(NADIA))

    def press(number: int) -> int:
        return visitors[number].press_raw("Se connecter").status_code

    with ThreadPoolExecutor() as pool:
        statuses = list(pool.map(press, range(4)))

    assert statuses.count(303) == 1
    with town.services.store.read() as transaction:
        assert len(agents.of_portal(transaction, BOE)) == 1


def test_ten_wrong_tries_make_an_agent_wait_but_not_the_customer_of_that_address(
    town: Town,
) -> None:
    clerk = Clerk(ALICE.address)
    town.hire(clerk)
    for number in range(10):
        log_in(town.visitor(f"198.51.100.{number}"), clerk, "000000", status=422)

    page = log_in(town.visitor("198.51.100.99"), clerk, town.digits(clerk), status=429)

    assert page.says("le portail vous demande d'attendre")
    assert page.says("Un nouveau lien, qu'un responsable des agents peut vous envoyer")
    assert town.visitor().log_in(BOE, ALICE.address, PASSWORD).h1 == "Mes factures"


def test_the_last_tries_are_counted_aloud(town: Town) -> None:
    for number in range(7):
        page = log_in(town.visitor(f"198.51.100.{number}"), NADIA, "000000", status=422)

    assert page.says("Il vous reste 3 essais.")


def test_a_mailed_link_ends_that_wait(town: Town) -> None:
    town.hire(NADIA)
    for number in range(10):
        log_in(town.visitor(f"198.51.100.{number}"), NADIA, "000000", status=422)
    with town.services.store.write() as transaction:
        agents.reset(transaction, town.agent(NADIA), town.agent(NADIA).invited_at)
    printed = codes_on(open_access(town, town.visitor(), NADIA, invited(town, NADIA)))

    assert log_in(town.visitor("198.51.100.99"), NADIA, printed[0]).h1 == "À faire"


def test_a_browser_that_the_agent_has_used_is_not_shut_out_by_strangers(town: Town) -> None:
    nadia = town.at_work(NADIA)
    for number in range(10):
        log_in(town.visitor(f"198.51.100.{number}"), NADIA, "000000", status=422)
    nadia.press("Me déconnecter")

    with town.later(minutes=2):
        assert log_in(nadia, NADIA, town.digits(NADIA)).h1 == "À faire"


def test_a_password_kept_under_older_parameters_is_hashed_anew(town: Town) -> None:
    town.hire(NADIA)
    old = Hasher(memory_kib=8, passes=1).hash(CLERKS_PASSWORD)
    with town.services.store.write() as transaction:
        agents.rehash(transaction, town.agent(NADIA), old)

    assert log_in(town.visitor(), NADIA, town.digits(NADIA)).h1 == "À faire"
    assert "m=19456" in str(town.agent(NADIA).password_hash)


def test_thirty_wrong_tries_of_one_client_make_it_wait(town: Town) -> None:
    for number in range(30):
        log_in(town.visitor(), Clerk(f"agent{number}@ville-boe.fr"), "000000", status=422)

    log_in(town.visitor(), Clerk("agent30@ville-boe.fr"), "000000", status=429)


def test_log_ins_and_refusals_stand_in_the_journal(town: Town) -> None:
    town.hire(NADIA)
    log_in(town.visitor(), NADIA, "000000", status=422)
    log_in(town.visitor(), NADIA, town.digits(NADIA))

    with town.services.store.read() as transaction:
        lines = [each for each, _ in events.of_staff(transaction, BOE, limit=10)]

    assert [(each.kind, each.done_by) for each in lines] == [
        (Kind.LOGGED_IN, NADIA.address),
        (Kind.LOGIN_FAILED, NADIA.address),
    ]


@pytest.mark.parametrize(("minutes", "ends"), [(29, False), (32, True)])
def test_a_session_ends_after_half_an_hour_unused(town: Town, minutes: int, ends: bool) -> None:
    visitor = town.at_work(NADIA)

    with town.later(minutes=minutes):
        page = visitor.get("/mairie")

    assert page.h1 == ("Vous avez été déconnecté" if ends else "À faire")
    assert page.says("n'a rien fait pendant 30 minutes") is ends


def test_a_session_ends_after_twelve_hours_however_it_is_used(town: Town) -> None:
    visitor = town.at_work(NADIA)
    for minutes in range(25, 12 * 60, 25):
        with town.later(minutes=minutes):
            assert visitor.get("/mairie").h1 == "À faire"

    with town.later(minutes=12 * 60 + 1):
        assert visitor.get("/mairie").says("une connexion dure 12 heures au plus")


def test_the_log_in_leads_back_to_the_page_that_was_wanted(town: Town) -> None:
    town.hire(NADIA)
    visitor = town.visitor()
    visitor.get(f"/mairie/journal?LIEN={BOE}")

    visitor.fill("Adresse mail", NADIA.address).fill("Mot de passe", CLERKS_PASSWORD)
    page = visitor.fill("Code", town.digits(NADIA)).press("Se connecter")

    assert page.path == "/mairie/journal"


@pytest.mark.parametrize("wanted", ["/factures", "//ailleurs.fr/mairie", "/mairie/\\x"])
def test_it_leads_nowhere_else(town: Town, wanted: str) -> None:
    town.hire(NADIA)
    visitor = town.visitor()
    visitor.get(f"/mairie/connexion?LIEN={BOE}&suite={wanted}")

    visitor.fill("Adresse mail", NADIA.address).fill("Mot de passe", CLERKS_PASSWORD)
    page = visitor.fill("Code", town.digits(NADIA)).press("Se connecter")

    assert page.path == "/mairie"


def test_the_cookie_and_the_forms_token_are_new_after_the_log_in(town: Town) -> None:
    town.hire(NADIA)
    visitor = town.visitor()
    visitor.get(f"/mairie/connexion?LIEN={BOE}")
    before = visitor.sent_by(visitor.page.button("Se connecter")[0])["csrf_token"]
    log_in(visitor, NADIA, town.digits(NADIA))

    visitor.post("/mairie/deconnexion", {"csrf_token": before})

    assert visitor.get("/mairie").h1 == "À faire"


def test_the_cookie_is_out_of_scripts_reach(town: Town) -> None:
    (cookie,) = [each for each in town.at_work(NADIA).cookies() if each.key == "mairie"]

    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")


def test_on_https_the_cookie_is_bound_to_its_host(tmp_path: Path, inbox: Inbox) -> None:
    with running(tmp_path / "data", inbox, PUBLIC_URL="https://factures.ville-boe.fr") as town:
        visitor = Visitor(town.app, "https://factures.ville-boe.fr")
        visitor.get(f"/mairie/connexion?LIEN={BOE}")

    (cookie,) = visitor.cookies()
    assert (cookie.key, cookie.secure, cookie.domain) == (
        "__Host-mairie",
        True,
        "factures.ville-boe.fr",
    )

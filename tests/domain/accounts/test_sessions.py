"""Sessions, over HTTP: what ends them, what the cookie is, and where a log-in leads."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import clock, history
from domain.accounts import sessions, states
from domain.accounts.links import Purpose
from store import sessions as session_rows
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import is_logged_in, logged_in
from tests.people import ALICE, BOE, DENIS, PASSWORD, VILLE_DE_BOE
from tests.store.portals import rows_of
from tests.town import Town, running
from tests.visitor import Visitor

PRIVATE = "/compte"
HTTPS = {"PUBLIC_URL": "https://factures.ville-boe.fr"}


def test_a_session_ends_an_hour_after_its_last_use(town: Town) -> None:
    visitor, start = logged_in(town), clock.now()

    with time_machine.travel(start + timedelta(minutes=59)):
        assert is_logged_in(visitor)
    with time_machine.travel(start + timedelta(minutes=118)):
        assert is_logged_in(visitor)
    with time_machine.travel(start + timedelta(minutes=179)):
        assert not is_logged_in(visitor)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(town: Town) -> None:
    visitor, start = logged_in(town), clock.now()
    for hours in range(1, 24):
        with time_machine.travel(start + timedelta(minutes=30 * hours)):
            assert is_logged_in(visitor)

    with time_machine.travel(start + timedelta(hours=12, minutes=1)):
        assert not is_logged_in(visitor)


def test_its_last_use_is_written_at_most_once_a_minute(town: Town) -> None:
    visitor, start = logged_in(town), clock.now()
    with time_machine.travel(start + timedelta(seconds=50), tick=False):
        is_logged_in(visitor)
    with town.services.store.read() as transaction:
        (row,) = session_rows.of_accounts.of_owner(transaction, town.account(ALICE).id)
    assert row.used_at == row.began_at

    with time_machine.travel(start + timedelta(seconds=70), tick=False) as now:
        is_logged_in(visitor)
        now.shift(1)
        is_logged_in(visitor)
    with town.services.store.read() as transaction:
        (row,) = session_rows.of_accounts.of_owner(transaction, town.account(ALICE).id)
    assert row.used_at - row.began_at >= timedelta(seconds=69)
    assert row.used_at < start + timedelta(seconds=70, milliseconds=500)


def test_logging_out_ends_the_session_for_a_copied_cookie_too(town: Town) -> None:
    visitor = logged_in(town)
    (cookie,) = visitor.cookies()
    thief = town.visitor("203.0.113.9")
    visitor.press("Me déconnecter")

    thief.carry(cookie.key, cookie.value)

    assert not is_logged_in(thief)


def test_a_suspension_ends_every_session_at_once(town: Town) -> None:
    visitor = logged_in(town)

    with town.services.store.write() as transaction:
        states.suspend(transaction, VILLE_DE_BOE, town.account(ALICE), history.NO_VISIT)

    assert not is_logged_in(visitor)


def test_a_chosen_password_ends_every_session(town: Town) -> None:
    visitor = logged_in(town)
    other = town.visitor()
    other.get(town.link(ALICE, Purpose.RECOVERY))

    other.fill("Mot de passe", "une autre pluie").press("Enregistrer")

    assert not is_logged_in(visitor)


def test_nobody_keeps_a_cookie_that_was_there_before_the_log_in(town: Town) -> None:
    visitor = town.visitor()
    form, _ = visitor.get(f"/?LIEN={BOE}").button("Se connecter")
    token = visitor.sent_by(form)["csrf_token"]
    (before,) = visitor.cookies()

    visitor.log_in(BOE, ALICE.address, PASSWORD)

    planted = town.visitor()
    planted.carry(before.key, before.value)
    assert not is_logged_in(planted)
    visitor.post("/compte/annonces", {"csrf_token": token, "annonces": "non"}, status=422)
    assert town.account(ALICE).announcements


def test_two_log_ins_have_two_sessions(town: Town) -> None:
    one, other = logged_in(town), logged_in(town)
    one.get(PRIVATE)

    one.press("Me déconnecter")

    assert not is_logged_in(one)
    assert is_logged_in(other)


@pytest.mark.parametrize("form", ["annonces", "donnees", "deconnexion", "fermer", "mot-de-passe"])
def test_a_form_without_its_token_changes_nothing(town: Town, form: str) -> None:
    visitor = logged_in(town)
    before = town.account(ALICE).version

    typed = {"annonces": "non", "present": PASSWORD, "password": "une autre pluie"}
    visitor.post(f"/compte/{form}", typed, status=422)

    after = town.account(ALICE)
    assert (after.version, after.announcements) == (before, True)
    assert is_logged_in(visitor)


def test_only_a_form_of_ours_logs_out(town: Town) -> None:
    visitor = logged_in(town)

    visitor.post("/deconnexion", {})

    assert is_logged_in(visitor)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://ailleurs.example/",
        "//ailleurs.example/factures",
        "/\\ailleurs.example",
        "\\\\ailleurs.example",
        "/%2F/ailleurs.example",
        "/\t/ailleurs.example",
        "javascript:alert(1)",
        "/mot-de-passe",
        "/deconnexion",
        "/nulle-part",
        "/factures\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_a_log_in_leads_to_our_own_pages_only(town: Town, wanted: str) -> None:
    visitor = town.visitor()
    form, _ = visitor.get(f"/?LIEN={BOE}").button("Se connecter")
    typed = {"address": ALICE.address, "password": PASSWORD, "suite": wanted}

    page = visitor.post("/connexion", visitor.sent_by(form) | typed)

    assert page.path == "/factures"


@pytest.mark.parametrize("wanted", ["/compte", "/compte/adresse", "/factures?annee=2026"])
def test_a_log_in_leads_back_to_the_private_page_that_was_wanted(town: Town, wanted: str) -> None:
    visitor = town.visitor()
    visitor.get(f"/?LIEN={BOE}")

    visitor.get(wanted)
    visitor.fill("Adresse mail", ALICE.address).fill("Mot de passe", PASSWORD)

    assert visitor.press("Se connecter").path == wanted.partition("?")[0]


def test_a_session_opens_its_own_commune_only(town: Town) -> None:
    visitor = logged_in(town)

    page = visitor.get(f"/factures?LIEN={DENIS.portal}")

    assert page.path == "/"
    assert page.says("Ville d'Agen")


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(town: Town) -> None:
    visitor = town.visitor()
    visitor.get(f"/?LIEN={BOE}")

    (cookie,) = visitor.cookies()

    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.expires is None


def test_no_log_in_outlives_the_browser(town: Town) -> None:
    (cookie,) = logged_in(town).cookies()

    assert (cookie.expires, cookie.max_age) == (None, None)


def test_over_https_the_cookie_is_bound_to_this_host(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, **HTTPS) as town:  # type: ignore[arg-type]
        visitor = Visitor(town.app, HTTPS["PUBLIC_URL"])
        visitor.get(f"/?LIEN={BOE}")

        (cookie,) = visitor.cookies()

        assert cookie.key.startswith("__Host-")
        assert cookie.secure
        assert cookie.path == "/"
        assert "max-age=31536000" in visitor.page.headers["Strict-Transport-Security"]


@pytest.mark.sqlite("its file is read")
def test_only_the_hash_of_a_cookie_is_kept(town: Town) -> None:
    visitor = logged_in(town)
    with visitor.session() as carried:
        token = carried["sid"]

    content = repr(rows_of(town.services.store)).encode()
    content += b"".join(path.read_bytes() for path in town.data_dir.glob("portail.db*"))

    assert token.encode() not in content
    assert sessions.hashed(token).encode() in content


def test_the_twenty_newest_sessions_of_an_account_stay(town: Town) -> None:
    first = logged_in(town)
    others = [logged_in(town) for _ in range(20)]

    assert not is_logged_in(first)
    assert all(is_logged_in(each) for each in others)

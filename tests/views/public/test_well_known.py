"""Addresses that programs know, and what a browser is told to forget."""

from datetime import datetime, timedelta
from pathlib import Path

from domain import clock
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import logged_in
from tests.people import BOE
from tests.town import ORIGIN, Town, running


def test_a_weakness_is_reported_to_the_commune_or_the_administrator(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    admin = "informatique@ville-boe.fr"
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, ADMIN=admin) as town:
        answer = town.app.test_client().get("/.well-known/security.txt", base_url=ORIGIN)

    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"] == f"mailto:{admin}"
    expires = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=30) < expires - clock.now() < timedelta(days=365)
    assert answer.mimetype == "text/plain"


def test_without_an_administrator_it_is_the_communes_service(town: Town) -> None:
    path = f"/.well-known/security.txt?LIEN={BOE}"
    answer = town.app.test_client().get(path, base_url=ORIGIN)

    assert "Contact: mailto:service-facturation@ville-boe.fr" in answer.text


def test_a_password_manager_is_led_to_the_page(town: Town) -> None:
    visitor = logged_in(town)

    page = visitor.get("/.well-known/change-password")

    assert page.path == "/compte/mot-de-passe"


def test_no_page_may_use_a_camera_or_know_where_one_is(town: Town) -> None:
    headers = town.visitor().get(f"/?LIEN={BOE}").headers

    for feature in ("camera=()", "microphone=()", "geolocation=()"):
        assert feature in headers["Permissions-Policy"]


def test_a_log_out_lets_the_browser_forget_our_pages(town: Town) -> None:
    visitor = logged_in(town)
    form, _ = visitor.get("/compte").button("Me déconnecter")

    answer = visitor.raw(
        "POST", "/deconnexion", data=visitor.sent_by(form), headers={"Origin": ORIGIN}
    )

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'

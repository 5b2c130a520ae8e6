"""What every answer carries, and what is refused before any page."""

import pytest

from tests.pages import logged_in
from tests.people import BOE
from tests.town import Town

EVERYWHERE = [
    "/",
    f"/?LIEN={BOE}",
    "/activation",
    "/nulle-part",
    "/healthz",
    "/compte",
    "/static/x",
]
ORIGIN = "http://127.0.0.1:8000"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_headers_that_protect(town: Town, path: str) -> None:
    answer = town.app.test_client().get(path, base_url=ORIGIN)

    policy = answer.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


@pytest.mark.parametrize("path", [f"/?LIEN={BOE}", "/compte", "/factures", "/mot-de-passe-oublie"])
def test_what_is_personal_is_stored_nowhere(town: Town, path: str) -> None:
    visitor = logged_in(town)

    assert visitor.get(path).headers["Cache-Control"] == "no-store"


def test_over_http_nothing_is_promised_of_https(town: Town) -> None:
    answer = town.app.test_client().get(f"/?LIEN={BOE}", base_url=ORIGIN)

    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("host", ["ailleurs.example", "127.0.0.2", "127.0.0.1.ailleurs.example"])
def test_a_host_that_is_not_ours_is_refused(town: Town, host: str) -> None:
    answer = town.app.test_client().get(f"/?LIEN={BOE}", base_url=f"http://{host}")

    assert answer.status_code == 400
    assert host not in answer.get_data(as_text=True)


def test_a_forged_forwarded_host_changes_nothing(town: Town) -> None:
    answer = town.app.test_client().get(
        f"/activation?LIEN={BOE}",
        base_url=ORIGIN,
        headers={"X-Forwarded-Host": "ailleurs.example", "X-Forwarded-Proto": "https"},
    )

    assert answer.status_code == 200
    assert "ailleurs.example" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/connexion", "/activation", "/", "/compte/fermer", "/nulle-part"]
)
def test_more_than_64_kib_are_refused_at_once(town: Town, path: str) -> None:
    answer = town.app.test_client().post(
        f"{path}?LIEN={BOE}", data=b"a" * (64 * 1024 + 1), base_url=ORIGIN
    )

    assert answer.status_code == 413
    assert "trop volumineux" in answer.get_data(as_text=True)


def test_sixty_four_kib_are_read(town: Town) -> None:
    data = b"address=" + b"a" * (64 * 1024 - 8)
    answer = town.app.test_client().post(
        f"/activation?LIEN={BOE}",
        data=data,
        base_url=ORIGIN,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/xml"])
def test_only_what_forms_send_is_read(town: Town, kind: str) -> None:
    answer = town.app.test_client().post(
        f"/connexion?LIEN={BOE}", data="{}", base_url=ORIGIN, content_type=kind
    )

    assert answer.status_code == 415

"""A form that another site sends does nothing: it logs nobody out, fills in nothing, counts nowhere."""

import pytest

from domain.invoices import announcements
from tests.pages import ask, forms, logged_in
from tests.people import ALICE, BOE, ZOE
from tests.town import ORIGIN, Town

FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9000"},
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    {"Origin": "https://ailleurs.example"},
    {"Origin": "http://127.0.0.1:8000.ailleurs.example"},
    {"Origin": "http://127.0.0.1:9000"},
    {"Origin": "null"},
]
OWN = [
    {},
    {"Origin": ORIGIN},
    {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_sites_form_is_refused_and_leaves_no_cookie(
    town: Town, headers: dict[str, str]
) -> None:
    for path in forms(town):
        answer = town.app.test_client().post(
            f"{path}?LIEN={BOE}", base_url=ORIGIN, headers=headers, data={"address": ZOE.address}
        )

        assert answer.status_code == 403, path
        assert "Set-Cookie" not in answer.headers, path


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_who_is_logged_in_stays_so(town: Town, headers: dict[str, str]) -> None:
    visitor = logged_in(town)
    form, _ = visitor.page.button("Me déconnecter")
    filled_in = visitor.sent_by(form)

    page = visitor.post(f"/deconnexion?LIEN={BOE}", filled_in, status=403, **headers)

    assert page.h1 == "Cette demande vient d'un autre site"
    assert visitor.get("/factures").path == "/factures"


def test_it_counts_nowhere(town: Town) -> None:
    visitor = town.visitor()
    for _ in range(25):
        visitor.post(f"/activation?LIEN={BOE}", {}, status=403, **FOREIGN[0])

    ask(visitor, "activation", ZOE.address)


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_forms_are_taken(town: Town, headers: dict[str, str]) -> None:
    visitor = town.visitor()
    form, _ = visitor.get(f"/activation?LIEN={BOE}").button("Activation")
    filled_in = visitor.sent_by(form) | {"address": ZOE.address}

    page = visitor.post(f"/activation?LIEN={BOE}", filled_in, status=200, **headers)

    assert page.says("Activation impossible, adresse inconnue")


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_mail_program_ends_the_announcements_from_wherever_it_is(
    town: Town, headers: dict[str, str]
) -> None:
    token = announcements.off_token(town.services.keys, town.account(ALICE))

    answer = town.app.test_client().post(f"/annonces/{token}", base_url=ORIGIN, headers=headers)

    assert answer.status_code == 200
    assert not town.account(ALICE).announcements

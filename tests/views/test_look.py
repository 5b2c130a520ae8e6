"""The look of the pages: the default palette, a commune's own colour and logo, compression."""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from domain import colours
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.people import BOE
from tests.town import COMMUNES, Town, running
from views.public.assets import STATIC

HOME = f"/?LIEN={BOE}"
SHEET = (STATIC / "portal.css").read_text("utf-8")
LIGHT, DARK = colours.light(colours.DEFAULT), colours.dark(colours.DEFAULT)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_default_palette_can_be_read_on_every_ground(palette: Mapping[str, str]) -> None:
    least = {"text": 10, "muted": 5, "accent": 4.5, "border": 3}

    for role, wanted in least.items():
        for ground in ("ground", "card"):
            assert colours.contrast(palette[role], palette[ground]) >= wanted, (role, ground)
    assert colours.contrast(palette["on-accent"], palette["accent"]) >= 4.5
    assert colours.contrast(palette["on-accent"], palette["hover"]) >= 4.5
    for sign in ("error", "success"):
        assert colours.contrast(palette[sign], palette["card"]) >= 4.5


def test_the_style_sheet_stays_small() -> None:
    assert len(SHEET.encode()) < 10_000


def test_the_style_in_the_page_is_the_one_its_policy_allows(town: Town) -> None:
    page = town.visitor().get(HOME)

    style = page.find("style").text or ""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.headers["Content-Security-Policy"]


def test_public_pages_do_not_carry_the_town_halls_styles(town: Town) -> None:
    visitor = town.visitor()

    assert ".rows" not in visitor.get(HOME).body
    page = visitor.get(f"/mairie/connexion?LIEN={BOE}")
    digest = base64.b64encode(hashlib.sha256((page.find("style").text or "").encode()).digest())
    assert ".rows" in page.body
    assert f"style-src 'sha256-{digest.decode()}'" in page.headers["Content-Security-Policy"]


def test_a_commune_has_its_colour_and_its_logo(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    logo = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'/>"
    (data / "boe.svg").write_bytes(logo)
    communes = COMMUNES.replace(
        'nom = "Ville de Boé"', 'nom = "Ville de Boé"\ncouleur = "#0055a4"\nlogo = "boe.svg"'
    )
    with running(data, inbox, empty_database=empty_database, communes=communes) as town:
        page = town.visitor().get(HOME)
        image = page.find("img")
        answer = town.app.test_client().get(
            str(image.get("src")), base_url="http://127.0.0.1:8000", buffered=True
        )
        other = town.app.test_client().get(
            f"/logo/{BOE}-000000000000", base_url="http://127.0.0.1:8000"
        )

    assert f"--accent:{colours.light('#0055a4')['accent']};" in str(page.find("style").text)
    assert (image.get("width"), image.get("alt")) == ("160", "")
    assert (answer.data, answer.mimetype) == (logo, "image/svg+xml")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert other.status_code == 404


def test_a_page_is_compressed_where_the_browser_takes_it(town: Town) -> None:
    client = town.app.test_client()
    url = "http://127.0.0.1:8000"

    plain = client.get(HOME, base_url=url)
    zipped = client.get(HOME, base_url=url, headers={"Accept-Encoding": "gzip, br"})
    refused = client.get(HOME, base_url=url, headers={"Accept-Encoding": "gzip;q=0"})

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < len(plain.data) / 2
    assert b"LE PORTAIL DES FACTURES" in gzip.decompress(zipped.data)
    assert "Content-Encoding" not in refused.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_the_length_of_a_compressed_page_tells_nothing(town: Town) -> None:
    client = town.app.test_client()
    headers = {"Accept-Encoding": "gzip"}

    lengths = {
        len(client.get("/page-inconnue", base_url="http://127.0.0.1:8000", headers=headers).data)
        for _ in range(12)
    }

    assert len(lengths) > 4


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/favicon.ico", "image/vnd.microsoft.icon"), ("/apple-touch-icon.png", "image/png")],
)
def test_browsers_find_the_icons_that_they_ask_for_by_themselves(
    town: Town, path: str, kind: str
) -> None:
    answer = town.app.test_client().get(path, base_url="http://127.0.0.1:8000", buffered=True)

    assert answer.status_code == 200
    assert answer.mimetype in (kind, "image/x-icon")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_the_browsers_own_bar_has_the_communes_colours(town: Town) -> None:
    page = town.visitor().get(HOME)

    bars = [each.get("content") for each in page.all("meta") if each.get("name") == "theme-color"]
    assert bars == [LIGHT["accent"], DARK["card"]]

"""« Chiffres »: the page, its picture and its files say the same numbers."""

import csv
import io
import re
from pathlib import Path

import pytest

from tests.bills import a_batch, a_bill, brought_in
from tests.people import ALICE, BRUNO, NADIA, OLIVIER
from tests.town import Town
from tests.visitor import Page, Visitor

SVG = "{http://www.w3.org/2000/svg}"
MONTH = re.compile(r"\d\d/\d{4}")


@pytest.fixture
def clerk(town: Town, tmp_path: Path) -> Visitor:
    """Two bills came in, Alice is told of hers and has not opened it."""
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2"), name="mai"))
    town.send_what_is_due()
    return town.at_work(NADIA)


def rows(page: Page) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in page.all("tr")]


def a_file(clerk: Visitor, name: str) -> list[list[str]]:
    answer = clerk.raw("GET", f"/mairie/chiffres/{name}.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def test_the_page_says_them_and_the_files_too(clerk: Visitor) -> None:
    clerk.get("/mairie")
    page = clerk.click("Chiffres")

    assert ["Comptes activés", "1", "33,3\u00a0%"] in rows(page)
    newest = next(row for row in rows(page) if MONTH.fullmatch(row[0]))
    assert newest[2:] == ["2", "1", "0"]
    assert ["n° 1, mai.zip", "2", "1", "0"] in rows(page)
    assert a_file(clerk, "mois")[-1][2:] == newest[2:]
    assert a_file(clerk, "imports")[1][2:] == ["mai.zip", "2", "1", "0"]


def test_the_picture_has_a_title_and_needs_no_script(clerk: Visitor) -> None:
    page = clerk.get("/mairie/chiffres")

    assert page.all(f"{SVG}svg")[0].get("aria-labelledby") == "dessin dit"
    assert page.by_id("dessin").text == "Factures mises en ligne, annoncées et ouvertes, par mois"
    bars = [bar for bar in page.all(f"{SVG}rect") if bar.get("height") != "14"]  # the key apart
    assert [bar.get("class") for bar in bars] == ["on-line", "told"]
    assert page.all("script") == []


def test_another_communes_agent_sees_none_of_them(town: Town, clerk: Visitor) -> None:
    page = town.at_work(OLIVIER).get("/mairie/chiffres")

    assert len(page.all(f"{SVG}rect")) == 3  # the key
    assert not page.says("mai.zip")

"""A bill's PDF and a year of them, for their owner and nobody else; and what an error looks like there."""

import io
import zipfile
from pathlib import Path

import pytest
import time_machine
from waitress.buffers import ReadOnlyFileBasedBuffer
from werkzeug.test import TestResponse

from jobs import logs
from store.documents import Documents
from tests.bills import a_batch, a_bill, brought_in, change_customers
from tests.pages import page_of
from tests.people import ALICE, BOE, PASSWORD, Person
from tests.town import ORIGIN, Town
from tests.visitor import Page, Visitor


def logged_in(town: Town, person: Person) -> Visitor:
    visitor = town.visitor()
    visitor.log_in(person.portal, person.address, PASSWORD)
    return visitor


def fetch(visitor: Visitor, path: str, **headers: str) -> TestResponse:
    return visitor.raw("GET", path, headers=headers)


def address_of(page: Page) -> str:
    """The address behind the first PDF."""
    return next(
        str(each.get("href")) for each in page.all("a") if "/factures/" in str(each.get("href"))
    )


def test_a_pdf_opens_in_the_browser_and_has_a_clear_name(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    client = logged_in(town, ALICE)

    answer = fetch(client, address_of(page_of(town, ALICE)))

    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == (
        'inline; filename="Facture FA-1 du 2026-11-23 - Ville de Boe.pdf"; '
        "filename*=UTF-8''Facture%20FA-1%20du%202026-11-23%20-%20Ville%20de%20Bo%C3%A9.pdf"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )


def test_telephones_may_ask_for_a_part_of_a_pdf(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    client = logged_in(town, ALICE)
    path = address_of(page_of(town, ALICE))
    whole = fetch(client, path)

    part = fetch(client, path, Range="bytes=5-9")
    same = fetch(client, path, **{"If-None-Match": whole.headers["ETag"]})
    beyond = fetch(client, path, Range="bytes=99999999-")
    several = fetch(client, path, Range="bytes=0-1,5-9")

    assert whole.headers["Accept-Ranges"] == "bytes"
    assert (part.status_code, part.data) == (206, whole.data[5:10])
    assert part.headers["Content-Range"] == f"bytes 5-9/{len(whole.data)}"
    assert (same.status_code, same.data) == (304, b"")
    assert beyond.status_code == 416
    assert (several.status_code, several.data) == (200, whole.data)


def test_a_year_comes_as_one_zip(town: Town, tmp_path: Path) -> None:
    brought_in(
        town,
        a_batch(
            tmp_path,
            a_bill(ALICE, "FA-1"),
            a_bill(ALICE, "FA-2"),
            a_bill(ALICE, "FA-3", date="02/01/2025"),
        ),
    )
    client = logged_in(town, ALICE)

    answer = fetch(client, page_of(town, ALICE).link("Toutes mes factures de 2026"))

    assert answer.mimetype == "application/zip"
    assert (
        "filename*=UTF-8''Factures%202026%20-%20Ville%20de%20Bo%C3%A9.zip"
        in (answer.headers["Content-Disposition"])
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "Facture FA-2 du 2026-11-23 - Ville de Boé.pdf",
            "Facture FA-1 du 2026-11-23 - Ville de Boé.pdf",
        ]
    assert fetch(client, "/factures/annee/2020").status_code == 404


def test_a_pdf_that_the_disk_has_lost_is_a_page_in_french(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    for path in Documents(town.data_dir).folder.rglob("*.pdf"):
        path.unlink()
    visitor = town.visitor()
    page = visitor.log_in(BOE, ALICE.address, PASSWORD)

    lost = visitor.get(address_of(page), status=503)

    assert lost.says("momentanément indisponible")


def test_the_page_of_an_error_has_the_number_of_its_line_in_the_journal(
    town: Town,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    for path in Documents(town.data_dir).folder.rglob("*.pdf"):
        path.unlink()
    page = page_of(town, ALICE)
    # The handler outlives the test.
    monkeypatch.setattr(caplog.handler, "filters", [logs.add_request_id])
    monkeypatch.setattr(caplog.handler, "formatter", logs.LineFormatter())
    monkeypatch.setattr(town.app, "wsgi_app", logs.with_access_lines(town.app.wsgi_app))
    visitor = town.visitor()
    visitor.log_in(BOE, ALICE.address, PASSWORD)

    lost = visitor.get(address_of(page), status=503)

    [line] = [line for line in caplog.text.splitlines() if " ERROR " in line]
    assert lost.says(f"donnez ce numéro au service facturation : {line.split()[2]}.")


def test_a_visitor_is_led_to_the_log_in_and_back(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    path = address_of(page_of(town, ALICE))
    visitor = town.visitor()
    visitor.get(f"/?LIEN={BOE}")
    visitor.get(path)

    form, _ = visitor.page.button("Se connecter")

    assert visitor.page.path == "/"
    assert visitor.sent_by(form)["suite"] == path


def test_an_address_that_left_the_customer_shows_nothing_any_more(
    town: Town, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    visitor = town.visitor()
    path = address_of(visitor.log_in(BOE, ALICE.address, PASSWORD))

    change_customers(town, ALICE, address="autre@exemple.fr")

    visitor.get(path, status=404)
    assert visitor.get("/factures").says("Aucune facture n'est rattachée à votre adresse mail")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/factures/annee/2026"), ("POST", "/compte/donnees")]
)
def test_an_account_takes_two_files_home_at_once(
    town: Town, tmp_path: Path, method: str, path: str
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    visitor = town.visitor()
    visitor.log_in(BOE, ALICE.address, PASSWORD)
    form, _ = visitor.get("/compte").button("Télécharger mes données")
    filled_in = visitor.sent_by(form)

    def ask() -> TestResponse:
        return visitor.raw(method, path, data=filled_in, buffered=False)

    first, second, third = ask(), ask(), ask()

    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 429)
    assert third.headers["Retry-After"] == "60"
    assert "Deux téléchargements sont déjà en cours" in third.text
    first.close()
    fourth = ask()
    assert fourth.status_code == 200
    for each in (second, fourth):
        each.close()


def test_the_server_gets_a_year_as_a_file_that_no_thread_waits_for(
    town: Town, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    visitor = town.visitor()
    visitor.log_in(BOE, ALICE.address, PASSWORD)
    (cookie,) = visitor.cookies()

    with town.app.test_request_context(
        "/factures/annee/2026",
        base_url=ORIGIN,
        headers={"Cookie": f"{cookie.key}={cookie.value}"},
        environ_overrides={"wsgi.file_wrapper": ReadOnlyFileBasedBuffer},
    ):
        answer = town.app.full_dispatch_request()

    assert isinstance(answer.response, ReadOnlyFileBasedBuffer)
    assert answer.response.prepare()
    answer.close()


def test_a_customer_reads_since_when_each_bill_was_there_and_when_they_opened_it(
    town: Town, tmp_path: Path
) -> None:
    with time_machine.travel("2026-11-20T08:00:00Z", tick=False):
        brought_in(town, a_batch(tmp_path, a_bill(ALICE, "A-1"), a_bill(ALICE, "A-2")))
    with time_machine.travel("2026-11-21T08:00:00Z", tick=True):
        visitor = town.visitor()
        visitor.log_in(BOE, ALICE.address, PASSWORD)
        visitor.raw("GET", visitor.page.link("Ouvrir le PDF de la facture A-1")).close()
        page = visitor.click("Quand mes factures sont arrivées, et quand je les ai ouvertes")

    assert page.says("mise à disposition le 20/11/2026, ouverte le 21/11/2026")
    assert page.says("mise à disposition le 20/11/2026, pas encore ouverte")

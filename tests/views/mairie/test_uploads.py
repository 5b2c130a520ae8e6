"""« Déposer »: nothing is written before it was shown, and what was shown is what is done."""

import io
import os
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import clock
from domain import uploads as rules
from domain.agents import roster
from domain.history import NO_VISIT
from domain.uploads import State
from jobs.connections import ARRIVED_FOR
from store import agents, customers, events, upload_files
from tests import bills, wholes
from tests import uploads as kit
from tests.pdfs import a_pdf
from tests.people import AGEN, ALICE, BOE, BRUNO, MARTINE, NADIA, OLIVIER
from tests.town import Town
from tests.visitor import Page

BATCH = "novembre.zip"


def numbers(town: Town, portal: str = BOE) -> set[str]:
    with town.services.store.read() as transaction:
        return set(customers.known(transaction, portal))


def cells(page: Page) -> list[list[str]]:
    """The tables of a page, row by row."""
    return [["".join(cell.itertext()) for cell in row] for row in page.all("tr")]


def journal(town: Town) -> list[tuple[str, str]]:
    with town.services.store.read() as transaction:
        lines = [line for line, _ in events.of_staff(transaction, BOE, limit=10)]
    return [(line.details, line.done_by) for line in lines if line.kind == "list_imported"]


def a_list(count: int, *, first: int = 9001) -> bytes:
    lines = [
        f"{number};NOM {number};n{number}@exemple.fr" for number in range(first, first + count)
    ]
    return "\n".join(["Numéro;Nom;Mail", *lines]).encode()


def test_a_list_of_states_is_shown_and_changes_only_those(town: Town, tmp_path: Path) -> None:
    bills.brought_in(town, bills.a_batch(tmp_path, bills.a_bill(ALICE, "FA-1")))
    agent = town.at_work(NADIA)

    page = kit.checked(
        town, agent, "numéro;statut\nFA-1;payée\nFA-9;payée\n".encode(), "Statuts.csv"
    )
    assert ["Changées", "1"] in cells(page)
    assert page.says("la facture FA-9 n'est pas ici")
    done = kit.imported(town, agent)

    assert ["Changées", "1"] in cells(done)
    agent.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}")
    assert agent.page.says("57,20 € payée")
    past = agent.get("/mairie/lots/2")
    assert past.says("États de factures, le ")
    agent.click("Retirer cet import")
    assert agent.press("Retirer").says("1 facture reprend son état d'avant.")
    assert agent.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}").says("état non précisé")


def test_a_batch_whose_pdfs_were_exchanged_says_so_before_it_comes_in(
    town: Town, tmp_path: Path
) -> None:
    pdfs = {"FA-1.pdf": a_pdf(BRUNO.name), "FA-2.pdf": a_pdf(ALICE.name)}
    lines = bills.a_bill(ALICE, "FA-1"), bills.a_bill(BRUNO, "FA-2")
    batch = bills.a_batch(tmp_path, *lines, pdfs=pdfs, name="novembre")

    page = kit.checked(town, town.at_work(NADIA), batch.read_bytes(), batch.name)

    assert page.says("2 factures en attente : le PDF ne porte pas le nom du client.")
    assert page.says(
        "Personne ne les voit tant que vous ne les avez pas regardées dans « À faire »."
    )


def test_a_list_is_shown_before_anything_is_written(town: Town) -> None:
    page = kit.checked(town, town.at_work(NADIA), kit.CLIENTS)

    assert page.h1 == "Voici ce que l'import ferait"
    assert ["Nouveaux", "1"] in cells(page)
    assert ["Lignes refusées", "1"] in cells(page)
    assert page.says("Ligne 3, colonne « Mail » paul.arobase.exemple.fr")
    assert "9001" not in numbers(town)


def test_what_was_shown_is_imported_and_its_refused_lines_come_back(town: Town) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, kit.CLIENTS)

    page = kit.imported(town, nadia)

    assert page.h1 == "Import terminé"
    assert "9001" in numbers(town)
    nadia.get(page.link("Télécharger les lignes refusées"))
    answer = nadia.press_raw("Télécharger")
    assert "filename=clients-rejets.xlsx" in answer.headers["Content-Disposition"]
    assert "clients.csv" not in kit.lying(town)
    again = kit.checked(town, nadia, answer.data, "clients-rejets.xlsx")
    assert ["Lignes refusées", "1"] in cells(again)


def test_where_every_line_is_refused_they_come_back_too(town: Town) -> None:
    nadia = town.at_work(NADIA)
    before = kit.checked(town, nadia, "Numéro;Nom;Mail\n9002;DIX Paul;paul.exemple.fr\n".encode())
    assert before.says("toutes ses lignes sont refusées")
    assert not before.says("Les autres lignes seront importées.")

    page = kit.imported(town, nadia)

    assert page.says("rien n'a changé")
    assert not page.says("déjà comme ce fichier le dit")
    answer = nadia.raw("GET", page.link("Télécharger les lignes refusées"))
    assert "filename=clients-rejets.xlsx" in answer.headers["Content-Disposition"]
    assert kit.lying(town) == ["clients-rejets.xlsx"]


def test_a_batch_says_its_totals_and_how_many_mails_will_leave(town: Town, tmp_path: Path) -> None:
    lot = [bills.a_bill(ALICE, "FA-1"), bills.a_bill(BRUNO, "FA-2"), bills.a_bill("404", "FA-3")]
    nadia = town.at_work(NADIA)

    page = kit.checked(town, nadia, bills.a_batch(tmp_path, *lot).read_bytes(), BATCH)

    assert page.says("Comparez avec votre logiciel : 2 factures, 114,40 €, 2 clients.")
    assert page.says("1 courriel partira pour annoncer ces factures.")
    assert page.says("1 client sans compte encore")
    assert page.says("0047 BÉRARD Bruno")
    assert ["Lignes refusées", "1"] in cells(page)
    kit.imported(town, nadia)
    assert bills.invoices_of(town, ALICE) == ["FA-1"]
    assert journal(town) == [(f"{BATCH}, n° 1", NADIA.address)]


def test_whose_the_pages_of_one_pdf_are_is_shown_the_doubtful_ones_first(
    town: Town, tmp_path: Path
) -> None:
    nadia = town.at_work(NADIA)
    wholes.add_customers(town)
    nobody = wholes.page("Facture n° EAU-2026-0005", "1 rue des Lilas")
    order = [*range(8), nobody, *range(10, 24)]
    whole = wholes.rearranged(wholes.sample("libreoffice"), order)

    page = kit.checked(town, nadia, wholes.a_lot(tmp_path, whole).read_bytes(), BATCH)

    assert page.says("12 factures découpées dans un seul PDF.")
    rows = [row for row in cells(page) if row[1].startswith("EAU-2026")]
    asked = "est-ce bien la sienne ?"
    assert rows[0] == ["6", "EAU-2026-0005", "9", "n° de facture", "nom absent", asked]
    assert rows[1] == ["2", "EAU-2026-0001", "1-2", "n° de facture", "jeanne lefevre", "–"]
    assert len(rows) == 12
    assert page.says("Ce que disent les pages 9, facture EAU-2026-0005")
    assert kit.imported(town, nadia).says("À qui sont les pages")


def test_what_stops_one_pdf_names_its_page_and_row(town: Town, tmp_path: Path) -> None:
    nadia = town.at_work(NADIA)
    wholes.add_customers(town)
    whole = wholes.rearranged(wholes.sample("kerned"), [*range(3), wholes.scan(), *range(4, 24)])

    page = kit.checked(town, nadia, wholes.a_lot(tmp_path, whole).read_bytes(), BATCH)

    assert page.says("page 4, ligne 3 (EAU-2026-0002) : c'est une image sans texte")
    assert not page.says("À qui sont les pages")


def test_a_treasurys_list_is_known_by_its_titles_whatever_it_is_called(
    town: Town, tmp_path: Path
) -> None:
    bills.brought_in(town, bills.a_batch(tmp_path, bills.a_bill(ALICE, "FA-1")))
    nadia = town.at_work(NADIA)

    page = kit.checked(town, nadia, "N° facture;Situation\nFA-1;payée\n".encode(), "DDFIP 11.csv")

    assert page.says("FA-1 : payée")
    assert kit.imported(town, nadia).h1 == "Import terminé"


def test_given_up_nothing_is_written_and_nothing_lies_there(town: Town) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, kit.CLIENTS)

    page = nadia.press("Abandonner")

    assert page.says("Le fichier « clients.csv » est abandonné : rien n'a été importé.")
    assert kit.lying(town) == []
    assert kit.all_of(town) == []
    assert "9001" not in numbers(town)


def test_a_page_that_was_open_too_long_imports_nothing_and_says_so(town: Town) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, kit.CLIENTS)

    page = nadia.press_too_late("Importer")

    assert page.title.startswith("Erreur : Voici ce que l'import ferait")
    assert page.says("Votre demande n'a pas été faite")
    assert "9001" not in numbers(town)


def test_pressed_twice_it_is_imported_once(town: Town) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, kit.CLIENTS)
    form, _ = nadia.page.button("Importer")
    where, data = str(form.get("action")), nadia.sent_by(form)

    nadia.post(where, data)
    nadia.post(where, data)
    kit.carry_on(town)
    page = nadia.post(where, data)  # the back button, and once more

    assert page.h1 == "Import terminé"
    assert page.says("C'est déjà fait, par vous ou par un collègue")
    assert len(journal(town)) == 1


def test_a_plan_that_the_register_has_outrun_is_shown_anew_and_not_applied(town: Town) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, kit.CLIENTS)
    other = town.at_work(MARTINE)
    kit.checked(town, other, a_list(1), "autre.csv")
    kit.imported(town, other)

    page = kit.imported(town, nadia)

    assert page.h1 == "Voici ce que l'import ferait"
    assert page.says("le registre a changé depuis cette vérification")
    assert ["Modifiés", "1"] in cells(page)
    assert len(journal(town)) == 1
    assert kit.imported(town, nadia).h1 == "Import terminé"


def test_an_old_page_cannot_carry_a_newer_plan_out(town: Town) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, kit.CLIENTS)
    form, _ = nadia.page.button("Importer")
    where, data = str(form.get("action")), nadia.sent_by(form)
    martine = town.at_work(MARTINE)
    kit.checked(town, martine, a_list(1), "autre.csv")
    kit.imported(town, martine)
    nadia.press("Vérifier de nouveau")
    kit.carry_on(town)

    nadia.post(where, data)
    kit.carry_on(town)

    assert [upload.state for upload in kit.all_of(town)] == [State.DONE, State.CHECKED]
    assert len(journal(town)) == 1


def test_who_brings_a_file_that_was_imported_is_told_by_whom_and_when(town: Town) -> None:
    nadia, martine = town.at_work(NADIA), town.at_work(MARTINE)
    kit.checked(town, nadia, kit.CLIENTS)
    kit.imported(town, nadia)

    page = kit.checked(town, martine, kit.CLIENTS, "la même liste.csv")

    assert page.says(f"Ce même fichier a déjà été importé par {NADIA.address} le")
    assert page.says("(import n° 1)")


def test_two_who_import_one_file_at_once_import_it_once(town: Town) -> None:
    nadia, martine = town.at_work(NADIA), town.at_work(MARTINE)
    for agent in (nadia, martine):
        kit.checked(town, agent, kit.CLIENTS)
    first, second = nadia.press("Importer").path, martine.press("Importer").path

    kit.carry_on(town)

    assert nadia.get(first).h1 == "Import terminé"
    page = martine.get(second)
    assert page.says("le registre a changé depuis cette vérification")
    assert page.says(f"Ce même fichier a déjà été importé par {NADIA.address}")
    assert len(journal(town)) == 1


def test_a_list_that_a_command_holds_back_says_what_it_would_do_first(town: Town) -> None:
    nadia = town.at_work(NADIA)
    long = a_list(60, first=900000)
    kit.checked(town, nadia, long)
    kit.imported(town, nadia)
    moved = long.replace(b"@exemple.fr", b"@exemple.com")

    page = kit.checked(town, nadia, moved, "décalée.csv")

    assert page.says("Cette liste attend votre accord")
    assert page.says("Cette liste change l'adresse de 60 clients")
    assert ["Modifiés", "60"] in cells(page)
    page = nadia.press("Importer quand même")
    kit.carry_on(town)
    assert nadia.get(page.path).h1 == "Import terminé"
    assert journal(town)[0] == ("décalée.csv, n° 2, malgré les adresses", NADIA.address)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"%PDF-1.7\n", "factures.pdf", "Mettez-le dans un ZIP avec la liste"),
        (b"PK\x05\x06" + bytes(18), "lot.zip", "ne contient pas de liste"),
        (b"PK\x03\x04" + b"x" * 200, "lot.zip", "est incomplet ou abîmé"),
        (b"bonjour\n", "clients.csv", ""),
        (b"\0" * 5000, "clients.csv", "Le fichier est vide."),
        (b"a;" * (11 << 20), "clients.csv", "dépasse 20 Mo"),
    ],
)
def test_what_is_no_list_gets_a_sentence(
    town: Town, content: bytes, name: str, reason: str
) -> None:
    page = kit.checked(town, town.at_work(NADIA), content, name)

    assert page.h1 == "Ce fichier ne peut pas être importé"
    assert page.says(reason)


def test_a_bomb_gets_a_sentence(town: Town) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook>" + b" " * (120 << 20))

    page = kit.checked(town, town.at_work(NADIA), bomb.getvalue(), "clients.xlsx")

    assert page.h1 == "Ce fichier ne peut pas être importé"


@pytest.mark.parametrize("chosen", ["", "vide.csv"])
def test_no_file_or_an_empty_one_is_asked_for_again(town: Town, chosen: str) -> None:
    page = kit.bring(town.at_work(NADIA), b"", chosen, status=422)

    assert page.says("Choisissez un fichier qui n'est pas vide.")
    assert kit.lying(town) == []


def test_two_files_at_once_are_refused(town: Town) -> None:
    nadia = town.at_work(NADIA)
    form, _ = nadia.get("/mairie/deposer").button("Vérifier")
    two = [(io.BytesIO(kit.CLIENTS), "a.csv"), (io.BytesIO(kit.CLIENTS), "b.csv")]

    page = nadia.post("/mairie/deposer", nadia.sent_by(form) | {"file": two}, status=422)

    assert page.says("Déposez un seul fichier à la fois.")
    assert kit.lying(town) == []


def test_a_form_without_its_token_keeps_nothing(town: Town) -> None:
    nadia = town.at_work(NADIA)

    nadia.raw("POST", "/mairie/deposer", data={"file": (io.BytesIO(kit.CLIENTS), "a.csv")})

    assert kit.lying(town) == []
    assert kit.all_of(town) == []


def test_another_page_takes_no_file(town: Town) -> None:
    nadia = town.at_work(NADIA)

    answer = nadia.raw("POST", "/mairie/lettres", data={"f": (io.BytesIO(b"x"), "a.csv")})

    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["../../portail.db", "a" * 300 + ".csv", f"{AGEN}.csv", "é" * 200])
def test_a_strange_name_leads_nowhere(town: Town, name: str) -> None:
    page = kit.checked(town, town.at_work(NADIA), kit.CLIENTS, name)

    assert page.h1 == "Voici ce que l'import ferait"
    (upload,) = kit.all_of(town)
    (lies,) = (path for path in kit.lying(town) if not path.startswith("."))
    assert lies == upload.name
    assert len(lies.encode()) < 200
    assert "/" not in lies


def test_a_file_is_read_by_nobody_else(town: Town) -> None:
    kit.checked(town, town.at_work(NADIA), kit.CLIENTS)

    (path,) = (town.data_dir / "tmp").glob("*/clients.csv")
    modes = [each.stat().st_mode & 0o777 for each in (path, path.parent, path.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]


def test_another_communes_agent_finds_nothing(town: Town) -> None:
    nadia, olivier = town.at_work(NADIA), town.at_work(OLIVIER)
    where = kit.bring(nadia, kit.CLIENTS).path
    (upload,) = kit.all_of(town)

    olivier.get(where, status=404)
    for action in ("importer", "verifier", "abandonner"):
        form, _ = olivier.get("/mairie/deposer").button("Vérifier")
        olivier.post(f"{where}/{action}", olivier.sent_by(form), status=404)
    olivier.get(f"{where}/rejets", status=404)
    assert kit.all_of(town) == [upload]
    assert "clients.csv" not in olivier.get("/mairie/deposer").text


def test_what_was_decided_goes_on_where_its_agent_is_ended(town: Town) -> None:
    nadia, martine = town.at_work(NADIA), town.at_work(MARTINE)
    kit.checked(town, nadia, kit.CLIENTS)
    where = nadia.press("Importer").path
    with town.services.store.write() as transaction:
        roster.end(transaction, town.agent(NADIA), NO_VISIT)

    kit.carry_on(town)

    assert martine.get(where).h1 == "Import terminé"
    assert journal(town) == [("clients.csv, n° 1", NADIA.address)]


def test_a_session_that_ended_meanwhile_leads_to_the_log_in_and_keeps_nothing(town: Town) -> None:
    nadia = town.at_work(NADIA)
    form, _ = nadia.get("/mairie/deposer").button("Vérifier")
    data = nadia.sent_by(form) | {"file": (io.BytesIO(kit.CLIENTS), "clients.csv")}

    with town.later(minutes=40):
        page = nadia.post("/mairie/deposer", data)

    assert page.path == "/mairie/connexion"
    assert page.says("Votre dernière demande n'a pas été faite.")
    assert kit.lying(town) == []


def test_a_session_is_not_unused_while_a_large_file_is_coming(town: Town) -> None:
    nadia = town.at_work(NADIA)
    form, _ = nadia.get("/mairie/deposer").button("Vérifier")
    data = nadia.sent_by(form) | {"file": (io.BytesIO(kit.CLIENTS), "clients.csv")}

    with town.later(minutes=40):
        nadia._environ[ARRIVED_FOR] = 20 * 60  # type: ignore[assignment]
        answer = nadia.raw("POST", "/mairie/deposer", data=data)

    assert answer.status_code == 303
    assert "/mairie/deposer/" in answer.headers["Location"]


def test_after_a_day_a_file_that_nobody_imports_is_erased(town: Town) -> None:
    nadia = town.at_work(NADIA)
    where = kit.bring(nadia, kit.CLIENTS).path
    kit.carry_on(town)

    with time_machine.travel(clock.now() + timedelta(hours=23), tick=False):
        rules.tidy_up(town.services.store)
    assert kit.lying(town)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        rules.tidy_up(town.services.store)

    assert kit.lying(town) == []
    nadia.get(where, status=404)


def test_while_it_is_worked_on_the_page_comes_anew_by_itself_unless_told_not_to(town: Town) -> None:
    nadia = town.at_work(NADIA)

    page = kit.bring(nadia, kit.CLIENTS)

    assert page.h1 == "Vérification en cours"
    assert page.headers["Refresh"] == "3"
    assert "Refresh" not in nadia.click("Ne plus la recharger d'elle-même").headers


def test_what_waits_for_a_decision_stands_on_the_first_page(town: Town) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, kit.CLIENTS)

    assert nadia.get("/mairie").says("1 fichier déposé, vérifié et pas encore importé")


def test_a_file_that_has_vanished_says_so(town: Town) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, kit.CLIENTS)
    for folder in (town.data_dir / "tmp").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)

    page = kit.imported(town, nadia)

    assert page.says("Ce fichier n'est plus sur le disque du portail")
    assert journal(town) == []


def test_a_disk_that_takes_nothing_is_said(town: Town) -> None:
    nadia = town.at_work(NADIA)
    nadia.get("/mairie/deposer")
    (town.data_dir / "tmp").write_text("un fichier, pas un dossier")

    page = kit.bring(nadia, kit.CLIENTS, status=422)

    assert page.says("Le fichier n'a pas pu être gardé")
    assert kit.all_of(town) == []


def test_what_was_cut_while_it_came_is_erased_and_what_is_coming_is_not(town: Town) -> None:
    cut = upload_files.begin(town.data_dir, upload_files.new_key(), "coupé.zip")
    cut.close()
    coming = upload_files.begin(town.data_dir, upload_files.new_key(), "arrive.zip")
    for folder in (town.data_dir / "tmp").iterdir():
        os.utime(folder, (0, 0))

    rules.tidy_up(town.services.store)

    assert kit.lying(town) == ["arrive.zip"]
    coming.close()


def test_an_ended_agent_is_led_to_the_log_in(town: Town) -> None:
    nadia = town.at_work(NADIA)
    where = kit.bring(nadia, kit.CLIENTS).path
    with town.services.store.write() as transaction:
        agents.remove(transaction, town.agent(NADIA).id)

    assert nadia.get(where).path == "/mairie/connexion"

"""What a commune says of its own columns is kept in portails.toml, beside what staff wrote there."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import imports, own_columns
from domain.columns import CUSTOMER_LIST
from domain.faults import Fault
from domain.history import Visit
from domain.imports import Options, Outcome, Subject
from domain.portals import Defaults, Portal, load
from sheets.reading import read
from store import Store, customers, events, files, readers
from tests.people import AGEN, BOE

FILE = f"""\
# Les communes de l'agglomération.
[{BOE}]
nom = "Ville de Boé"   # avec l'article
contact = "service-facturation@ville-boe.fr"
# telephone = "05 53 00 00 00"

[{BOE}.mentions]
dpo = "dpo@ville-boe.fr"

# Agen est arrivée en novembre.
[{AGEN}]
nom = "Ville d'Agen"
contact = "factures@ville-agen.fr"
"""
NADIA = Visit(by="nadia@ville-boe.fr")
LIST = "Réf. redevance;Abo;Mél;Tournée\n0047;BÉRARD Bruno;bruno@exemple.fr;12\n0048;CAZENAVE;c@exemple.fr;12\n"
TOLD = {"Réf. redevance": "customer", "Tournée": ""}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir(mode=0o700)
    path = tmp_path / "data" / "portails.toml"
    path.write_text(FILE, "utf-8")
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path.parent)
    yield store
    store.close()


def portal(path: Path, code: str = BOE) -> Portal:
    return load(path, Defaults("http://127.0.0.1:8000"))[code]


def tell(store: Store, path: Path, said: dict[str, str | None], code: str = BOE) -> None:
    with store.write() as transaction:
        own_columns.keep(transaction, path, portal(path, code), said, NADIA)


def brought_in(store: Store, path: Path, said: str, *, asks: bool = False) -> imports.Report:
    listed = path.parent.parent / "clients.csv"
    listed.write_text(said, "utf-8")
    options = Options(asks=asks)
    return imports.carry_out(store, portal(path), Subject.CUSTOMERS, listed, options)


def test_what_staff_wrote_stays_with_its_comments(store: Store, path: Path) -> None:
    tell(store, path, {"Tournée": ""})
    tell(store, path, {"Réf. redevance": "customer"})
    tell(store, path, {"Tournée": None})

    said = path.read_text("utf-8")
    before = list(filter(None, FILE.splitlines()))
    assert [line for line in said.splitlines() if line in before] == before
    assert f"# Agen est arrivée en novembre.\n[{AGEN}]" in said
    assert portal(path).columns == {"Réf. redevance": "customer"}
    assert portal(path).facts == {"dpo": "dpo@ville-boe.fr"}
    assert portal(path, AGEN).columns == {}
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_forgotten_again_and_comments_stay(store: Store, path: Path) -> None:
    tell(store, path, {"Réf. redevance": "customer", "Tournée": ""})
    tell(store, path, {"REF REDEVANCE": None, "Tournée": None})

    said = path.read_text("utf-8")
    assert portal(path).columns == {}
    assert "Tournée" not in said
    assert said.index("# Agen est arrivée") < said.index(f"[{AGEN}]")


def test_the_journal_says_it(store: Store, path: Path) -> None:
    tell(store, path, TOLD)  # type: ignore[arg-type]

    with store.read() as transaction:
        (line, _), *_ = events.of_staff(transaction, BOE, limit=5)
    assert (line.kind, line.done_by) == ("columns_named", NADIA.by)
    assert line.details == "« Réf. redevance » : N° client, « Tournée » : laisser de côté"


def test_a_list_is_read_by_them_from_then_on(store: Store, path: Path) -> None:
    tell(store, path, TOLD)  # type: ignore[arg-type]

    report = brought_in(store, path, LIST)

    assert report.counts["added"] == 2
    assert [each.title for each in report.unknown] == ["Abo"]
    with store.read() as transaction:
        assert set(customers.known(transaction, BOE)) == {"0047", "0048"}
        assert readers.among(transaction, BOE, ["bruno@exemple.fr"])


def test_an_unknown_column_is_shown_with_its_first_cells(store: Store, path: Path) -> None:
    rows = [f"{number};N{number};n{number}@exemple.fr;{number * 10}" for number in range(1, 6)]

    report = brought_in(store, path, "\n".join(["Numéro;Nom;Mail;Tournée", *rows]))

    assert [(each.title, list(each.cells)) for each in report.unknown] == [
        ("Tournée", ["10", "20", "30"])
    ]
    assert "N° client" not in report.meanings
    assert "Prénom" in report.meanings


def test_a_list_that_lacks_its_number_asks_which_column_it_is(store: Store, path: Path) -> None:
    with pytest.raises(Fault, match="Il manque la colonne « N° client »"):
        brought_in(store, path, LIST)

    report = brought_in(store, path, LIST, asks=True)

    assert report.outcome is Outcome.UNREADABLE
    assert [(each.title, each.cells[0]) for each in report.unknown] == [
        ("Réf. redevance", "0047"),
        ("Abo", "BÉRARD Bruno"),
        ("Tournée", "12"),
    ]
    assert report.meanings[:2] == ["N° client", "Nom"]


def test_two_columns_of_one_meaning_are_named_and_refused(store: Store, path: Path) -> None:
    tell(store, path, {"Réf. redevance": "customer"})

    with pytest.raises(Fault, match=r"« N° client » et « Réf\. redevance »"):
        brought_in(store, path, "N° client;Réf. redevance;Mail\n1;2;a@exemple.fr\n")


@pytest.mark.parametrize(
    ("title", "field"), [("Nom", "customer"), ("Montant TTC", "remaining_cents"), ("…", "name")]
)
def test_what_all_lists_know_keeps_its_meaning(
    store: Store, path: Path, title: str, field: str
) -> None:
    with pytest.raises(Fault):
        tell(store, path, {title: field})

    assert path.read_text("utf-8") == FILE


def test_a_file_that_can_t_be_written_is_a_sentence_and_nothing_is_kept(
    store: Store, path: Path
) -> None:
    here = portal(path)
    path.unlink()

    with (
        pytest.raises(Fault, match=r"portails.toml n'a pas pu être écrit .*rien n'est retenu"),
        store.write() as transaction,
    ):
        own_columns.keep(transaction, path, here, {"Abo": "name"}, NADIA)

    with store.read() as transaction:
        assert events.of_staff(transaction, BOE, limit=5) == []


def test_of_two_at_once_both_are_kept(store: Store, path: Path) -> None:
    titles = [f"Colonne {number}" for number in range(8)]
    threads = [
        threading.Thread(target=tell, args=(store, path, {title: "name"})) for title in titles
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(portal(path).columns) == set(titles)


def test_whoever_else_writes_the_file_is_waited_for(store: Store, path: Path) -> None:
    thread = threading.Thread(target=tell, args=(store, path, {"Abo": "name"}))

    with files.held(path.parent):
        thread.start()
        thread.join(0.5)
        assert "Abo" not in path.read_text("utf-8")
    thread.join()

    assert portal(path).columns == {"Abo": "name"}


def test_what_is_said_of_a_title_counts_before_what_others_mean_by_it() -> None:
    content = b"Code client;Commune;Mail\n1;2;a@exemple.fr\n"

    usual = read(content, CUSTOMER_LIST).header
    told = read(content, CUSTOMER_LIST.called({"COMMUNE": ""})).header

    assert (usual.title("town"), told.title("town")) == ("Commune", "")
    assert told.asked(CUSTOMER_LIST.called({"COMMUNE": ""})) == {}

"""One line of the list: what is taken, as it is meant, and why a line is refused."""

import pytest

from domain.customers import cells, lists
from domain.customers.lists import Entry
from domain.listings import Listing
from sheets.reading import read
from tests.sheets.made import SAMPLES


def listing(text: str) -> Listing[Entry]:
    return lists.read(read(text.encode(), lists.COLUMNS))


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        (" Yann.LEGALL@Exemple.FR ", "yann.legall@exemple.fr"),
        ("mailto:remi@exemple.fr", "remi@exemple.fr"),
        ("MAILTO:remi@exemple.fr?subject=Bonjour", "remi@exemple.fr"),
        ("Inès Ortiz <ines@exemple.fr>", "ines@exemple.fr"),
        ('"Ortiz, Inès" <mailto:ines@exemple.fr>;', "ines@exemple.fr"),
        ("<ines@exemple.fr>", "ines@exemple.fr"),
        ("agnes@exemple.fr.", "agnes@exemple.fr"),
        ("", None),
        ("néant", None),
        ("NÉANT.", None),
        ("-", None),
        ("pas d'adresse", None),
        ("Aucun mail", None),
        ("sans", None),
    ],
)
def test_an_address_is_taken_as_it_is_meant(cell: str, address: str | None) -> None:
    assert cells.address(cell) == address


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("jean@exemple,fr", "virgule"),
        ("ève@exemple.fr", "accent"),
        ("luc@exemple.fr / l@exemple.fr", "deux adresses"),
        ("luc@exemple.fr ; l@exemple.fr", "deux adresses"),
        ("jean.dupont", "« @ »"),
        ("jean dupont@exemple.fr", "espace"),
        ("jean@exemple", "forme"),
        ("agnes@exemple.fr..", "forme"),
        ("demander à sa fille", "« @ »"),
    ],
)
def test_an_address_nobody_can_write_to_is_refused_with_its_reason(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        cells.address(cell)


@pytest.mark.parametrize(
    ("cell", "number"), [("0047", "0047"), (" A 12 ", "A 12"), ('="0047"', "0047"), ("7", "7")]
)
def test_a_number_stays_as_people_write_it(cell: str, number: str) -> None:
    assert cells.number(cell) == number


@pytest.mark.parametrize("cell", ["", "Total", "4,7031E+11", "1" * 41, "47\x1b[31m"])
def test_what_is_no_customers_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"num|long|signe"):
        cells.number(cell)


@pytest.mark.parametrize(
    "titles",
    [
        "Numéro;Nom;Adresse mail",
        "N° client;Nom;Adresse mail",
        "N°;NOM;E-MAIL",
        "Numero_client;nom;email",
        "Réf. client;Raison sociale;Courriel",
        "Code abonné;Nom de l'abonné;Mél",
        "n° d'abonné;Nom complet;Adresse e-mail",
        "Identifiant;Titulaire;Adresse électronique",
        "№ usager;Usager;adresse_mail",
        "client;Nom et prénom;Courrier électronique",
    ],
)
def test_columns_are_found_by_what_people_call_them(titles: str) -> None:
    found = listing(f"{titles}\n0047;LEFÈVRE Alice;alice@exemple.fr\n")

    assert found.entries == {"0047": Entry(2, "0047", "LEFÈVRE Alice", "alice@exemple.fr")}


def test_a_postal_address_is_no_mail_address() -> None:
    found = listing("N° client;Adresse;Ville;Mail\n1;2, rue Haute;Boé;a@exemple.fr\n")

    assert found.entries["1"] == Entry(2, "1", None, "a@exemple.fr")


def test_a_first_name_in_its_own_column_belongs_to_the_name() -> None:
    found = listing("N° client;Nom;Prénom;Mail\n1;LEFÈVRE;Alice;a@exemple.fr\n")

    assert found.entries["1"].name == "LEFÈVRE Alice"


def test_a_refused_line_beside_another_of_its_number_takes_it_along() -> None:
    found = listing("N° client;Mail\n1;a@exemple.fr\n1;a@exemple,fr\n")

    assert not found.entries
    assert [(one.line, one.column) for one in found.rejects] == [(2, "N° client"), (3, "Mail")]


def test_a_cell_too_many_is_a_separator_too_many() -> None:
    found = listing("N° client,Mail\n1,jean@exemple,fr\n")

    assert "plus de cellules que de titres" in found.rejects[0].reason


def test_the_list_as_it_comes_gives_what_a_careful_clerk_expects() -> None:
    found = lists.read(read(SAMPLES / "clients-tel-quel.csv", lists.COLUMNS))

    assert {one.number: (one.name, one.address) for one in found.entries.values()} == {
        "0047": ("BOUVET Claire", "claire.bouvet@exemple.fr"),
        "0048": ("BOUVET Marc", "claire.bouvet@exemple.fr"),
        "0049": ("LE GALL Yann", "yann.legall@exemple.fr"),
        "0050": ("NOËL Agnès", "agnes.noel@exemple.fr"),
        "0054": ("MARTIN Paul", None),
        "0055": ("MARTIN Paule", None),
        "0057": ("DA SILVA João", "joao.dasilva@exemple.fr"),
        "0058": ("TÊTU Rémi", "remi.tetu@exemple.fr"),
        "0059": ("ORTIZ Inès", "ines.ortiz@exemple.fr"),
        "0060": ("=SOMME(A1:A9)", "formule@exemple.fr"),
    }
    assert [(one.line, one.column) for one in found.rejects] == [
        (8, "Courriel"),
        (9, "Courriel"),
        (10, "Courriel"),
        (13, "N° abonné"),
        (16, "N° abonné"),
        (17, "N° abonné"),
        (22, "N° abonné"),
    ]

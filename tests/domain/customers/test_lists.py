"""One line of the list: what is taken, as it is meant, and why a line is refused."""

import pytest

from domain import cells
from domain.columns import CUSTOMER_LIST
from domain.customers import lists
from domain.customers.lists import Entry
from domain.listings import Listing
from sheets.reading import read
from tests.sheets.made import SAMPLES


def listing(text: str) -> Listing[Entry]:
    return lists.read(read(text.encode(), CUSTOMER_LIST))


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
        ("\u200ejean@exemple.fr", "jean@exemple.fr"),
        ("\u202aluc@exemple.fr\u202c", "luc@exemple.fr"),
        ("anne\u00ad.petit@exemple.fr", "anne.petit@exemple.fr"),
        ("'zoe@exemple.fr", "zoe@exemple.fr"),
        ("«\u00a0zoe@exemple.fr\u00a0»", "zoe@exemple.fr"),
        ('"zoe@exemple.fr"', "zoe@exemple.fr"),
        ("(zoe@exemple.fr)", "zoe@exemple.fr"),
        ("zoe@exemple.fr>", "zoe@exemple.fr"),
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
        ("marie＠exemple.fr", "« @ »"),
        ("zoe@exemple.fr (prof)", "espace"),
        ("jean\x07@exemple.fr", "signe invisible"),
        ("#N/A", "erreur du tableur"),
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
    ("cell", "reason"),
    [
        ("1002.0", "nombre à virgule"),
        ("47,00", "nombre à virgule"),
        ("12,5", "nombre à virgule"),
        ("01/03/2026", "en a fait une date"),
        ("2026-03-01 00:00:00", "en a fait une date"),
        ("mars-26", "en a fait une date"),
        ("12:30", "en a fait une date"),
        ("123456789012345000", "15 premiers chiffres"),
        ("=A1+1", "une formule"),
        ("#REF!", "erreur du tableur"),
        ("Total : 1 client", "pas de la liste"),
        ("Page 1/1", "pas de la liste"),
        ("Nombre d'enregistrements : 1", "pas de la liste"),
        ("Édité le 23/11/2026", "pas de la liste"),
        ("Sous-total 3", "pas de la liste"),
        ("12 clients", "pas de la liste"),
        ("Liste au 3 novembre 2026", "pas de la liste"),
    ],
)
def test_what_a_spreadsheet_made_of_a_number_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        cells.number(cell)


@pytest.mark.parametrize(
    "cell", ["4-2026", "12/2026", "A-12.5", "T0047", "12.345.678", "1234567890123456", "2026/001"]
)
def test_numbers_of_any_form_are_taken(cell: str) -> None:
    assert cells.number(cell) == cell


@pytest.mark.parametrize("name", ["LEFÃˆVRE", "BŽguŽ", "H‚lŠne", "C½ur", "dâ€™Arc"])
def test_a_name_that_was_read_in_a_wrong_encoding_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="devenues d'autres signes"):
        cells.name(f"{name} Jean")


@pytest.mark.parametrize(
    "name",
    ["Živković Žarko", "DŽEKO", "LEFéVRE", "SÃO JOÃO", "L’HAŸ", "Jean–Paul", "ÅNGSTRÖM", "Œuvre"],
)
def test_rare_signs_of_real_names_are_taken(name: str) -> None:
    assert cells.name(name) == name


def test_a_row_that_ends_before_a_column_says_nothing_about_it() -> None:
    found = listing("N° client;Nom;Mail\n1;A\n2\n3;C;\n")

    assert found.entries == {
        "1": Entry(2, "1", "A", None, is_address_said=False),
        "2": Entry(3, "2", None, None, is_address_said=False),
        "3": Entry(4, "3", "C", None),
    }


def test_a_reject_holds_the_cell_at_fault_as_it_stands() -> None:
    found = listing("N° client;Nom;Mail\n1;A;a@exemple,fr\n")

    assert found.rejects[0].cell == "a@exemple,fr"
    assert found.rejects[0].motif.startswith("Mail : « a@exemple,fr » : il y a une virgule")


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

    postal = "2, rue Haute\nBoé"
    assert found.entries["1"] == Entry(2, "1", None, "a@exemple.fr", postal_address=postal)


@pytest.mark.parametrize(
    ("titles", "cells", "lines"),
    [
        ("Adresse;Code postal;Ville", "2, rue Haute;47550;BOÉ", "2, rue Haute\n47550 BOÉ"),
        ("Adresse postale;CP;Commune", "2, rue Haute;01000;Bourg", "2, rue Haute\n01000 Bourg"),
        ("Adresse;Adresse postale;Ville", "X;2, rue Haute;Boé", "2, rue Haute\nBoé"),
        ("Ville;Observations", "Boé;rien", "Boé"),
        ("Adresse;Code postal", ";", ""),
        ("Tournée;Secteur", "1;2", None),
    ],
)
def test_a_postal_address_is_written_as_on_an_envelope(
    titles: str, cells: str, lines: str | None
) -> None:
    found = listing(f"N° client;Mail;{titles}\n1;a@exemple.fr;{cells}\n")

    assert found.entries["1"].postal_address == lines


def test_a_customer_with_two_meters_in_two_streets_is_taken() -> None:
    line = "1;A;a@exemple.fr"
    found = listing(f"N° client;Nom;Mail;Adresse\n{line};2, rue Haute\n{line};8, rue Basse\n")

    assert found.rejects == []
    assert found.entries["1"].postal_address == "2, rue Haute"


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
    found = lists.read(read(SAMPLES / "clients-tel-quel.csv", CUSTOMER_LIST))

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

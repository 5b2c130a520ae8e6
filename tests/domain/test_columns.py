"""Whatever two columns are called, and in whichever order: the exact title wins, or both are named."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.columns import COLUMNS, CUSTOMER_LIST, INVOICE_LIST
from domain.customers import lists as customers
from domain.invoices import lists as invoices
from sheets import Unreadable
from sheets.columns import Header, Wanted, checked, fold, search
from sheets.reading import read

LISTS = {"customers": CUSTOMER_LIST, "invoices": INVOICE_LIST}


def level(wanted: Wanted, field: str, title: str) -> int:
    """How exact a title is for a field; 0 is the most."""
    return next(
        at for at, claims in enumerate(wanted.claims) if fold(title) in claims.get(field, ())
    )


def titles(wanted: Wanted, field: str) -> list[str]:
    column = COLUMNS[field]
    bare = column.bare if field == wanted.key else ()
    return sorted({*column.exact, *column.usual, *bare, *column.loose})


def found(wanted: Wanted, *row: str) -> Header:
    return checked(search([(1, row)], wanted), wanted)


@st.composite
def two_titles(draw: st.DrawFn) -> tuple[Wanted, str, str, str]:
    wanted = LISTS[draw(st.sampled_from(sorted(LISTS)))]
    field = draw(st.sampled_from(sorted(wanted.columns)))
    names = st.sampled_from(titles(wanted, field))
    return wanted, field, draw(names), draw(names)


@given(two_titles(), st.randoms())
def test_the_exact_title_wins_or_both_are_named(
    drawn: tuple[Wanted, str, str, str], order: Random
) -> None:
    wanted, field, one, other = drawn
    rest = [wanted.columns[need].exact[0] for need in wanted.needed if need != field]
    row = [one, other, *rest]
    order.shuffle(row)
    exactness = {title: level(wanted, field, title) for title in (one, other)}

    if len(set(exactness.values())) > 1:
        assert found(wanted, *row).title(field) == min(exactness, key=exactness.__getitem__)
        return
    with pytest.raises(Unreadable) as refusal:
        found(wanted, *row)
    assert one in str(refusal.value)
    assert other in str(refusal.value)


@given(st.sampled_from(sorted(LISTS)), st.randoms())
def test_each_column_is_found_by_each_of_its_titles(name: str, order: Random) -> None:
    wanted = LISTS[name]
    for field in wanted.columns:
        for title in titles(wanted, field):
            rest = [wanted.columns[need].exact[0] for need in wanted.needed if need != field]
            row = [title, *rest]
            order.shuffle(row)

            assert found(wanted, *row).title(field) == title


@pytest.mark.parametrize("number", ["N°", "Code", "Réf.", "Référence", "Identifiant", "Num", "id"])
@pytest.mark.parametrize(
    "whose",
    ["tiers", "redevable", "famille", "adhérent", "abonnement", "police", "client", "abonné"],
)
def test_a_customers_number_has_the_same_names_in_both_lists(number: str, whose: str) -> None:
    for title in (f"{number} {whose}", f"{number.upper()}_{whose.upper()}", f"{whose} {number}"):
        customer_list = found(CUSTOMER_LIST, title, "Nom", "Mail")
        bills = found(INVOICE_LIST, "N° facture", title, "Date", "Montant", "Fichier")

        assert customer_list.title("customer") == bills.title("customer") == title


@pytest.mark.parametrize("title", ["Matricule", "N° de l'abonné", "CodeTiers", "n°client"])
def test_titles_as_programs_write_them_are_known(title: str) -> None:
    assert found(CUSTOMER_LIST, title, "Mail").title("customer") == title


@pytest.mark.parametrize(
    ("row", "field", "title"),
    [
        ("N°;N° facture;N° client;Date;Montant;Fichier", "number", "N° facture"),
        (
            "N° facture;N° client;Date;Montant;TVA;Montant TTC;Fichier",
            "amount_cents",
            "Montant TTC",
        ),
        ("Date;Date facture;N° facture;N° client;Montant;Fichier", "issued_on", "Date facture"),
        ("Client;Code client;N° facture;Date;Montant;Fichier", "customer", "Code client"),
    ],
)
def test_the_vaguest_title_does_not_win(row: str, field: str, title: str) -> None:
    assert found(INVOICE_LIST, *row.split(";")).title(field) == title


@pytest.mark.parametrize(
    "row",
    [
        "N° client;N° abonné;Nom;Mail",
        "N° facture;N° client;Date;Total TTC;Net à payer;Fichier",
        "N° client;Mail;Adresse mail",
    ],
)
def test_two_titles_as_exact_are_both_named(row: str) -> None:
    wanted = INVOICE_LIST if "facture" in row else CUSTOMER_LIST

    with pytest.raises(
        Unreadable, match=r"Les colonnes « .+ » et « .+ » \(ligne 1\) peuvent toutes"
    ):
        found(wanted, *row.split(";"))


@pytest.mark.parametrize("bare", ["N°", "#", "Numéro", "Id"])
@pytest.mark.parametrize(
    "left_out", ["Code tarif", "N° de rôle", "Tiers", "Dossier", "Réf. interne"]
)
def test_a_bare_number_that_counts_beside_a_left_out_code_is_refused(
    bare: str, left_out: str
) -> None:
    lines = [f"{n};T{n + 40};Nom;a{n}@exemple.fr" for n in (1, 2, 3)]
    content = "\n".join([f"{bare};{left_out};Nom;Mail", *lines])

    with pytest.raises(Unreadable, match="ne fait que compter les lignes"):
        customers.read(read(content.encode(), CUSTOMER_LIST))


@pytest.mark.parametrize("left_out", ["Code postal", "N° de téléphone", "Ville"])
def test_a_commune_may_number_its_customers_from_one(left_out: str) -> None:
    content = f"N°;{left_out};Nom;Mail\n1;x;A;a@exemple.fr\n2;y;B;b@exemple.fr\n"

    assert list(customers.read(read(content.encode(), CUSTOMER_LIST)).entries) == ["1", "2"]


def test_counting_is_seen_though_lines_are_refused_or_out_of_order() -> None:
    content = "N°;Police;Nom;Mail\n3;P3;A;a@exemple.fr\n1;P1;B;b@exemple,fr\n2;P2;C;\n"

    with pytest.raises(Unreadable, match="« Police » n'est pas lue"):
        customers.read(read(content.encode(), CUSTOMER_LIST))


def test_numbers_that_stand_where_names_should_are_seen() -> None:
    content = "N°;Client;Mail\n1;0047;a@exemple.fr\n2;0048;b@exemple.fr\n"

    with pytest.raises(Unreadable, match="« Client » n'est pas lue"):
        customers.read(read(content.encode(), CUSTOMER_LIST))


def test_a_bare_number_of_bills_that_counts_is_refused_too() -> None:
    head = "N°;N° avis;Client;Date;Montant;Fichier"
    lines = [f"{n};A-{n};0047;03/11/2026;10,00;{n}.pdf" for n in (1, 2)]

    with pytest.raises(Unreadable, match="ne fait que compter"):
        invoices.read(read("\n".join([head, *lines]).encode(), INVOICE_LIST))

"""Lots of invoices as a billing service makes them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from domain.history import Visit
from domain.imports import Options, Report, Subject, carry_out
from domain.invoices import access
from tests import tables
from tests.pdfs import a_pdf
from tests.people import BOE, CAST, Person
from tests.town import Town

COLUMNS = ("numero", "client", "objet", "date", "echeance", "montant", "fichier")


def a_bill(of: Person | str, number: str = "FA-1", **said: str) -> dict[str, str]:
    """One line of a list; its PDF is NUMBER.pdf."""
    customer = of if isinstance(of, str) else of.numbers[0]
    return {
        "numero": number,
        "client": customer,
        "objet": "Eau potable",
        "date": "23/11/2026",
        "echeance": "23/12/2026",
        "montant": "57,20 €",
        "fichier": f"{number}.pdf",
        **said,
    }


def printed(bill: Mapping[str, str], people: Iterable[Person] = CAST) -> str:
    """What the PDF of a line says: the bill's number and, where it is one of these people's, whose it is."""
    names = {number: who.name for who in people for number in who.numbers}
    return f"{bill['numero']} {names.get(bill['client'], '')}".strip()


def a_list(*bills: Mapping[str, str]) -> bytes:
    """The list as CSV: the usual columns, then those that only some lines have."""
    more = [name for bill in bills for name in bill if name not in COLUMNS]
    out = io.StringIO()
    writer = csv.DictWriter(out, [*COLUMNS, *dict.fromkeys(more)], delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(bills)
    return out.getvalue().encode()


def a_batch(
    folder: Path,
    *bills: Mapping[str, str],
    name: str = "lot",
    pdfs: Mapping[str, bytes] | None = None,
    people: Iterable[Person] = CAST,
) -> Path:
    """A ZIP with the list and a PDF for each line, NUMBER.pdf; `pdfs` says otherwise of some.

    Each PDF names its customer, one of these `people`.
    """
    path = folder / f"{name}.zip"
    made = {f"{bill['numero']}.pdf": a_pdf(printed(bill, people)) for bill in bills}
    made.update(pdfs or {})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("factures.csv", a_list(*bills))
        for file, content in made.items():
            archive.writestr(file, content)
    return path


def brought_in(
    town: Town, batch: Path, *, with_mail: bool = True, portal: str = BOE, **options: Any
) -> Report:
    """Import a batch as a command does; `options` of `Options`."""
    here = town.services.portals.all()[portal]
    how = Options(
        **{"with_mail": with_mail, "visit": Visit(by="jeanne, flask factures import"), **options}
    )
    return carry_out(town.services.store, here, Subject.INVOICES, batch, how)


def invoices_of(town: Town, person: Person) -> list[str]:
    """The numbers that a person's account sees, newest first."""
    with town.services.store.read() as transaction:
        return [each.number for each in access.of_account(transaction, town.account(person))]


def change_customers(town: Town, person: Person, **columns: object) -> None:
    """Change the register for all customers of a person, as something else may do."""
    with town.services.store.write() as transaction:
        for number in person.numbers:
            tables.change_customer(transaction, person.portal, number, **columns)

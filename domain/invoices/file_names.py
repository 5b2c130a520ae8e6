"""Under which name a bill's PDF is kept at home: « Facture FA-1 du 2026-11-23 - Boé.pdf »."""

import re
from collections.abc import Iterable

from domain.invoices import access
from domain.invoices.access import Invoice

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
LONGEST = 150


def of(invoice: Invoice, commune: str) -> str:
    """Return the name of one PDF, free of what a file system refuses."""
    kind = "Avoir" if access.is_credit(invoice) else "Facture"
    name = f"{kind} {invoice.number} du {invoice.issued_on.isoformat()} - {commune}"
    return safe(f"{name}.pdf")


def safe(name: str) -> str:
    """Return the name of a PDF without what a file system refuses, not too long."""
    plain = _UNSAFE.sub("-", name.removesuffix(".pdf"))
    return f"{plain[:LONGEST].strip(' .')}.pdf"


def each_once(found: Iterable[Invoice], commune: str) -> list[str]:
    """Return the names of several PDFs in their order, no two alike in any spelling of case."""
    taken: set[str] = set()
    names = []
    for each in found:
        name = plain = of(each, commune)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain.removesuffix('.pdf')} ({number}).pdf"
        taken.add(name.casefold())
        names.append(name)
    return names

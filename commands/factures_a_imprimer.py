"""`flask factures a-imprimer`: the bills of a lot that go on paper, as a list or as one PDF."""

from pathlib import Path

import services
from commands import Refusal, console
from domain import french
from domain.invoices import lives, printing
from domain.invoices.printing import Printing
from domain.portals import Portal
from jobs import returns as job
from store import files


def run(portal: Portal, import_id: int, *, with_reminded: bool, pdf: Path | None) -> None:
    """List them, or write them into `pdf`, which is not overwritten; nothing to print: no file."""
    store = services.current().store
    with store.read() as transaction:
        found = printing.plan(transaction, portal, import_id, with_reminded=with_reminded)
    if found.bills and pdf is not None:
        _write(portal, found, pdf)
    elif found.bills:
        _list(found)
    _say(found, pdf)
    if not (with_reminded or job.are_read()):
        console.tell(
            "Les courriels qui reviennent ne sont pas lus : qui n'a rien reçu peut passer pour prévenu. "
            "Huit jours après, relancez avec --relance (ou réglez la boîte des retours : "
            "docs/exploitation.md)."
        )


def _list(found: Printing) -> None:
    console.table(
        ("Facture", "Client", "Nom", "Montant"),
        [
            (each.number, each.customer_number, each.customer_name, french.euros(each.amount_cents))
            for each in found.bills
        ],
        right=(3,),
        keep=(0, 1),
    )
    console.say()


def _write(portal: Portal, found: Printing, pdf: Path) -> None:
    data_dir = services.current().settings.data_dir
    if pdf.exists():
        raise Refusal(f"{pdf} existe déjà : donnez un autre nom.")
    with (
        console.Progress("PDF à imprimer", len(found.bills), "factures") as progress,
        files.beside(pdf) as file,
    ):
        printing.write(file, portal, data_dir, found, progress.advance)


def _say(found: Printing, pdf: Path | None) -> None:
    if not found.bills:
        console.say("Rien à imprimer.")
    elif pdf is not None:
        console.say(f"{console.count(len(found.bills), 'facture')} à imprimer : {pdf}")
    else:
        console.say(f"{console.count(len(found.bills), 'facture')} à imprimer.")
    if found.reminded:
        more = console.count(found.reminded, "facture annoncée", "factures annoncées")
        console.say(f"Dont {more} il y a 8 jours ou plus, et pas ouverte(s).")
    if found.by_chorus:
        console.say(f"Dont {console.number(found.by_chorus)} à déposer plutôt sur Chorus Pro.")
    if found.unseen:
        unseen = console.count(found.unseen, "facture attend", "factures attendent")
        console.say(f"{unseen} encore, et ne sont ni en ligne ni à imprimer.")
    console.say(f"{lives.in_words(found.counts)}.")

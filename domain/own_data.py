"""All that the portal knows about the owner of an account, as one ZIP (GDPR, articles 15 and 20)."""

import json
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from domain import french
from domain.accounts import browsers
from domain.history import SENTENCES, Kind
from domain.invoices import access, file_names
from domain.invoices.access import Invoice
from domain.portals import Portal
from store import Store, Transaction, customers, events, messages, sessions
from store.records import Account

IN_MEMORY = 4 * 1024 * 1024  # beyond, the file lies on disk until it is sent
READ_ME = (
    "Vos données sur le portail des factures de {portal}.\r\n\r\n"
    "mes-donnees.html : votre compte, vos numéros de client, vos factures, l'historique, les mails\r\n"
    "envoyés. Ouvrez ce fichier pour les lire.\r\n"
    "donnees.json : la même chose, pour un programme.\r\n"
    "factures/ : vos factures en PDF.\r\n\r\n"
    "Une question, une correction ? Écrivez à {contact}.\r\n"
)


def archive(
    store: Store, portal: Portal, account: Account, *, drawn: Callable[[dict[str, Any]], str]
) -> IO[bytes]:
    """Return the ZIP, open and at its beginning; whoever sends it closes it.

    `drawn` makes of what is known the page that people read.
    """
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by the answer that sends it
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped, store.read() as transaction:
        text = READ_ME.format(portal=portal.name, contact=portal.contact)
        zipped.writestr("LISEZ-MOI.txt", text)
        facts = known(transaction, portal, account)
        zipped.writestr("mes-donnees.html", drawn(facts))
        zipped.writestr(
            "donnees.json", json.dumps(facts, ensure_ascii=False, indent=2, default=str)
        )
        _add_pdfs(zipped, store, portal, access.of_account(transaction, account))
    file.seek(0)
    return file


def _add_pdfs(zipped: ZipFile, store: Store, portal: Portal, found: list[Invoice]) -> None:
    """Add each PDF that the disk still has, named as in the ZIP of a year."""
    names = file_names.each_once(found, portal.name)
    for name, each in zip(names, found, strict=True):
        path = access.path(store.data_dir, each)
        if path.is_file():
            zipped.write(path, f"factures/{name}", ZIP_STORED)


def known(transaction: Transaction, portal: Portal, account: Account) -> dict[str, Any]:
    """Return what is known, in words that people and programs can read."""
    return {
        "portail": portal.name,
        "compte": {
            "adresse": account.address,
            "cree_le": account.created_at,
            "active_le": account.activated_at,
            "derniere_connexion": account.last_login_at,
            "annonces": account.announcements,
            "nouvelle_adresse_demandee": account.wanted_address,
        },
        "clients": [
            {"numero": each.number, "nom": each.name, "adresse": each.address}
            for each in customers.all_at(transaction, portal.code, account.address)
        ],
        "factures": [
            {
                "numero": each.number,
                "client": each.customer_number,
                "objet": each.subject,
                "date": each.issued_on,
                "echeance": each.due_on,
                "montant": french.euros(each.amount_cents),
                "reste_a_payer": french.euros(left)
                if (left := access.left_cents(each)) is not None
                else None,
                "etat": each.state,
                "reference": each.reference,
                "recue_le": each.created_at,
            }
            for each in access.of_account(transaction, account)
        ],
        "sessions": [
            {
                "navigateur": browsers.name(each.browser),
                "debut": each.began_at,
                "derniere_utilisation": each.used_at,
            }
            for each in sessions.of_account(transaction, account.id)
        ],
        "historique": [
            {
                "date": each.at,
                "evenement": SENTENCES.get(Kind(each.kind), each.kind),
                "details": each.details,
                "adresse_ip": each.client,
            }
            for each in events.of_account(transaction, account.id, limit=100_000)
        ],
        "courriels": [
            {"date": each.created_at, "sorte": each.kind, "etat": each.state}
            for each in messages.of_account(transaction, account.id)
        ],
    }

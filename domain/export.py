"""All that the portal knows about the owner of an account, as one ZIP (GDPR, articles 15 and 20)."""

import json
import re
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from domain import browsers, invoices
from domain.history import SENTENCES, Kind
from domain.invoices import Invoice
from domain.portals import Portal
from store import Session, Store, customers, events, messages, sessions
from store.models import Account

IN_MEMORY = 4 * 1024 * 1024  # beyond, the file lies on disk until it is sent
READ_ME = (
    "Vos données sur le portail des factures de {portal}.\r\n\r\n"
    "donnees.json : votre compte, vos numéros de client, l'historique, les courriels envoyés.\r\n"
    "factures/ : vos factures en PDF.\r\n\r\n"
    "Une question, une correction ? Écrivez à {contact}.\r\n"
)


def archive(store: Store, portal: Portal, account: Account) -> IO[bytes]:
    """Return the ZIP, open and at its beginning; whoever sends it closes it."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by the answer that sends it
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped, store.read() as session:
        text = READ_ME.format(portal=portal.name, contact=portal.contact)
        zipped.writestr("LISEZ-MOI.txt", text)
        facts = known(session, portal, account)
        for invoice in invoices.of_account(session, account):
            path = invoices.path(store.data_dir, invoice)
            fact = _invoice(invoice)
            if path.is_file():
                zipped.write(path, fact["fichier"], ZIP_STORED)  # a PDF is packed already
            facts["factures"].append(fact)
        zipped.writestr(
            "donnees.json", json.dumps(facts, ensure_ascii=False, indent=2, default=str)
        )
    file.seek(0)
    return file


def _invoice(invoice: Invoice) -> dict[str, Any]:
    name = re.sub(r"[^\w.-]+", "-", invoice.number)
    return {
        "numero": invoice.number,
        "client": invoice.customer_number,
        "objet": invoice.subject,
        "date": invoice.issued_on,
        "echeance": invoice.due_on,
        "montant_centimes": invoice.amount_cents,
        "reste_centimes": invoice.remaining_cents,
        "etat": invoice.state,
        # The key keeps two numbers apart that differ only in signs no file name may hold.
        "fichier": f"factures/{invoice.issued_on}_{name}_{invoice.key[:6]}.pdf",
    }


def known(session: Session, portal: Portal, account: Account) -> dict[str, Any]:
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
            for each in customers.all_at(session, portal.code, account.address)
        ],
        "sessions": [
            {
                "navigateur": browsers.name(each.browser),
                "debut": each.began_at,
                "derniere_utilisation": each.used_at,
            }
            for each in sessions.of_account(session, account.id)
        ],
        "historique": [
            {
                "date": each.at,
                "evenement": SENTENCES.get(Kind(each.kind), each.kind),
                "details": each.details,
                "adresse_ip": each.client,
            }
            for each in events.of_account(session, account.id, limit=100_000)
        ],
        "courriels": [
            {"date": each.created_at, "sorte": each.kind, "etat": each.state}
            for each in messages.of_account(session, account.id)
        ],
        "factures": [],
    }

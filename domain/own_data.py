"""All that the portal knows about the owner of an account, as one ZIP (GDPR, articles 15 and 20)."""

import json
from collections.abc import Callable
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from domain import choices, french
from domain.accounts import browsers
from domain.choices import Channel
from domain.customers import postal
from domain.history import SENTENCES, Kind
from domain.invoices import access, archives, delivery
from domain.invoices.delivery import Delivery
from domain.payments import wording
from domain.portals import Portal
from store import Store, Transaction, events, messages, payments, readers, sessions
from store import choices as rows
from store.records import Account, Reader

READ_ME = (
    "Vos données sur le portail des factures de {portal}.\r\n\r\n"
    "mes-donnees.html : votre compte, vos numéros de client, vos factures, vos paiements,\r\n"
    "l'historique, les mails envoyés. Ouvrez ce fichier pour les lire.\r\n"
    "donnees.json : la même chose, pour un programme.\r\n"
    "factures/ : vos factures en PDF.\r\n\r\n"
    "Une question, une correction ? Écrivez à {contact}.\r\n"
)


def write(
    file: IO[bytes],
    store: Store,
    portal: Portal,
    account: Account,
    *,
    drawn: Callable[[dict[str, Any]], str],
) -> None:
    """Write the ZIP; `drawn` makes of what is known the page that people read."""
    with store.read() as transaction:
        facts = known(transaction, portal, account)
        found = archives.there(access.of_account(transaction, account), store.data_dir)
        unopened = delivery.unopened(transaction, account, found)
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        text = READ_ME.format(portal=portal.name, contact=portal.contact)
        zipped.writestr("LISEZ-MOI.txt", text)
        zipped.writestr("mes-donnees.html", drawn(facts))
        zipped.writestr(
            "donnees.json", json.dumps(facts, ensure_ascii=False, indent=2, default=str)
        )
        archives.add(zipped, found, portal.name, store.data_dir, "factures/")
    delivery.note_opened(store, account, unopened)


def known(transaction: Transaction, portal: Portal, account: Account) -> dict[str, Any]:
    """Return what is known, in words that people and programs can read."""
    found = access.of_account(transaction, account)
    became = delivery.of(transaction, found)
    made = choices.made_by(transaction, account)
    texts = rows.texts(transaction, {each.text_hash for each in made if each.text_hash})
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
            {
                "numero": each.number,
                "nom": each.name,
                "adresse": each.address,
                "adresse_postale": postal.on_one_line(each.postal_address),
                "connue_depuis": each.since,
                "donnee_par": each.let_in_by if each.is_first else f"{each.let_in_by} beside",
                "lues_aussi_par": _others(transaction, portal, each),
            }
            for each in readers.of_address(transaction, portal.code, account.address)
        ],
        "choix": [
            {
                "date": each.at,
                "choix": choices.SAID[Channel.ONLINE if each.is_online else Channel.PAPER],
                "adresse": each.address,
                "texte": texts.get(each.text_hash or "", each.note),
            }
            for each in made
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
                "disponible_depuis": each.available_at,
                **_mine(became[each.id], account),
            }
            for each in found
        ],
        "paiements": [
            {
                "facture": each.invoice_number,
                "montant": french.euros(each.amount_cents),
                "commence_le": each.created_at,
                "etat": wording.state(each),
                "paye_le": each.paid_at,
                "numero_payfip": each.number,
                "reference": each.reference,
            }
            for each in payments.of_account(transaction, account.id)
        ],
        "sessions": [
            {
                "navigateur": browsers.name(each.browser),
                "debut": each.began_at,
                "derniere_utilisation": each.used_at,
            }
            for each in sessions.of_accounts.of_owner(transaction, account.id)
        ],
        "historique": [
            {
                "date": each.at,
                "evenement": SENTENCES.get(Kind(each.kind), each.kind),
                "details": each.details,
                "adresse_ip": each.client,
                "fois": each.times,
            }
            for each in events.of_account(transaction, account.id, limit=100_000)
        ],
        "courriels": [
            {"date": each.created_at, "sorte": each.kind, "etat": each.state}
            for each in messages.of_account(transaction, account.id)
        ],
    }


def _mine(became: Delivery, account: Account) -> dict[str, Any]:
    """Return when the account was told of a bill, and when it opened it; each None where it was not."""
    mine = became.only_of(account.address)
    return {
        "annoncee_le": mine.notices[0].handed_over_at if mine.notices else None,
        "ouverte_le": mine.openings[0].opened_at if mine.openings else None,
    }


def _others(transaction: Transaction, portal: Portal, mine: Reader) -> str:
    """Return the other addresses that read a customer, for its first reader; nobody else learns them."""
    if not mine.is_first:
        return ""
    reading = readers.of_customer(transaction, portal.code, mine.number)
    return ", ".join(one.address for one in reading if one.address != mine.address)

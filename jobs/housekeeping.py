"""Once a day: what has had its time is erased, in steps so short that no page waits for them.

Accounts that nobody uses are warned, then closed; PDFs that no invoice needs are removed, and what
the drop folder has imported and the reports of imports, which name people, once the history of that
time is gone.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import services
from domain import clock, history
from domain.accounts import closing
from domain.agents.sessions import LIFETIMES
from domain.customers import choosing
from domain.invoices import unused_documents
from domain.portals import Portal
from jobs import drop_folder
from store import (
    Transaction,
    Unavailable,
    choices,
    import_files,
    imports,
    messages,
    proposals,
    readers,
    returns,
    sessions,
    uploads,
)

log = logging.getLogger(__name__)

MAILS_KEPT = timedelta(days=90)
PAUSE_SECONDS = 0.05  # between two steps: who waits to write comes first

Step = Callable[[Transaction], int]


def run() -> dict[str, int]:
    """Erase; returns how many rows of each. A step that fails is logged, the others go on."""
    erased: dict[str, int] = {}
    of_rows = {name: partial(_until_done, step) for name, step in steps().items()}
    of_files = {
        "PDF": _unneeded_pdfs,
        "fichier(s) du dépôt": _imported_long_ago,
        "compte(s) rendu(s)": _reports_of_long_ago,
    }
    for name, erase in (of_rows | of_files).items():
        with _going_on(name):
            erased[name] = erase()
    with _going_on("statistiques"):
        services.current().store.optimize()
    log.info("ménage : %s", ", ".join(f"{count} {name}" for name, count in erased.items()))
    return erased


@contextmanager
def _going_on(name: str) -> Iterator[None]:
    try:
        yield
    except Unavailable as reason:
        log.error("le ménage (%s) est remis à demain : %s", name, reason)  # noqa: TRY400 - a state of the host
    except Exception:
        log.exception("le ménage (%s) s'est interrompu ; il recommencera demain", name)


def steps() -> dict[str, Step]:
    """Return each step: it erases a few rows (or warns, or closes), and returns how many."""
    at_hand = services.current()
    now = clock.now()
    lifetimes = at_hand.lifetimes
    unused = {
        f"compte(s) inutilisé(s) de {portal.code}": partial(_review_unused, at_hand, portal)
        for portal in at_hand.portals.all().values()
    }
    return unused | {
        "session(s)": lambda transaction: sessions.of_accounts.erase_expired(
            transaction,
            unused_since=now - lifetimes.longest_unused,
            begun_before=now - lifetimes.longest,
        ),
        "session(s) d'agent": lambda transaction: sessions.of_agents.erase_expired(
            transaction,
            unused_since=now - LIFETIMES.longest_unused,
            begun_before=now - LIFETIMES.longest,
        ),
        "ligne(s) d'historique": lambda transaction: history.erase_before(
            transaction, now - timedelta(days=at_hand.settings.history_days)
        ),
        "adresse(s) d'avant": lambda transaction: readers.erase_ended(
            transaction, now - timedelta(days=at_hand.settings.history_days)
        ),
        "adresse(s) proposée(s)": lambda transaction: proposals.erase_before(
            transaction, now - timedelta(days=at_hand.settings.history_days)
        ),
        "ligne(s) d'imports": lambda transaction: imports.erase_before(
            transaction, now - timedelta(days=at_hand.settings.history_days)
        ),
        "choix papier ou en ligne": lambda transaction: choices.erase_unneeded(
            transaction, now - choosing.KEPT
        ),
        "fichier(s) déposé(s)": lambda transaction: uploads.erase_before(
            transaction, now - timedelta(days=at_hand.settings.history_days)
        ),
        "courriel(s) revenu(s)": lambda transaction: returns.erase_before(
            transaction, now - timedelta(days=at_hand.settings.history_days)
        ),
        "courriel(s)": lambda transaction: messages.erase_settled(transaction, now - MAILS_KEPT),
    }


def _unneeded_pdfs() -> int:
    return unused_documents.remove(services.current().store)


def _imported_long_ago() -> int:
    kept = timedelta(days=services.current().settings.history_days)
    return drop_folder.erase_done((clock.now() - kept).date())


def _reports_of_long_ago() -> int:
    at_hand = services.current()
    since = clock.now() - timedelta(days=at_hand.settings.history_days)
    with at_hand.store.read() as transaction:
        kept = imports.numbers_since(transaction, since)
    return import_files.erase_but(at_hand.settings.data_dir, kept)


def _review_unused(at_hand: services.Services, portal: Portal, transaction: Transaction) -> int:
    months = at_hand.settings.inactive_months
    seen = closing.review_unused(transaction, portal, months=months)
    return seen.warned + seen.closed


def _until_done(step: Step) -> int:
    store = services.current().store
    total = 0
    while True:
        with store.write() as transaction:
            erased = step(transaction)
        if not erased:
            return total
        total += erased
        time.sleep(PAUSE_SECONDS)

"""`flask restore`: a backup is put back, whole or not at all."""

from contextlib import closing, suppress
from pathlib import Path

import services
from commands import backup_run, console, typed
from domain import history
from jobs import locks
from settings import Settings
from store import Store, Unavailable, restore
from store.restore import Restored

BACK = (
    "Ce qui a pris fin depuis cette sauvegarde est revenu avec elle : mots de passe d'avant, comptes "
    "fermés ou suspendus depuis, connexions et liens d'alors. Après un vol ou un doute, recommencez "
    "avec --fermer-les-connexions."
)
CLOSED = (
    "Toutes les connexions et tous les liens envoyés jusque-là ont pris fin. Les mots de passe et les "
    "comptes sont ceux de la sauvegarde : ce qui a été changé, fermé ou suspendu depuis est à refaire."
)
DROPPED = "aucun ne partira d'ici"
KEPT = (
    "ils partiront au démarrage, peut-être une seconde fois, sous le même Message-ID "
    "(avec --sans-courriel, aucun ne serait parti)"
)


def run(file: Path, *, without_mails: bool, without_sessions: bool) -> None:
    """Put a backup back, and say what was in it."""
    settings = services.current_settings()
    with (
        backup_run.opened(file) as source,
        locks.one_portal(services.data_folder(settings)),
        console.Progress("Restauration", unit="fichiers") as progress,
    ):
        restored = restore.put_back(
            source,
            settings.data_dir,
            settings.database_url,
            without_mails=without_mails,
            without_sessions=without_sessions,
            step=progress.advance,
        )
    _note(restored, file, settings, without_sessions=without_sessions)
    _say(restored, settings, without_mails=without_mails)
    console.say(CLOSED if without_sessions else BACK)


def _note(restored: Restored, file: Path, settings: Settings, *, without_sessions: bool) -> None:
    """Note it for the journal: what came after that backup is in it no more."""
    closed = ", connexions fermées" if without_sessions else ""
    details = f"{file.name}, du {backup_run.taken_at(restored)}{closed}"
    store = Store(settings.data_dir, settings.database_url)
    with closing(store), suppress(Unavailable), store.write() as transaction:
        history.record(transaction, history.Kind.RESTORED, typed.visit(), details=details)


def _say(restored: Restored, settings: Settings, *, without_mails: bool) -> None:
    when = backup_run.taken_at(restored)
    console.say(f"La sauvegarde du {when} est reprise : {backup_run.contents(restored)}.")
    if restored.waiting:
        count = console.count(restored.waiting, "courriel attendait", "courriels attendaient")
        console.say(f"{count} de partir : {DROPPED if without_mails else KEPT}.")
    if settings.secret_key and settings.secret_key != restored.keys[0]:
        console.tell(
            "PORTAIL_SECRET_KEY n'est pas la clé de cette sauvegarde : les liens envoyés et les "
            "connexions n'iront pas plus loin. Retirez ce réglage pour reprendre la clé restaurée."
        )

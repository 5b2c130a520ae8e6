"""`flask restore`: go on from a backup, on this machine or another, in either kind of database."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app

from commands import Command, backup, console

if TYPE_CHECKING:
    from settings import Settings
    from store.restore import Restored

DROPPED = "aucun ne partira d'ici"
KEPT = (
    "ils partiront au démarrage, peut-être une seconde fois, sous le même Message-ID "
    "(avec --sans-courriel, aucun ne serait parti)"
)


@click.command(cls=Command)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--sans-courriel",
    "without_mails",
    is_flag=True,
    help="Abandonne les courriels qui attendaient de partir.",
)
def command(file: Path, *, without_mails: bool) -> None:
    """Reprend une sauvegarde dans un dossier vide.

    Tout est vérifié, puis tout revient ou rien : comptes, mots de passe, liens déjà envoyés,
    factures. La base est celle de PORTAIL_DATABASE_URL, quelle qu'ait été celle d'avant.
    « - » lit l'entrée standard.

    \b
    Exemple : flask restore /var/backups/portail-2026-11-24.tar
              age -d -i cle.txt portail.tar.age | flask restore -
    """  # noqa: D301 - click's mark for lines to keep
    from jobs import locks
    from store import restore

    settings: Settings = current_app.extensions["portail"].settings
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        backup.opened(file) as source,
        locks.one_portal(settings.data_dir),
        console.Progress("Restauration", unit="fichiers") as progress,
    ):
        restored = restore.put_back(
            source,
            settings.data_dir,
            settings.database_url,
            without_mails=without_mails,
            step=progress.advance,
        )
    _say(restored, settings, without_mails=without_mails)


def _say(restored: "Restored", settings: "Settings", *, without_mails: bool) -> None:
    when = backup.taken_at(restored)
    console.say(f"La sauvegarde du {when} est reprise : {backup.contents(restored)}.")
    if restored.waiting:
        count = console.count(restored.waiting, "courriel attendait", "courriels attendaient")
        console.say(f"{count} de partir : {DROPPED if without_mails else KEPT}.")
    if settings.secret_key and settings.secret_key != restored.keys[0]:
        console.tell(
            "PORTAIL_SECRET_KEY n'est pas la clé de cette sauvegarde : les liens envoyés et les "
            "connexions n'iront pas plus loin. Retirez ce réglage pour reprendre la clé restaurée."
        )

"""`flask restore`: go on from a backup, on this machine or another, in either kind of database."""

from pathlib import Path

import click

from commands import Command


@click.command(cls=Command)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--fermer-les-connexions",
    "without_sessions",
    is_flag=True,
    help="Met fin à toutes les connexions et à tous les liens déjà envoyés.",
)
@click.option(
    "--sans-courriel",
    "without_mails",
    is_flag=True,
    help="Abandonne les courriels qui attendaient de partir.",
)
def command(file: Path, *, without_mails: bool, without_sessions: bool) -> None:
    """Reprend une sauvegarde dans un dossier vide.

    Tout est vérifié, puis tout revient ou rien : comptes, mots de passe, liens déjà envoyés,
    factures. Revient aussi ce qui avait pris fin depuis : un mot de passe changé, un compte fermé
    ou suspendu. La base est celle de PORTAIL_DATABASE_URL, quelle qu'ait été celle d'avant.
    « - » lit l'entrée standard.

    \b
    Exemple : flask restore /var/backups/portail-2026-11-24.tar
              age -d -i cle.txt portail.tar.age | flask restore -
    """  # noqa: D301 - click's mark for lines to keep
    from commands import restore_run

    restore_run.run(file, without_mails=without_mails, without_sessions=without_sessions)

"""`flask backup`: everything that is needed to go on elsewhere, in one file."""

from pathlib import Path

import click

from commands import Command, Status


@click.command(cls=Command)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--check", "is_check", is_flag=True, help="Vérifie une sauvegarde, sans rien écrire.")
def command(file: Path, *, is_check: bool) -> Status:
    """Sauvegarde tout en un fichier, pendant que le portail sert.

    La base, les PDF, portails.toml, les logos et la clé ; pas .env, qui appartient à la machine.
    Ce fichier ouvre tout : gardez-le comme un secret. « - » l'écrit sur la sortie standard.

    \b
    Exemple : flask backup /var/backups/portail-2026-11-24.tar
              flask backup --check /var/backups/portail-2026-11-24.tar
              flask backup - | age -r age1… > portail.tar.age
    """  # noqa: D301 - click's mark for lines to keep
    from commands import backup_run

    return backup_run.check(file) if is_check else backup_run.take(file)

"""What Flask and the system say, in French; click's own words are in `translations/`."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import click
from click.exceptions import NoSuchCommand, NoSuchOption

from domain.french import typeset

OPTIONS = {
    "app": "Une autre application que app.py.",
    "debug": "Le mode de mise au point de Flask.",
    "version": "Affiche la version du portail, de Flask et de Python.",
    "_click_default_help": "Affiche cette aide.",
}
HELP = """Le portail des factures : ses commandes.

Exemple : flask clients import clients.csv

« flask COMMANDE --help » explique chacune.
"""
METAVARS = {"app": "MODULE"}
COMMAND = "COMMANDE [MOTS]…"
SYSTEM = {
    errno.ENOENT: "ce fichier ou ce dossier n'existe pas",
    errno.EACCES: "le droit de le lire ou de l'écrire manque",
    errno.EPERM: "le droit de le faire manque",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la place accordée sur le disque est épuisée",
    errno.EISDIR: "c'est un dossier, et il faut un fichier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EEXIST: "il existe déjà",
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.EIO: "le disque ne répond pas",
}


def translate_flask() -> None:
    """Give `flask --help` French words, and leave out what nobody here needs."""
    context = click.get_current_context(silent=True)
    root = context.find_root().command if context else None
    if context is None or not isinstance(root, click.Group):
        return
    root.help = HELP
    root.subcommand_metavar = COMMAND
    for parameter in root.get_params(context.find_root()):
        if isinstance(parameter, click.Option):
            parameter.help = OPTIONS.get(parameter.name or "")
            parameter.metavar = METAVARS.get(parameter.name)
            parameter.hidden = parameter.name not in OPTIONS  # --env-file: `.env` is ours alone
    for command in root.commands.values():  # run, shell, routes: « flask serve » serves
        command.hidden = True


@contextmanager
def near_words() -> Iterator[None]:
    """Name what was probably meant where a command or an option does not exist."""
    try:
        yield
    except (NoSuchCommand, NoSuchOption) as unknown:
        near = (unknown.possibilities or [])[:1]  # the nearest comes first
        hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
        raise click.UsageError(typeset(f"{unknown.message}{hint}"), unknown.ctx) from unknown


def of_the_system(error: OSError) -> str:
    """Say what the system refused, and of which file."""
    said = SYSTEM.get(error.errno or 0) or error.strerror or os.strerror(error.errno or 0)
    if not error.filename:
        return f"{said[:1].upper()}{said[1:]}."
    # What is written beside a file until it is whole (store/files.py) is that file to people.
    place = re.sub(r"(?:(?<=/)|^)\.([^/]+)\.[0-9a-f]{8}\.(?:tmp|part)$", r"\1", str(error.filename))
    return f"{place} : {said}."

"""The door for staff: `flask clients list` is declared in clients.py, and done in clients_list.py.

Results go to standard output, progress and faults to standard error. A fault is one sentence and
status 2: a wrong setting too, which is why `flask doctor` alone can speak of it. Declarations are
loaded when their first word is typed, the work when it runs, so that every `--help` stays light.
"""

import importlib
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import wraps
from typing import Any

import click
from click.exceptions import NoSuchCommand
from flask import Flask, has_app_context

from commands import french
from domain.faults import Fault
from domain.french import typeset


class Status(IntEnum):
    """What a command returns, and its process with it."""

    DONE = 0
    PARTLY = 1  # and what was not done is listed
    NOT_DONE = 2  # declined and interrupted too


NAMES = {
    "clients": "Le registre des clients : l'importer, le lire, le corriger.",
    "comptes": "Les comptes : leur état, leur histoire, un lien à remettre.",
    "choix": "Papier ou en ligne : ce que chaque client a choisi.",
    "factures": "Les factures : les importer, les lister, les retirer.",
    "agents": "Les agents de la mairie : les inviter, les lister, finir leur accès.",
    "adresses": "Les adresses que des clients proposent : les accepter, les refuser.",
    "paiements": "Les paiements en ligne : ce qu'ils sont devenus, leur liste.",
    "courriels": "Les courriels : ce qu'ils sont devenus, un essai d'envoi.",
    "portail": "Les communes servies ici : en ajouter une, les lister.",
    "doctor": "Dit ce qui ne va pas, et quoi faire.",
    "serve": "Sert le portail.",
    "backup": "Sauvegarde tout en un fichier.",
    "restore": "Reprend une sauvegarde dans un dossier vide.",
}
OF_THE_SERVER = {"deposer": "Vérifie ou importe un fichier déposé à la mairie."}  # nobody types it


def register(app: Flask) -> None:
    """Attach the commands, and make Flask's own words French."""
    app.cli = Commands(app)
    french.translate_flask()


class Refusal(click.ClickException):
    """A sentence on standard error, and status 2."""

    exit_code = Status.NOT_DONE

    def __init__(self, sentence: str) -> None:
        super().__init__(typeset(sentence))


class Command(click.Command):
    """A command that returns its `Status` (None: done) and never ends in a traceback."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.help = typeset(self.help or "")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read its words; an option that does not exist is asked about."""
        with french.near_words():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; a fault becomes one sentence."""
        with _in_one_sentence():
            status = super().invoke(ctx)
        if status:
            ctx.exit(int(status))
        return status


class Group(click.Group):
    """A group of `Command`s, listed in the order in which they are written."""

    command_class = Command

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": french.COMMAND} | named)
        self.help = typeset(self.help or "")

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command that is meant; one that does not exist is asked about."""
        with french.near_words():
            return super().resolve_command(ctx, args)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names; the usual one stands first, not the first of the alphabet."""
        return list(self.commands)


class Commands(click.Group):
    """The first word after `flask`."""

    def __init__(self, app: Flask) -> None:
        """Take the app that the commands concern."""
        super().__init__("portail")
        self.app = app
        self.is_help_begun = True  # until another question comes first

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands, as the help lists them."""
        if self.is_help_begun and ctx.command is not self and not ctx.resilient_parsing:
            # Flask wrote the head of its help in English before it loaded app.py: write it anew.
            self.is_help_begun = False
            click.echo(ctx.get_help())
            raise SystemExit(Status.DONE)
        return list(NAMES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command that is read when it runs."""
        self.is_help_begun = False
        if not has_app_context():
            ctx.with_resource(self.app.app_context())
        if name in NAMES | OF_THE_SERVER:
            return _Later(name)
        if ctx.command is self:
            return None
        with french.near_words():  # Flask knows its own commands alone
            raise NoSuchCommand(name, possibilities=NAMES, ctx=ctx)


class _Later(click.Command):
    """Stands for a command until it is typed: the help of `flask` shows its line only."""

    def __init__(self, name: str) -> None:
        super().__init__(name, short_help=(NAMES | OF_THE_SERVER)[name])

    def make_context(self, info_name: str | None, args: list[str], **more: Any) -> click.Context:  # type: ignore[override]
        module = importlib.import_module(f"{__name__}.{self.name}")
        command: click.Command = module.command
        # What a library logs is for the journal of `flask serve`; here, the command speaks.
        logging.getLogger().addHandler(logging.NullHandler())
        return command.make_context(info_name, args, **more)


def of_one_portal(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--lien`, and hand over the commune that it means as `portal`."""

    @click.option("--lien", metavar="L", help="Le portail, là où il y en a plusieurs.")
    @wraps(function)
    def with_portal(*args: Any, lien: str | None, **named: Any) -> Any:
        import services

        return function(*args, portal=services.one_portal(lien), **named)

    return with_portal


as_json = click.option("--json", "as_json", is_flag=True, help="En JSON, pour un programme.")


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    """Turn whatever stops a command into the sentence that says so."""
    try:
        yield
    except (click.exceptions.Exit, BrokenPipeError, Refusal, click.UsageError):
        raise
    except click.ClickException as refused:
        raise Refusal(refused.format_message()) from refused
    except Fault as fault:
        raise Refusal(str(fault)) from fault
    except (KeyboardInterrupt, click.Abort, EOFError) as stop:
        raise Refusal("interrompu, rien de plus n'a été fait.") from stop
    except OSError as error:
        raise Refusal(french.of_the_system(error)) from error
    except Exception as error:
        raise Refusal(_unforeseen(error)) from error


def _unforeseen(error: Exception) -> str:
    from store import Unavailable

    if isinstance(error, Unavailable):
        return str(error)
    where = traceback.extract_tb(error.__traceback__)[-1]
    told = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    return (
        f"une erreur imprévue a tout arrêté : {told} ({where.filename}:{where.lineno}). "
        "Transmettez cette phrase à qui tient le portail à jour."
    )

"""`flask serve`: the production server, with the mail sender and the drop folder inside."""

import click

from commands import Command


@click.command(cls=Command)
@click.option(
    "--host", metavar="ADRESSE", default="127.0.0.1", show_default=True, help="L'adresse d'écoute."
)
@click.option(
    "--port", metavar="N", type=int, default=8000, show_default=True, help="Le port d'écoute."
)
def command(host: str, port: int) -> None:
    """Sert le portail jusqu'à ce qu'on l'arrête (Ctrl-C, ou SIGTERM).

    Les courriels partent d'ici, et les dossiers de dépôt sont lus ici.

    Exemple : flask serve --port 8000
    """
    from commands import serve_run

    serve_run.run(host, port)

"""`make run`: a demonstration portal in data/demo/, which never touches a real one beside it.

It takes no setting from .env nor any PORTAIL_ variable; what would be sent is read at /courriels.
"""

import os
import shutil
import sys
from pathlib import Path

import click
from flask.cli import ScriptInfo

import translations
from commands import Command, Refusal, console, demo_invoices, demo_payfip, demo_town, serve_run
from commands.demo_payfip import PayFip
from commands.demo_town import ACTIVE, AGENT, LOGO, PENDING, PORTALS
from domain.faults import Fault
from domain.portals import FILE_NAME
from jobs import locks
from store import files

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "demo"
LIEN = "M470310001"
LOOPBACK = "127.0.0.1"


@click.command(cls=Command)
@click.option(
    "--port", metavar="N", type=int, default=8000, show_default=True, help="Le port d'écoute."
)
@click.option("--reset", is_flag=True, help="Recommence la démonstration : vide data/demo/.")
def command(port: int, reset: bool) -> None:
    """Sert la démonstration.

    Exemple : make run PORT=8001
    """
    with demo_payfip.serving(PayFip(demo_town.PAYFIP)) as payfip:
        _only_our_settings(port, payfip.url)
        _run(port, reset=reset)


def _run(port: int, *, reset: bool) -> None:
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    pid = locks.holder(FOLDER)
    if pid is not None:
        raise Fault(
            f"La démonstration tourne déjà (processus {pid}) : servez-vous de celle-là, ou "
            "arrêtez-la d'abord avec Ctrl-C."
        )
    with locks.one_portal(FOLDER):
        if reset:
            empty(FOLDER)
        _portals_file()
        app = ScriptInfo(app_import_path=str(ROOT / "app.py")).load_app()  # as `flask` finds it
        with app.app_context():
            _fill()
            _serve(port)


def _only_our_settings(port: int, payfip_url: str) -> None:
    for name in [name for name in os.environ if name.startswith(("PORTAIL_", "FLASK_"))]:
        del os.environ[name]
    os.environ.update(
        FLASK_RUN_FROM_CLI="true",  # pages are wired when they are served
        FLASK_SKIP_DOTENV="1",
        PORTAIL_DEMO="true",
        PORTAIL_DATA_DIR=str(FOLDER),
        PORTAIL_PAYFIP_URL=payfip_url,
        PORTAIL_PUBLIC_URL=f"http://{LOOPBACK}" + (f":{port}" if port else ""),
    )


def empty(folder: Path) -> None:
    """Remove everything in the folder but the lock that we hold."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != locks.FILE:
            entry.unlink()


def _portals_file() -> None:
    if not (FOLDER / FILE_NAME).exists():
        files.write(FOLDER / "boe.svg", LOGO.encode())
        files.write(FOLDER / FILE_NAME, PORTALS.encode())


def _fill() -> None:
    """Add the register, the accounts, the invoices and the agent at the first start."""
    if not demo_town.is_there():
        demo_town.build()
        demo_invoices.load()
    demo_town.hire()


def _serve(port: int) -> None:
    try:
        serve_run.serve(LOOPBACK, port, on_ready=_welcome)
    except Fault as fault:
        advice = str(fault).replace("avec --port", f"ainsi : make run PORT={port + 1}")
        raise Refusal(advice) from fault


def _welcome(origin: str) -> None:
    console.say(f"""
La démonstration est prête. Ouvrez :

    {origin}/?LIEN={LIEN}

Trois adresses à essayer :

    {PENDING}   pas encore activée : « J'active mon compte »
    {ACTIVE[0].address}   mot de passe : {ACTIVE[0].password}
    {ACTIVE[1].address}   mot de passe : {ACTIVE[1].password}

La mairie : {origin}/mairie

    {AGENT.address}   mot de passe : {AGENT.password}
    le code à six chiffres du moment se lit sur {origin}/courriels

Aucun courriel ne part : ils se lisent sur {origin}/courriels
Ctrl-C arrête ; « make run RESET=1 » recommence la démonstration.
""")
    sys.stdout.flush()


if __name__ == "__main__":
    translations.bind()
    command(prog_name="make run")

"""The host: version, data folder, disk, clock, what stands in front, how it is served."""

import os
import shutil
import stat
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from commands import terminal
from commands.checks import Finding, advice, broken, care, good
from domain import clock
from domain.accounts.passwords import ADVISED_LENGTH
from jobs import locks, proxies
from settings import ROOT, Settings
from settings.values import KEY_SIGNS
from store import Store, events

GIB = 1 << 30
LEAST_BYTES = 100 << 20  # below, an import or a backup no longer fits
LOW_SHARE = 0.05
PLENTY_BYTES = 5 * GIB
SECRETS = ("secret_key", "portail.db", "portail.db-wal", "portail.db-shm")
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def version() -> Iterator[Finding]:
    """Which one this is, for who asks for help."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    yield good("version", f"Le portail des factures {project['version']}.")


def folder(settings: Settings) -> Iterator[Finding]:
    """Its owner alone can read it, and it can be written."""
    where = settings.data_dir
    if not where.is_dir():
        yield broken("données", f"Le dossier {where} n'existe pas : « flask portail new » le crée.")
        return
    if not os.access(where, os.W_OK | os.X_OK):
        yield broken("données", f"Le dossier {where} n'est pas modifiable : donnez-le au portail.")
        return
    status = where.stat()
    if status.st_uid != os.geteuid():
        yield care(
            "données",
            f"{where} n'appartient pas à qui lance cette commande : lancez-la sous le compte "
            "du portail (par exemple : sudo -u portail).",
        )
    open_to_others = [
        path.name for path in (where, *_secrets(where)) if path.stat().st_mode & OTHERS
    ]
    if open_to_others:
        yield care(
            "données",
            f"D'autres comptes de cette machine peuvent lire {', '.join(open_to_others)} : "
            f"chmod -R go= {where}",
        )
    else:
        yield good("données", f"{where} n'est lisible que par son propriétaire.")


def env_file(path: Path = ROOT / ".env") -> Iterator[Finding]:
    """Only the portal and its administrator can read what it says."""
    if path.is_file() and path.stat().st_mode & stat.S_IRWXO:
        yield care(
            "réglages",
            f"D'autres comptes de cette machine peuvent lire {path} : sudo chmod o= {path}",
        )


def disk(settings: Settings) -> Iterator[Finding]:
    """There is room to go on."""
    there = shutil.disk_usage(settings.data_dir)
    yield room(there.free, there.total)


def room(free: int, total: int) -> Finding:
    """Say whether so many bytes are enough, of so many on the disk."""
    left = f"{free / GIB:.1f}".replace(".", ",")
    if free < LEAST_BYTES:
        return broken("disque", "Le disque est plein ou presque : libérez de la place.")
    if free < LOW_SHARE * total and free < PLENTY_BYTES:
        return care("disque", f"Il ne reste que {left} Gio : libérez de la place bientôt.")
    return good("disque", f"Il reste {left} Gio.")


def time(store: Store) -> Iterator[Finding]:
    """The clock has not gone back, and is set by others."""
    with store.read() as transaction:
        newest = events.newest(transaction)
    if newest is not None and newest > clock.now() + timedelta(minutes=5):
        yield care(
            "horloge",
            f"L'horloge retarde, ou elle a avancé : le portail a déjà vu le {_day(newest)}. "
            "Vérifiez qu'elle est à l'heure, sinon les liens et les connexions durent trop longtemps.",
        )
    elif _is_synchronised() is False:
        yield advice("horloge", "Elle n'est pas réglée sur le réseau : timedatectl set-ntp true")
    else:
        yield good("horloge", f"Il est {datetime.now(terminal.zone()):%H:%M, le %d/%m/%Y}.")


def front(settings: Settings) -> Iterator[Finding]:
    """The proxies in front are those that the settings name."""
    if settings.trusted_proxies:
        yield good("proxy", f"{settings.trusted_proxies} en face, selon PORTAIL_TRUSTED_PROXIES.")
    elif proxies.was_seen(settings.data_dir):
        yield care(
            "proxy",
            "Un serveur comme Caddy transmet les demandes, mais PORTAIL_TRUSTED_PROXIES vaut 0 : "
            "toutes semblent venir de lui. Mettez PORTAIL_TRUSTED_PROXIES=1 et redémarrez.",
        )


def serving(settings: Settings) -> Iterator[Finding]:
    """It runs, and its limits hold across machines."""
    if not locks.is_served(settings.data_dir):
        yield advice("service", "Le portail ne tourne pas : les courriels attendent (flask serve).")
        return
    pid = locks.holder(settings.data_dir)
    where = f" (processus {pid})" if pid is not None else ", sur cette machine ou une autre"
    yield good("service", f"Le portail tourne{where}.")
    if settings.database_url and settings.ratelimit_storage_uri.startswith("memory"):
        yield advice(
            "limites",
            "S'il tourne en plusieurs processus ou sur deux machines, chacun compte les essais pour "
            "lui : donnez-leur un compteur commun avec PORTAIL_RATELIMIT_STORAGE_URI (redis://…).",
        )


def secrets(settings: Settings) -> Iterator[Finding]:
    """Passwords and keys are long enough."""
    if settings.password_min_length < ADVISED_LENGTH:
        yield advice(
            "mots de passe",
            f"{settings.password_min_length} signes suffisent ici. La CNIL en recommande 8 au moins, "
            "de trois sortes, là où les essais sont limités (délibération 2022-100) : "
            "PORTAIL_PASSWORD_MIN_LENGTH=8",
        )
    if settings.secret_key and len(settings.secret_key) < KEY_SIGNS:
        yield advice(
            "clé",
            f"PORTAIL_SECRET_KEY est courte : prenez-en une de {KEY_SIGNS} signes au hasard, et gardez "
            "l'ancienne dans PORTAIL_SECRET_KEY_FALLBACKS.",
        )
    if not settings.ratelimit_enabled:
        yield care(
            "limites",
            "Les essais de mot de passe ne sont pas limités : PORTAIL_RATELIMIT_ENABLED=true",
        )


def _secrets(where: Path) -> list[Path]:
    return [path for name in SECRETS if (path := where / name).exists()]


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(terminal.zone()):%d/%m/%Y à %H:%M}"


def _is_synchronised() -> bool | None:
    """Ask systemd, None where nobody knows."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603 - a fixed question
            [program, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=3,
            check=False,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return {"yes": True, "no": False}.get(told)

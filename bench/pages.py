"""The log-in page beside the barest one: CPU, answer time, memory of an idle server, start."""

import statistics
import tempfile
from pathlib import Path

from bench import report
from bench.servers import Server, started
from store import Store

TIMES = 2000
LIEN = "M470310001"
COMMUNE = f'[{LIEN}]\nnom = "Ville de Boé"\ncontact = "service@ville-boe.fr"\n'


def run() -> None:
    """Measure both on one data folder, in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "portails.toml").write_text(COMMUNE, "utf-8")
        Store(folder).close()  # neither start has tables to make
        with (
            started(["-m", "bench.bare", name], {}) as bare,
            started(["-m", "flask", "serve", "--port", "0"], _settings(name)) as ours,
        ):
            _compare(ours, bare)


def _compare(ours: Server, bare: Server) -> None:
    report.heading("Page de connexion")
    memory = ours.pss_mib(), bare.pss_mib()
    start = ours.cpu_seconds(), bare.cpu_seconds()
    first, second = _measured(ours, f"/?LIEN={LIEN}"), _measured(bare, "/")
    for subject, mine, other, unit in (
        ("CPU du serveur par page", first[0], second[0], "ms"),
        ("attente médiane, 4 clients à la fois", first[1], second[1], "ms"),
        ("mémoire au repos (PSS)", *memory, "Mio"),
        ("CPU du démarrage", *start, "s"),
        ("démarrage jusqu'à la première réponse", ours.start_seconds, bare.start_seconds, "s"),
    ):
        report.line(
            subject, report.number(mine, unit), report.number(other, unit), ratio=mine / other
        )
    report.line("mémoire après la mesure (PSS)", report.number(ours.pss_mib(), "Mio"))


def _measured(server: Server, path: str) -> tuple[float, float]:
    """Return milliseconds of CPU for a page, and of waiting (median)."""
    server.ask(path, 200)  # warm: templates compiled, connections made
    before = server.cpu_seconds()
    waits = server.ask(path, TIMES)
    cpu = server.cpu_seconds() - before
    return 1000 * cpu / len(waits), 1000 * statistics.median(waits)


def _settings(folder: str) -> dict[str, str]:
    return {
        "FLASK_SKIP_DOTENV": "1",
        "PORTAIL_DATA_DIR": folder,
        "PORTAIL_PUBLIC_URL": "http://127.0.0.1:8000",
        "PORTAIL_DEMO": "true",
        "PORTAIL_RATELIMIT_ENABLED": "false",
    }

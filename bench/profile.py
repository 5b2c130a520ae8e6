"""Where a page's time goes: shares of what the profiler saw, in one process, without the server."""

import cProfile
import pstats
from collections.abc import Callable
from typing import Any

from bench import ground, pages, report
from bench.pages import LIST, LOGIN

ASKED = 1000
# What a line of the table is, and the functions that are it: none of them within another.
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "dessiner la page (Jinja)": (("jinja2/environment.py", "render"),),
    "retrouver la session (une requête)": (("domain/accounts/sessions.py", "find"),),
    "lire les factures (une requête)": (("domain/invoices/access.py", "of_account"),),
    "mettre les factures en mots": (
        ("views/private/bills.py", "groups"),
        ("views/private/bills.py", "top"),
    ),
    "le formulaire et son jeton (WTForms)": (("flask_wtf/form.py", "__init__"),),
    "signer et lire le cookie": (
        ("views/cookies.py", "save_session"),
        ("views/cookies.py", "open_session"),
    ),
    "nos en-têtes et la compression": (
        ("views/guards.py", "_headers"),
        ("views/compression.py", "_compressed"),
    ),
}


def run() -> None:
    """Profile the log-in page and « Mes factures »."""
    from app import create_app

    with ground.folder() as place:
        pages.made(place, ground.THOUSAND)
        app = create_app(ground.environ(place))
        alice = ground.log_in(app, "alice")
        login = _shares(lambda: _ask(app, LOGIN, ""))
        bills = _shares(lambda: _ask(app, LIST, alice))
        app.extensions["portail"].services.store.close()
    report.heading("Où va le temps d'une page", ours="connexion", bare="« Mes factures »")
    for part in login:
        report.line(part, f"{login[part]:.0f} %", f"{bills[part]:.0f} %")


def _ask(app: Any, path: str, cookie: str) -> None:
    from werkzeug.test import create_environ, run_wsgi_app

    headers = {"Cookie": cookie} if cookie else {}
    content, status, _ = run_wsgi_app(app, create_environ(path, ground.ORIGIN, headers=headers))
    b"".join(content)
    assert status == "200 OK", status


def _shares(ask: Callable[[], None]) -> dict[str, float]:
    """Return the percentage of each part; the last one is the rest."""
    ask()
    with cProfile.Profile() as profile:
        for _ in range(ASKED):
            ask()
    stats: dict[tuple[str, int, str], Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = _seconds(stats, "flask/app.py", "wsgi_app")
    shares = {
        part: 100 * sum(_seconds(stats, *each) for each in functions) / whole
        for part, functions in PARTS.items()
    }
    shares["Flask : aiguillage, contexte, réponse, et le reste"] = 100 - sum(shares.values())
    return shares


def _seconds(stats: dict[tuple[str, int, str], Any], file: str, function: str) -> float:
    return sum(
        float(counted[3])
        for (path, _, name), counted in stats.items()
        if path.endswith(file) and name == function
    )

"""Whether time tells anything: the refusals of a log-in, and the forgotten password's one answer.

Each kind in turn, so that whatever else the machine does touches all alike; medians beside the
unknown address's.
"""

import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from bench import report
from domain import clock, history
from domain.accounts import states
from services import Services
from store import Transaction, customers
from store import accounts as rows
from store.customers import Added
from store.records import By

ROUNDS = 100
ROUNDS_OF_RECOVERY = 25  # each waits a quarter of a second
LIEN = "M470310001"
COMMUNE = f'[{LIEN}]\nnom = "Ville de Boé"\ncontact = "service@ville-boe.fr"\n'
ORIGIN = "http://127.0.0.1:8000"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
UNKNOWN, PENDING, ACTIVE, SUSPENDED = (
    f"{name}@exemple.fr" for name in ("inconnue", "attente", "active", "suspendue")
)
KINDS = {
    "adresse inconnue": UNKNOWN,
    "mot de passe faux": ACTIVE,
    "pas encore activé": PENDING,
    "compte suspendu": SUSPENDED,
}


def run() -> None:
    """Measure both forms."""
    with _portal() as app:
        report.heading("Connexion refusée, médiane", bare="inconnue")
        _compare(app, f"/?LIEN={LIEN}", "/connexion", ROUNDS)
        report.heading("Mot de passe oublié, médiane", bare="inconnue")
        page = f"/mot-de-passe-oublie?LIEN={LIEN}"
        _compare(app, page, "/mot-de-passe-oublie", ROUNDS_OF_RECOVERY)


def _compare(app: Flask, page: str, action: str, rounds: int) -> None:
    client = app.test_client()
    found = TOKEN.search(client.get(page, base_url=ORIGIN).get_data(as_text=True))
    assert found is not None
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _ in range(rounds):
        for kind, address in KINDS.items():
            typed = {"csrf_token": found[1], "address": address, "password": "pas le bon"}
            began = time.perf_counter()
            client.post(f"{action}?LIEN={LIEN}", data=typed, base_url=ORIGIN).get_data()
            seconds[kind].append(time.perf_counter() - began)
    base = statistics.median(seconds["adresse inconnue"])
    for kind, measured in seconds.items():
        median = statistics.median(measured)
        ours, other = report.number(1000 * median, "ms"), report.number(1000 * base, "ms")
        report.line(kind, ours, other, ratio=median / base)


@contextmanager
def _portal() -> Iterator[Flask]:
    from app import create_app

    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "portails.toml").write_text(COMMUNE, "utf-8")
        app = create_app(
            {
                "PORTAIL_DATA_DIR": name,
                "PORTAIL_PUBLIC_URL": ORIGIN,
                "PORTAIL_DEMO": "true",
                "PORTAIL_RATELIMIT_ENABLED": "false",
            }
        )
        built: Services = app.extensions["portail"].services
        kept = built.hasher.hash("le bon mot de passe")
        with built.store.write() as transaction:
            for number, address in enumerate((PENDING, ACTIVE, SUSPENDED), 1):
                _settle(transaction, built, number, address, None if address == PENDING else kept)
        try:
            yield app
        finally:
            built.store.close()


def _settle(
    transaction: Transaction, built: Services, number: int, address: str, kept: str | None
) -> None:
    now = clock.now()
    customers.write(transaction, LIEN, [Added(str(number), "", address)], [], by=By.LIST, at=now)
    account = rows.get_or_add(transaction, LIEN, address, now)
    if kept is not None:
        rows.set_password(transaction, account.id, version=0, password_hash=kept, at=now)
    if address == SUSPENDED:
        states.suspend(transaction, built.portals.all()[LIEN], account, history.NO_VISIT)

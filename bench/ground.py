"""A portal of some size to measure: its folder, its register, its invoices."""

import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PORTAL = "M470310001"
ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "le chat de la voisine"  # noqa: S105 - a measure's own
THOUSAND, MILLION = 1_000, 1_000_000
COLUMNS = (
    "key",
    "portal",
    "number",
    "customer_id",
    "import_id",
    "subject",
    "issued_on",
    "due_on",
    "amount_cents",
    "remaining_cents",
    "state",
    "state_on",
    "reference",
    "document",
    "document_size",
    "document_pages",
    "created_at",
    "available_at",
)


@contextmanager
def folder() -> Iterator[Path]:
    """Yield an empty folder, gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="portail-bench-") as name:
        yield Path(name)


def data(place: Path) -> Path:
    """Return the data folder in `place`, with one commune."""
    found = place / "data"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    commune = f'[{PORTAL}]\nnom = "Ville de Boé"\ncontact = "a@exemple.fr"\n'
    (found / "portails.toml").write_text(commune, "utf-8")
    return found


def add_communes(at: Path, count: int) -> None:
    """Let `portails.toml` name so many communes in all."""
    with (at / "portails.toml").open("a", encoding="utf-8") as file:
        for number in range(2, count + 1):
            file.write(f'[M47031{number:04}]\nnom = "Commune {number}"\ncontact = "a@exemple.fr"\n')


def environ(place: Path) -> dict[str, str]:
    """Return the settings of the portal in `place`; no limit, since all comes from one client."""
    return {
        "PORTAIL_DATA_DIR": str(place / "data"),
        "PORTAIL_PUBLIC_URL": ORIGIN,
        "PORTAIL_MAIL_SERVER": "127.0.0.1",
        "PORTAIL_MAIL_DEFAULT_SENDER": "a@exemple.fr",
        "PORTAIL_RATELIMIT_ENABLED": "false",
    }


def own(settings: dict[str, str]) -> dict[str, str]:
    """Return a process's environment with these settings and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAIL_")}
    return kept | settings | {"FLASK_SKIP_DOTENV": "1"}


def flask(place: Path, *words: str, **settings: str) -> None:
    """Run a command of the portal in `place`, with more settings."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=own(environ(place) | settings),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def fill(at: Path, *, customers: int) -> None:
    """A register; number 1 is Alice's, who has an account, and so has who owns nothing."""
    from domain.accounts.passwords import Hasher
    from store import Store, secret_key

    store = Store(at)
    secret_key.load(store)
    store.close()
    hashed = Hasher().hash(PASSWORD)
    with sqlite3.connect(at / "portail.db") as database:
        database.executemany(
            "INSERT INTO customers (id, portal, number, name) VALUES (?, ?, ?, 'NOM Prénom')",
            ((n, PORTAL, str(n % customers)) for n in range(1, customers + 1)),
        )
        names = {1: "alice", customers: "vide"}
        database.executemany(
            "INSERT INTO readers (customer_id, address, since, let_in_by, is_first)"
            " VALUES (?, ?, '2026-01-01 00:00:00.000000', 'list', 1)",
            ((n, f"{names.get(n, f'c{n}')}@exemple.fr") for n in range(1, customers + 1)),
        )
        database.executemany(
            "INSERT INTO accounts (portal, address, password_hash, version, created_at, announcements)"
            " VALUES (?, ?, ?, 0, '2026-01-01 00:00:00', 0)",
            [(PORTAL, f"{name}@exemple.fr", hashed) for name in ("alice", "vide")],
        )


def add_invoices(
    database: sqlite3.Connection, count: int, owner: Callable[[int], int], digest: str = "0" * 64
) -> None:
    """Add so many invoices; `owner` gives the customer's id of each, from 0 on."""
    first = database.execute("SELECT count(*) FROM invoices").fetchone()[0]
    database.execute(
        "INSERT OR IGNORE INTO imports (id, portal, at, name, counts) VALUES (1, ?, '2026-01-01', '', '{}')",
        (PORTAL,),
    )
    database.executemany(
        f"INSERT INTO invoices ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",  # noqa: S608
        (
            (
                secrets.token_urlsafe(16),
                PORTAL,
                f"FA-{first + index}",
                owner(index),
                1,
                "Eau et assainissement",
                f"{2025 + index % 2}-{1 + index % 12:02}-16",
                "2026-12-31",
                5720 + index,
                0,
                "paid",
                "2026-11-20",
                f"REF{index}",
                digest,
                100_000,
                2,
                "2026-01-01 00:00:00",
                "2026-01-01 00:00:00",
            )
            for index in range(count)
        ),
    )
    database.commit()


def log_in(app: Any, name: str) -> str:
    """Return the cookie of a new session, as the browser keeps it from the second page on."""
    client = app.test_client()
    page = client.get(f"/?LIEN={PORTAL}", base_url=ORIGIN).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "address": f"{name}@exemple.fr", "password": PASSWORD}
    answer = client.post(f"/connexion?LIEN={PORTAL}", data=form, base_url=ORIGIN)
    assert answer.status_code == 303, answer.text  # noqa: PLR2004
    client.get("/factures", base_url=ORIGIN)
    cookie = client.get_cookie("portail", domain="127.0.0.1")
    assert cookie is not None
    return f"portail={cookie.value}"

"""A backup, its check and a restore, beside what copying the same folder takes.

20,000 customers with an account, an invoice and its PDF of 50 kB each (1 GB), and 100,000 lines of
history: so large takes 5 GB of disk and some minutes. `CUSTOMERS=500 make bench ARGS=backups` for a
quick look.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench import report
from bench.ground import ROOT

CUSTOMERS = int(os.environ.get("CUSTOMERS", "20000"))
EVENTS_EACH = 5
PDF_BYTES = 50_000
LIEN = "M470310001"
COMMUNE = f'[{LIEN}]\nnom = "Ville de Boé"\ncontact = "service@ville-boe.fr"\n'
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    seconds: float
    cpu_seconds: float
    memory_mib: float


def run() -> None:
    """Measure all three on one folder."""
    with tempfile.TemporaryDirectory(prefix="portail-bench-") as name:
        data, kept = Path(name) / "data", Path(name) / "portail.tar"
        # In a process of its own: what is started from a large one counts as large itself.
        subprocess.run([sys.executable, "-m", "bench.backups", str(data)], cwd=ROOT, check=True)  # noqa: S603 - our own
        report.heading(f"{CUSTOMERS} clients, {CUSTOMERS * PDF_BYTES / 1e6:.0f} Mo de PDF")
        ours = _cost(["backup", str(kept)], data)
        bare = _cost_of(["tar", "-cf", f"{name}/bare.tar", "-C", name, "data"], Path(name))
        _compare("flask backup / tar + sync", ours, bare)
        (Path(name) / "bare.tar").unlink()
        ours = _cost(["backup", "--check", str(kept)], data)
        bare = _cost_of(["sha256sum", str(kept)], Path(name))
        _compare("flask backup --check / sha256sum", ours, bare)
        ours = _cost(["restore", str(kept)], Path(name) / "restored")
        bare = _cost_of(["cp", "-a", str(data), f"{name}/copy"], Path(name))
        _compare("flask restore / cp -a + sync", ours, bare)


def _compare(subject: str, ours: Cost, bare: Cost) -> None:
    for what, unit, mine, other in (
        ("", "s", ours.seconds, bare.seconds),
        (", CPU", "s", ours.cpu_seconds, bare.cpu_seconds),
    ):
        shown = report.number(mine, unit), report.number(other, unit)
        report.line(f"{subject}{what}", *shown, ratio=mine / max(other, 0.01))
    report.line(f"{subject.partition(' /')[0]}, mémoire", report.number(ours.memory_mib, "Mio"))


def _cost(words: list[str], folder: Path) -> Cost:
    environ = {
        "FLASK_SKIP_DOTENV": "1",
        "PORTAIL_DATA_DIR": str(folder),
        "PORTAIL_PUBLIC_URL": "http://127.0.0.1:8000",
        "PORTAIL_DEMO": "true",
    }
    return _cost_of([sys.executable, "-m", "flask", *words], ROOT, **environ)


def _cost_of(command: list[str], where: Path, **environ: str) -> Cost:
    """Run a command, until all it wrote is on the disk."""
    os.sync()
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command, cwd=where, env=os.environ | environ, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command}: {process.returncode}")
    os.sync()
    seconds = time.perf_counter() - began
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _fill(data: Path) -> None:
    from sqlalchemy import insert

    from store import Store, models, secret_key

    store = Store(data)
    (data / "portails.toml").write_text(COMMUNE, "utf-8")
    secret_key.load(store)
    digests = [_lay_pdf(data) for _ in range(CUSTOMERS)]
    with store.write() as transaction:
        transaction.execute(insert(models.IMPORTS), [_batch()])
        for table, row in (
            (models.ACCOUNTS, _account),
            (models.CUSTOMERS, _customer),
            (models.READERS, _reader),
            (models.EVENTS, _event),
        ):
            each = EVENTS_EACH if table is models.EVENTS else 1
            transaction.execute(
                insert(table), [row(n % CUSTOMERS) for n in range(CUSTOMERS * each)]
            )
        bills = [_invoice(number, digest) for number, digest in enumerate(digests)]
        transaction.execute(insert(models.INVOICES), bills)
    store.close()


def _lay_pdf(data: Path) -> str:
    from store.documents import Documents

    content = b"%PDF-1.4\n" + secrets.token_bytes(PDF_BYTES)
    digest = sha256(content).hexdigest()
    path = Documents(data).path(digest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)
    return digest


def _account(number: int) -> dict[str, Any]:
    kept = f"$argon2id$v=19$m=19456,t=2,p=1${secrets.token_urlsafe(16)}${secrets.token_urlsafe(32)}"
    address = f"habitant.{number}@exemple.fr"
    return {"portal": LIEN, "address": address, "password_hash": kept, "created_at": NOW}


def _customer(number: int) -> dict[str, Any]:
    address, name = f"habitant.{number}@exemple.fr", f"HABITANT Numéro {number}"
    own = {"portal": LIEN, "number": f"{number:06}", "name": name}
    return own | {"file_name": name, "file_address": address}


def _reader(number: int) -> dict[str, Any]:
    own = {"customer_id": number + 1, "address": f"habitant.{number}@exemple.fr"}
    return own | {"since": NOW, "let_in_by": "list", "is_first": True}


def _event(number: int) -> dict[str, Any]:
    own = {"portal": LIEN, "at": NOW, "kind": "logged_in", "account_id": number + 1}
    return own | {"address_key": secrets.token_hex(16), "client": "192.0.2.1"}


def _batch() -> dict[str, Any]:
    return {"portal": LIEN, "at": NOW, "name": "novembre.zip", "counts": {"added": CUSTOMERS}}


def _invoice(number: int, digest: str) -> dict[str, Any]:
    return {
        "key": secrets.token_urlsafe(16),
        "portal": LIEN,
        "number": f"FA-{number}",
        "customer_id": number + 1,
        "import_id": 1,
        "created_at": NOW,
        "subject": "Eau potable",
        "issued_on": NOW.date(),
        "state_on": NOW.date(),
        "amount_cents": 5720,
        "document": digest,
        "document_size": PDF_BYTES,
        "document_pages": 1,
    }


if __name__ == "__main__":
    _fill(Path(sys.argv[1]))

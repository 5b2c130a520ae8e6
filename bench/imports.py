"""50,000 customers from a list, beside the bare loop: csv and sqlite3, with nothing checked.

The command's work is measured in processes of their own, its start left out: from the file to the
commit, as `flask clients import` does it.
"""

import csv
import json
import select
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import report
from store import Store

CUSTOMERS = 50_000
TURNS = 5
COMMUNE = '[M470310001]\nnom = "Ville de Boé"\ncontact = "service@ville-boe.fr"\n'
TITLES = ("N° client", "Nom et prénom", "Adresse mail", "Adresse", "Code postal", "Ville")
TABLE = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE customers (id INTEGER PRIMARY KEY, portal TEXT, number TEXT, name TEXT, address TEXT,
                        UNIQUE (portal, number));
CREATE INDEX by_address ON customers (portal, address);
"""


def run() -> None:
    """Measure in turns, and print the best of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lists = folder / "clients.csv", folder / "clients.xlsx"
        _write(*lists)
        bare, first, again, workbook = [], [], [], []
        for _ in range(TURNS):
            bare.append(_bare(lists[0], folder / "bare.db"))
            once, twice = _ours(lists[0], folder, times=2)
            first.append(once)
            again.append(twice)
            workbook += _ours(lists[1], folder, times=1)
        _print(*(_best(turns) for turns in (bare, first, again, workbook)))
        wait = min(_longest_wait(lists[0], folder) for _ in range(TURNS))
        report.line("attente d'une page qui écrit, au plus", _s(wait))


def _print(bare: "Turn", first: "Turn", again: "Turn", workbook: "Turn") -> None:
    report.heading(f"Import de {CUSTOMERS} clients", bare="sqlite3 nu")
    report.line("lignes par seconde, CSV", *_rates(first["seconds"], bare["seconds"]))
    for subject, what in (("durée du CSV", "seconds"), ("CPU du CSV", "cpu")):
        report.line(subject, _s(first[what]), _s(bare[what]), first[what] / bare[what])
    report.line(
        "le même encore (témoin : la 1re fois)",
        _s(again["seconds"]),
        _s(first["seconds"]),
        again["seconds"] / first["seconds"],
    )
    report.line(
        "XLSX (témoin : CSV)",
        _s(workbook["seconds"]),
        _s(first["seconds"]),
        workbook["seconds"] / first["seconds"],
    )
    for subject, turn in (("CSV", first), ("le même encore", again), ("XLSX", workbook)):
        report.line(f"mémoire au plus haut, {subject}", report.number(turn["mib"], "Mio"))


Turn = dict[str, float]


def _rates(ours: float, bare: float) -> tuple[str, str, float]:
    return f"{CUSTOMERS / ours:.0f}", f"{CUSTOMERS / bare:.0f}", bare / ours


def _s(seconds: float) -> str:
    return report.number(seconds, "s")


def _best(turns: list[Turn]) -> Turn:
    return min(turns, key=lambda turn: turn["seconds"])


def _write(text: Path, workbook: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(TITLES)
    with text.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(TITLES)
        for number in range(CUSTOMERS):
            # Names in the order of numbers are kinder to an index than a town is.
            who = f"lefevre{number * 7919 % CUSTOMERS}"
            row = (
                *(47_000_000 + number, f"LEFÈVRE Mathilde {number}", f"m.{who}@exemple.fr"),
                *(f"{number}, boulevard Lopes", 47550, "BOÉ"),
            )
            writer.writerow(row)
            sheet.append(row)
    book.save(workbook)


def _bare(source: Path, database: Path) -> Turn:
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    connection = sqlite3.connect(database)
    connection.executescript(TABLE)
    began, cpu = time.perf_counter(), time.process_time()
    with source.open(encoding="utf-8", newline="") as file, connection:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        connection.executemany(
            "INSERT INTO customers (portal, number, name, address) VALUES ('M470310001', ?, ?, ?)",
            (row[:3] for row in rows),
        )
    turn = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    connection.close()
    return turn


def _ours(source: Path, folder: Path, *, times: int) -> list[Turn]:
    """Import a list into a new register, so many times, each in a process of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        data = Path(name)
        (data / "portails.toml").write_text(COMMUNE, "utf-8")
        return [_one(source, data) for _ in range(times)]


def _longest_wait(source: Path, folder: Path) -> float:
    """Return how long a page that writes waits at most while a list is imported."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        data = Path(name)
        (data / "portails.toml").write_text(COMMUNE, "utf-8")
        Store(data).close()
        with subprocess.Popen(  # noqa: S603 - this very module
            [sys.executable, "-m", "bench.imports", "wait", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as page:
            assert page.stdout
            page.stdout.readline()
            _one(source, data)
            longest, _ = page.communicate("stop\n")
    return float(longest)


def _one(source: Path, data: Path) -> Turn:
    done = subprocess.run(  # noqa: S603 - this very module
        [sys.executable, "-m", "bench.imports", str(source), str(data)],
        stdout=subprocess.PIPE,
        check=True,
    )
    turn: Turn = json.loads(done.stdout)
    return turn


def _measure(source: Path, data: Path) -> Turn:
    """Do what the command does, once everything is loaded and the tables are there."""
    import resource

    from app import create_app
    from domain import imports
    from domain.customers import plan
    from domain.imports import Options, Subject
    from domain.listings import Listing

    environ = {
        "PORTAIL_DATA_DIR": str(data),
        "PORTAIL_PUBLIC_URL": "http://127.0.0.1:8000",
        "PORTAIL_DEMO": "true",
    }
    with create_app(environ).app_context():
        import services

        at_hand = services.current()
        portal = at_hand.portals.all()["M470310001"]
        with at_hand.store.write() as transaction:
            plan.plan(transaction, portal, Listing())
        began, cpu = time.perf_counter(), time.process_time()
        imports.carry_out(at_hand.store, portal, Subject.CUSTOMERS, source, Options())
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "mib": peak}


def _wait(data: Path) -> None:
    """Write as a page would, again and again; when told to stop, print the longest wait."""
    connection = sqlite3.connect(data / "portail.db", timeout=30, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    longest = 0.0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE alembic_version SET version_num = version_num")
        connection.execute("COMMIT")
        longest = max(longest, time.perf_counter() - began)
    print(longest)


if __name__ == "__main__" and sys.argv[1] == "wait":
    _wait(Path(sys.argv[2]))
elif __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]), Path(sys.argv[2]))))

"""Invoices: bringing a batch in, « Mes factures », and a large PDF.

Ratios within one run: the import against copying and flushing the same files, the page with
invoices against the page without, a database of a million against one of a thousand.
"""

import http.client
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import ground, report

LOT = 5_000
PDF_BYTES = 100_000
SHOWN = 24
LARGE_BYTES = 10_000_000


def run() -> None:
    """Measure all of it."""
    report.heading("factures")
    with ground.folder() as folder:
        _measure_import(folder)
    with ground.folder() as folder:
        _measure_pages(folder)
    with ground.folder() as folder:
        _measure_large_pdf(folder)


def _measure_import(folder: Path) -> None:
    batch = folder / "lot"
    batch.mkdir()
    lines = ["numero;client;objet;date;echeance;montant;fichier"]
    for number in range(LOT):
        (batch / f"{number}.pdf").write_bytes(a_pdf(number))
        lines.append(
            f"FA-{number};{number % 2500};Eau potable;23/11/2026;23/12/2026;57,20 €;{number}.pdf"
        )
    (batch / "factures.csv").write_text("\n".join(lines))
    ground.fill(ground.data(folder), customers=2500)
    os.sync()
    copied = _seconds(lambda: _copy(batch, folder / "copy"))
    imported = _seconds(lambda: ground.flask(folder, "factures", "import", str(batch), "--oui"))
    report.line(
        f"importer {LOT} factures (PDF de 100 ko) / cp + fsync",
        report.number(imported, "s"),
        report.number(copied, "s"),
        imported / copied,
    )


def a_pdf(number: int) -> bytes:
    """A PDF of 100 kB as billing programs make them, different for each number."""
    return _model().replace(b"FACTURE-0000000", f"FACTURE-{number:07}".encode())


def _model(made: list[bytes] = []) -> bytes:  # noqa: B006 - made once
    if not made:
        from fpdf import FPDF
        from PIL import Image

        document = FPDF()
        document.set_title("FACTURE-0000000")
        for page in range(2):
            document.add_page()
            document.set_font("Helvetica", size=11)
            document.cell(0, 6, "NOM Prénom", new_x="LMARGIN", new_y="NEXT")
            for line in range(40):
                document.cell(0, 6, f"Page {page + 1}, ligne {line}", new_x="LMARGIN", new_y="NEXT")
        side = 177  # so many pixels of noise weigh what is lacking
        noise = Image.frombytes("RGB", (side, side), secrets.token_bytes(3 * side * side))
        document.image(noise, w=40)
        made.append(bytes(document.output()))
        assert abs(len(made[0]) - PDF_BYTES) < PDF_BYTES / 20, len(made[0])
        assert b"FACTURE-0000000" in made[0]
    return made[0]


def _copy(source: Path, target: Path) -> None:
    target.mkdir()
    for path in source.iterdir():
        place = target / path.name
        shutil.copyfile(path, place)
        handle = os.open(place, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _measure_pages(folder: Path) -> None:
    with ExitStack() as stack:
        sites = [
            stack.enter_context(_site(folder, others))
            for others in (ground.THOUSAND, ground.MILLION)
        ]
        costs: dict[tuple[int, int], list[float]] = defaultdict(list)
        for _ in range(25):  # in turns: what else the machine does meanwhile hits all
            for place, (port, pid, cookies) in enumerate(sites):
                for shown, cookie in zip((0, SHOWN), cookies, strict=True):
                    costs[place, shown].append(_cpu_ms(port, pid, cookie))
    none, some, among_many = (min(costs[key][1:]) for key in ((0, 0), (0, SHOWN), (1, SHOWN)))
    report.line(
        f"« Mes factures », {SHOWN} factures / aucune (CPU)",
        report.number(some, "ms"),
        report.number(none, "ms"),
        some / none,
    )
    report.line(
        "un million d'autres factures / un millier (CPU)",
        report.number(among_many, "ms"),
        report.number(some, "ms"),
        among_many / some,
    )


@contextmanager
def _site(folder: Path, others: int) -> Iterator[tuple[int, int, list[str]]]:
    """Serve a portal with so many invoices of others; yields port, process and two sessions."""
    from app import create_app

    own = folder / str(others)
    own.mkdir()
    data = ground.data(own)
    ground.fill(data, customers=100_000)
    with sqlite3.connect(data / "portail.db") as database:
        ground.add_invoices(database, others, lambda index: 2 + index % 99_997)
        ground.add_invoices(database, SHOWN, lambda _: 1)
    app = create_app(ground.environ(own))
    cookies = [ground.log_in(app, name) for name in ("vide", "alice")]
    with _serving(own) as (port, pid):
        yield port, pid, cookies


def _cpu_ms(port: int, pid: int, cookie: str, rounds: int = 60) -> float:
    began = _cpu_ns(pid)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(rounds):
        connection.request(
            "GET", "/factures", headers={"Cookie": cookie, "Accept-Encoding": "gzip"}
        )
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200  # noqa: PLR2004
    connection.close()
    return (_cpu_ns(pid) - began) / 1e6 / rounds


def _cpu_ns(pid: int) -> int:
    """Return the CPU time that all threads of a process have used."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def _measure_large_pdf(folder: Path) -> None:
    data = ground.data(folder)
    ground.fill(data, customers=10)
    from app import create_app
    from store.documents import Documents

    kept = [Documents(data).keep(os.urandom(size)) for size in (1000, LARGE_BYTES)]
    with sqlite3.connect(data / "portail.db") as database:
        for digest in kept:
            ground.add_invoices(database, 1, lambda _: 1, digest=digest)
        small, key = (row[0] for row in database.execute("SELECT key FROM invoices ORDER BY id"))

    cookie = ground.log_in(create_app(ground.environ(folder)), "alice")
    with _serving(folder) as (port, pid):
        _download(port, "/healthz", cookie)
        for _ in range(3):
            _download(port, "/factures", cookie)
        _download(port, f"/factures/{small}", cookie)
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # VmHWM begins anew
        before = _memory(pid)
        assert len(_download(port, f"/factures/{key}", cookie)) == LARGE_BYTES
        after = _memory(pid)
    report.line("un PDF de 10 Mo : mémoire en plus", report.number((after - before) / 1000, "Mo"))


def _memory(pid: int) -> int:
    """Return the most memory that a process held, in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[int, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "flask", "serve", "--port", str(port)],
        cwd=ground.ROOT,
        env=ground.own(ground.environ(folder)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            try:
                _download(port, "/healthz", "")
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _download(port: int, path: str, cookie: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Cookie": cookie})
    return connection.getresponse().read()


def _seconds(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began

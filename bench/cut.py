"""One PDF for all bills: cutting it, beside reading its text with pypdf and nothing more.

5,000 bills in 10,000 pages, in processes of their own that take turns. The time is the processor's,
from the opened file to the commit; then a bill that was cut out is downloaded, and one that came alone.
"""

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench import ground, report

BILLS = 5_000
TURNS = 1
ROUNDS = 300
MOST_MIB = 300
KINDS = ("bare", "ours")


def run() -> None:
    """Measure in turns, and print the best of each."""
    with ground.folder() as folder:
        lot = folder / "lot"
        lot.mkdir()
        _write(lot)
        turns: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
        for turn in range(TURNS):
            for kind in KINDS:
                turns[kind].append(_measured(kind, folder / f"{kind}{turn}", lot))
        bare, ours = (min(turns[kind], key=lambda one: one["cpu"]) for kind in KINDS)
        report.heading(f"un PDF de {BILLS} factures", bare="pypdf seul")
        report.line(
            "lire, découper, importer (CPU)",
            report.number(ours["cpu"], "s"),
            report.number(bare["cpu"], "s"),
            ours["cpu"] / bare["cpu"],
        )
        report.line(
            "mémoire au plus haut",
            report.number(ours["mib"], "Mio"),
            report.number(bare["mib"], "Mio"),
        )
        _print_download(folder, lot)
        load = ", ".join(report.number(one, "") for one in os.getloadavg())
        report.line("charge de la machine (1, 5, 15 min)", load)


def _write(lot: Path) -> None:
    from tools import one_pdf

    table = [f"Eau, tranche {at}\t{at * 7} m3\t1,{at:02} €\t{at * 9},20 €" for at in range(20)]
    behind = [*one_pdf.BEHIND, *(f"Article {at} : {one_pdf.BEHIND[1]}" for at in range(25))]
    bills = [bill._replace(name="NOM Prénom") for bill in one_pdf.bills(BILLS)]  # as `ground.fill`
    pages = [page for bill in bills for page in ([*bill.front(), *table], behind)]
    (lot / "tout.pdf").write_bytes(one_pdf.by_fpdf2(pages))
    with (lot / "factures.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(("numero", "client", "date", "montant"))
        rows.writerows(
            (bill.number, at + 1, "23/11/2026", bill.amount) for at, bill in enumerate(bills)
        )


def _measured(kind: str, folder: Path, lot: Path) -> dict[str, float]:
    if kind == "ours":
        ground.fill(ground.data(folder), customers=BILLS + 1)
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bench.cut", kind, str(folder), str(lot)],
        cwd=ground.ROOT,
        env=ground.own(ground.environ(folder)),
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _work(kind: str, folder: Path, lot: Path) -> dict[str, float]:
    began = time.process_time()
    if kind == "ours":
        _import(folder, lot)
    else:
        from pypdf import PdfReader

        for page in PdfReader(lot / "tout.pdf").pages:
            page.extract_text()
    most = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    return {"cpu": time.process_time() - began, "mib": int(most) / 1024}


def _import(folder: Path, lot: Path) -> None:
    from domain.imports import Options, Subject, carry_out
    from domain.mailboxes import Mailbox
    from domain.portals import Portal
    from store import Store

    sender = Mailbox("Boé", "a@exemple.fr")
    portal = Portal(
        ground.PORTAL, "Ville de Boé", "a@exemple.fr", ground.ORIGIN, sender, sender.address
    )
    store = Store(folder / "data")
    report = carry_out(store, portal, Subject.INVOICES, lot, Options())
    assert report.counts["added"] == BILLS, report
    store.close()


def _print_download(folder: Path, lot: Path) -> None:
    """A bill that was cut out, and one of the same size that came alone."""
    from app import create_app
    from domain.invoices.whole import Whole
    from store.documents import Documents
    from tools import one_pdf

    with (lot / "tout.pdf").open("rb") as file:
        part = Whole(file).part([(1, 2)])
    alone = one_pdf.by_fpdf2([bill.front() * 2 for bill in one_pdf.bills(2)])
    place = folder / "download"
    ground.fill(ground.data(place), customers=10)
    app = create_app(ground.environ(place))
    keys = [_key(place / "data", Documents(place / "data").keep(one)) for one in (part, alone)]
    client: Any = app.test_client(use_cookies=False)
    cookie = ground.log_in(app, "alice")
    costs: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for at, key in enumerate(keys):
            began = time.process_time()
            answer = client.get(
                f"/factures/{key}", base_url=ground.ORIGIN, headers={"Cookie": cookie}
            )
            assert answer.data.startswith(b"%PDF"), answer.status
            costs[at].append((time.process_time() - began) * 1000)
    cut, plain = (sorted(each)[len(each) // 2] for each in costs)
    report.line(
        "télécharger une facture découpée / venue seule",
        report.number(cut, "ms"),
        report.number(plain, "ms"),
        cut / plain,
    )


def _key(data: Path, digest: str) -> str:
    import sqlite3

    with sqlite3.connect(data / "portail.db") as database:
        ground.add_invoices(database, 1, lambda _: 1, digest=digest)
        found: str = database.execute(
            "SELECT key FROM invoices WHERE document = ?", (digest,)
        ).fetchone()[0]
        return found


if __name__ == "__main__":
    print(json.dumps(_work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))

"""Housekeeping beside an import, two real processes: no invoice is left without its PDF."""

import random
import signal
import subprocess
import threading
import time
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path

from domain.faults import Fault
from domain.history import NO_VISIT
from domain.invoices import removals
from store.documents import Documents
from tests.bills import a_batch, a_bill, brought_in, invoices_of
from tests.pdfs import a_pdf, age
from tests.people import ALICE
from tests.store.processes import start
from tests.town import Town

SECONDS = 3.0
BILLS = 3
LEFT = 200  # other files that are to go: the longer the work, the oftener it is hit
ONE_FOLDER = "00"
FROZEN_SECONDS = 0.1
TIDY_UP = """
import sys
from pathlib import Path
from domain.invoices import unused_documents
from store import Store
store = Store(Path(sys.argv[1]), sys.argv[2])
print("begun", flush=True)
while True:
    unused_documents.remove(store)
"""


def test_housekeeping_takes_no_pdf_that_an_import_names_meanwhile(
    town: Town, tmp_path: Path
) -> None:
    batch = a_batch_of_one_folder(tmp_path)
    documents = Documents(town.data_dir)
    folder = documents.path(ONE_FOLDER).parent
    folder.mkdir(parents=True)
    imports = 0
    beside = start(TIDY_UP, town.data_dir, town.services.settings.database_url)
    try:
        assert beside.stdout
        beside.stdout.readline()
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            frozen_in_its_work(beside)
            if was_imported(town, batch):
                imports += 1
                time.sleep(FROZEN_SECONDS)
                kept = [path for path in folder.iterdir() if path.stat().st_size]
                assert len(kept) == BILLS, imports
            take_back(town)
            beside.send_signal(signal.SIGSTOP)  # the next work is there all at once
            for number in range(LEFT):
                (folder / f"{ONE_FOLDER}{number}.pdf").touch()
            age(documents)
            beside.send_signal(signal.SIGCONT)
    finally:
        beside.kill()
        beside.communicate()

    assert imports > 2


def a_batch_of_one_folder(place: Path) -> Path:
    """A batch whose PDFs all lie in the same folder, so that housekeeping is mostly there."""
    found: dict[str, bytes] = {}
    for number in count():
        content = a_pdf(f"FA-{number} {ALICE.name}")
        if sha256(content).hexdigest().startswith(ONE_FOLDER):
            found[f"FA-{number}"] = content
        if len(found) == BILLS:
            break
    pdfs = {f"{number}.pdf": content for number, content in found.items()}
    return a_batch(place, *(a_bill(ALICE, number) for number in found), pdfs=pdfs)


def frozen_in_its_work(process: subprocess.Popen[str]) -> None:
    """Stop it for a moment at a moment of chance, as a busy machine does."""
    time.sleep(random.uniform(0, 0.003))
    process.send_signal(signal.SIGSTOP)
    threading.Timer(FROZEN_SECONDS, process.send_signal, [signal.SIGCONT]).start()


def was_imported(town: Town, batch: Path) -> bool:
    """Whether it was; one whose PDF went before it was named says so, and does nothing."""
    with suppress(Fault):
        brought_in(town, batch, with_mail=False)
    imported = len(invoices_of(town, ALICE))
    assert imported in (0, BILLS)
    return imported == BILLS


def take_back(town: Town) -> None:
    here = town.services.portals.all()[ALICE.portal]
    numbers = invoices_of(town, ALICE)
    with town.services.store.write() as transaction:
        removal = removals.of_numbers(transaction, here, numbers)
        removals.apply(transaction, here, removal, NO_VISIT)

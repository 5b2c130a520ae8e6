"""A file brought in the browser, whatever is killed and wherever the disk ends: once, or not at all."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from domain.uploads import WORKED_ON, State
from jobs import uploads
from store import customers, events
from tests import bills
from tests import uploads as kit
from tests.commands.flask import ROOT, variables
from tests.commands.portal import serving
from tests.inbox import Inbox
from tests.jobs.portal import until
from tests.pdfs import by_hand
from tests.people import ALICE, BOE, NADIA
from tests.store.processes import small_disk
from tests.town import Town, running

COUNT = 3000
LIST = "\n".join(
    ["Numéro;Nom;Mail", *(f"{n};NOM {n};n{n}@exemple.fr" for n in range(100000, 100000 + COUNT))]
).encode()


def state(town: Town) -> State:
    (upload,) = kit.all_of(town)
    return State(upload.state)


def taken(town: Town) -> int:
    """How many customers of the list the register has."""
    with town.services.store.read() as transaction:
        return len([number for number in customers.known(transaction, BOE) if len(number) == 6])


def imports(town: Town) -> int:
    with town.services.store.read() as transaction:
        lines = [line for line, _ in events.of_staff(transaction, BOE, limit=50)]
    return len([line for line in lines if line.kind == "list_imported"])


def look(town: Town) -> None:
    """What the server does all the time."""
    with town.app.app_context():
        for each in WORKED_ON:
            uploads.look(each)


def child(town: Town) -> subprocess.Popen[bytes]:
    """The process that the server starts for the one upload there is."""
    (upload,) = kit.all_of(town)
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "deposer", upload.key],
        cwd=ROOT,
        env=variables(town.data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def processes_of(town: Town) -> list[int]:
    """The children that work on the one upload there is."""
    (upload,) = kit.all_of(town)
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().split(b"\0")
        except OSError:
            continue
        if upload.key.encode() in words:
            found.append(int(place.parent.name))
    return found


def until_done(town: Town) -> None:
    until(lambda: state(town) not in (State.CHECKING, State.IMPORTING), seconds=60)


@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.0, 1.2, 1.4, 1.8])
def test_a_killed_import_is_whole_with_its_row_or_nothing(town: Town, seconds: float) -> None:
    nadia = town.at_work(NADIA)
    kit.checked(town, nadia, LIST)
    nadia.press("Importer")

    process = child(town)
    time.sleep(seconds)
    process.kill()
    process.wait()

    assert (state(town), taken(town)) in ((State.IMPORTING, 0), (State.DONE, COUNT))
    assert child(town).wait(60) == 0
    assert (state(town), taken(town), imports(town)) == (State.DONE, COUNT, 1)


def test_a_server_that_is_killed_goes_on_with_it_when_it_is_back(town: Town) -> None:
    nadia = town.at_work(NADIA)
    where = kit.bring(nadia, LIST).path
    with serving(town.data_dir) as first:
        until(lambda: processes_of(town), seconds=20)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
    with serving(town.data_dir) as second:
        until_done(town)
        nadia.get(where)
        nadia.press("Importer")
        until(lambda: processes_of(town), seconds=20)
        second.process.send_signal(signal.SIGKILL)
        second.process.wait()
    with serving(town.data_dir):
        until_done(town)

    assert (state(town), taken(town), imports(town)) == (State.DONE, COUNT, 1)
    assert "clients.csv" not in kit.lying(town)


def test_a_child_that_is_killed_is_said_and_can_be_begun_again(town: Town) -> None:
    nadia = town.at_work(NADIA)
    where = kit.bring(nadia, LIST).path
    with serving(town.data_dir):
        until(lambda: processes_of(town), seconds=20)
        for process in processes_of(town):
            os.kill(process, signal.SIGKILL)
        until_done(town)
        page = nadia.get(where)
        assert page.h1 == "Ce fichier ne peut pas être importé"
        assert page.says("interrompu avant la fin : rien n'a été changé")
        nadia.press("Vérifier de nouveau")
        until_done(town)

    assert state(town) is State.CHECKED


def test_what_was_cut_while_it_came_leaves_nothing(town: Town) -> None:
    agent = town.at_work(NADIA)
    agent.get("/mairie/deposer")
    cookie = next(each.value for each in agent.cookies() if each.key == "mairie")
    head = (
        f"POST /mairie/deposer?LIEN={BOE} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n"
        f"Cookie: mairie={cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        "Content-Length: 90000000\r\n\r\n"
    )
    with serving(town.data_dir) as portal:
        host, port = portal.origin.removeprefix("http://").split(":")
        with closing(socket.create_connection((host, int(port)))) as line:
            line.sendall(head.encode() + b"--x\r\n" + b"a" * 5_000_000)
            time.sleep(0.5)
            portal.process.send_signal(signal.SIGKILL)
            portal.process.wait()

    assert kit.lying(town) == []
    assert [path.name for path in (town.data_dir / "tmp").iterdir() if path.is_dir()] == []


@pytest.mark.sqlite
def test_a_disk_that_is_full_at_any_step_is_said_and_nothing_is_lost(
    tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = [bills.a_bill(ALICE, f"FA-{number}") for number in range(40)]
    heavy = {
        f"FA-{number}.pdf": by_hand(objects=(f"({number} {'x' * 100_000})",))
        for number in range(40)
    }
    batch = bills.a_batch(tmp_path, *lot, pdfs=heavy).read_bytes()
    with small_disk(tmp_path / "data", "14m"), running(tmp_path / "data", inbox) as town:
        for name, value in variables(town.data_dir).items():
            monkeypatch.setenv(name, value)
        ballast = town.data_dir / "lest"
        nadia = town.at_work(NADIA)
        free = os.statvfs(town.data_dir).f_bavail * os.statvfs(town.data_dir).f_frsize
        ballast.write_bytes(bytes(free - len(batch) // 2))
        page = kit.bring(nadia, batch, "novembre.zip", status=422)
        assert page.says("n'a pas pu être gardé")
        assert kit.lying(town) == []

        ballast.write_bytes(bytes(free - len(batch) * 3 // 2))
        where = kit.bring(nadia, batch, "novembre.zip").path
        look(town)
        nadia.get(where)
        nadia.press("Importer")
        look(town)
        page = nadia.get(where)
        assert page.h1 == "Voici ce que l'import ferait"
        assert page.says("Le disque est plein. Rien n'est encore écrit.")
        assert bills.invoices_of(town, ALICE) == []

        ballast.unlink()
        assert kit.imported(town, nadia).h1 == "Import terminé"
        assert len(bills.invoices_of(town, ALICE)) == 40


def test_the_server_does_it_all_by_itself(town: Town) -> None:
    nadia = town.at_work(NADIA)
    with serving(town.data_dir):
        where = kit.bring(nadia, kit.CLIENTS).path
        until_done(town)
        nadia.get(where)
        nadia.press("Importer")
        until_done(town)

    assert nadia.get(where).h1 == "Import terminé"

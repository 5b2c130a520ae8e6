"""What the tests of « Déposer » do again and again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from commands import deposer
from domain.uploads import WORKED_ON
from store import uploads
from store.records import Upload
from tests.people import BOE
from tests.town import Town
from tests.visitor import Page, Visitor

CLIENTS = (
    "Numéro;Nom;Mail\n9001;NEUF Alice;neuf@exemple.fr\n9002;DIX Paul;paul.arobase.exemple.fr\n"
).encode()


def bring(agent: Visitor, content: bytes, name: str = "clients.csv", *, status: int = 200) -> Page:
    """Choose a file on « Déposer », and press « Vérifier »."""
    page = agent.get("/mairie/deposer")
    form, _ = page.button("Vérifier")
    kind = {"Content-Type": "multipart/form-data; boundary=ici"}
    body = multipart(agent.sent_by(form), content, name)
    return agent.post("/mairie/deposer", body, status=status, **kind)


def multipart(fields: Mapping[str, str], content: bytes, name: str) -> bytes:
    """A form with a file, as a browser sends it; the boundary is « ici »."""
    before = "".join(
        f'--ici\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    head = f'--ici\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return f"{before}{head}".encode() + content + b"\r\n--ici--\r\n"


def bring_file(agent: Visitor, path: Path) -> Page:
    return bring(agent, path.read_bytes(), path.name)


def carry_on(town: Town) -> None:
    """Do all that waits to be done, as the child process does it."""
    with town.app.app_context():
        for state in (*WORKED_ON, *WORKED_ON):  # an import may want a new check
            while True:
                with town.services.store.read() as transaction:
                    upload = uploads.first_in(transaction, state)
                if upload is None:
                    break
                assert deposer.command.callback is not None
                deposer.command.callback(upload.key)


def checked(town: Town, agent: Visitor, content: bytes, name: str = "clients.csv") -> Page:
    """Bring a file, and look at what it would do."""
    where = bring(agent, content, name).path
    carry_on(town)
    return agent.get(where)


def imported(town: Town, agent: Visitor) -> Page:
    """Press « Importer » on the page that shows what a file would do, and look at the report."""
    where = agent.press("Importer").path
    carry_on(town)
    return agent.get(where)


def all_of(town: Town, portal: str = BOE) -> list[Upload]:
    with town.services.store.read() as transaction:
        return uploads.moved_since(transaction, portal, datetime.min.replace(tzinfo=UTC))


def lying(town: Town) -> list[str]:
    """The files that lie in `tmp/`, without their folders."""
    return sorted(path.name for path in (town.data_dir / "tmp").glob("*/*"))

"""The journal of a portal that serves: one line an event, and nothing in it that is somebody's."""

import re
import urllib.error
from contextlib import suppress
from pathlib import Path

from domain.accounts.links import Purpose
from tests.commands.load import fill_in, forget_the_password
from tests.commands.portal import serving
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.jobs.portal import until
from tests.people import ALICE, BOE, PASSWORD
from tests.town import running

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) (-|[0-9a-f]{8}) [^\n\x00-\x1f]+"
)


def test_a_days_work_leaves_whole_lines_and_no_address_link_or_password(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder, login = tmp_path / "data", f"/?LIEN={BOE}"
    inbox.replies[ALICE.address] = (
        f"451 4.7.1 <{ALICE.address}> greylisted, see http://x/?a=secret1"
    )
    with running(folder, inbox, empty_database=empty_database) as town:
        link = town.link(ALICE, Purpose.RECOVERY)
        with serving(folder, PORTAIL_MAIL_PORT=str(inbox.port)) as portal:
            forget_the_password(portal)
            until(lambda: "greylisted" in portal.journal.read_text())
            fill_in(portal, link, "/mot-de-passe", password="une girafe à lunettes")
            with suppress(urllib.error.HTTPError):
                fill_in(portal, login, "/connexion", address=ALICE.address, password=PASSWORD)
            for path in (
                "/a%0aINFO%20-%20faux%1b%5b2J",
                f"/{ALICE.address}",
                "/desabonnement/A1b2C3d4E5f6G7h8I9j0K",
            ):
                with suppress(urllib.error.HTTPError):
                    portal.get(path)

    lines = portal.journal.read_text("utf-8").splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert len([line for line in lines if " POST /connexion 422 " in line]) == 1
    told = "\n".join(lines).lower()
    token = link.rpartition("LIEN=X")[2]
    for secret in (
        ALICE.address,
        "alice",
        token,
        token[-12:],
        "girafe",
        PASSWORD,
        "secret1",
        "A1b2",
    ):
        assert secret.lower() not in told

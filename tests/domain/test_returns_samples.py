"""Returns as servers of all kinds shape them: tests/samples/retours, one file each."""

import csv
from pathlib import Path

import pytest

from domain import return_reports, returns
from tests.people import ALICE
from tests.returned import last_sent
from tests.town import Town

FOLDER = Path(__file__).parents[1] / "samples" / "retours"
EXPECTED = FOLDER / "attendus.csv"


def expected() -> list[tuple[str, str, str]]:
    if not EXPECTED.exists():
        return []
    with EXPECTED.open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["fichier"], row["effet"], row["motif"] or "")
            for row in csv.DictReader(file, delimiter=";")
        ]


def test_every_sample_has_its_line() -> None:
    files = {path.name for path in FOLDER.glob("*.eml")}

    assert {name for name, _, _ in expected()} == files


@pytest.mark.parametrize(("name", "outcome", "reason"), expected())
def test_a_return_of_another_server_means_what_it_says(
    town: Town, name: str, outcome: str, reason: str
) -> None:
    town.queue_mail(ALICE)
    town.send_what_is_due()
    mail, _ = last_sent(town)
    filled = (
        (FOLDER / name)
        .read_bytes()
        .replace(b"{MESSAGE_ID}", (mail.header("Message-ID") or "").encode())
        .replace(b"{DESTINATAIRE}", ALICE.address.encode())
    )

    report = return_reports.read(filled)
    with town.services.store.write() as transaction:
        became = returns.take(transaction, filled)

    assert became.name == outcome
    if reason:
        assert report is not None
        assert [each.reason for each in report.failures][:1] == [reason]

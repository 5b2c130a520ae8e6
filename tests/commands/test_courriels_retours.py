"""`flask courriels retours`, and what `flask doctor` says of mails that came back."""

from pathlib import Path

import pytest

from commands.checks import Finding
from commands.checks import returns as checks
from domain import returns
from settings import ReturnsSettings
from tests.commands.flask import run
from tests.people import ALICE
from tests.returned import a_return, last_sent, refused
from tests.town import Town


def sent(town: Town) -> str:
    town.queue_mail(ALICE)
    town.send_what_is_due()
    mail, _ = last_sent(town)
    return mail.header("Message-ID") or ""


def saved(folder: Path, raw: bytes) -> str:
    file = folder / "retour.eml"
    file.write_bytes(raw)
    return str(file)


def test_a_return_saved_as_a_file_counts(town: Town, tmp_path: Path) -> None:
    file = saved(tmp_path, a_return(sent(town)))

    answer = run(town.app, "courriels", "retours", "--fichier", file)
    listed = run(town.app, "courriels", "retours")
    mails = run(town.app, "courriels", "list")

    assert answer.status == 0
    assert "l'adresse n'est plus sollicitée" in answer.said
    assert refused(town)
    assert "adresse morte" in listed.said
    assert "Aucune boîte des retours n'est réglée" in listed.told
    assert "1 est revenu" in mails.said.replace("\u00a0", " ")


def test_a_file_that_is_no_return_changes_nothing_and_says_so(town: Town, tmp_path: Path) -> None:
    sent(town)
    answer = run(
        town.app, "courriels", "retours", "--fichier", saved(tmp_path, b"Subject: absent\n\n")
    )

    assert answer.status == 2
    assert "ce n'est pas un retour" in answer.said


def test_who_marks_nobody_is_told_what_to_send_to_the_host(town: Town) -> None:
    raw = a_return(sent(town), text="550 5.7.26 SPF and DKIM did not pass", status="5.7.26")
    with town.services.store.write() as transaction:
        returns.take(transaction, raw)

    (finding,) = checks.our_fault(town.services.store)

    assert "1 courriel est revenu" in finding.text.replace("\u00a0", " ")
    assert "« 5.7.26 550 5.7.26 SPF and DKIM did not pass »" in finding.text


@pytest.mark.parametrize(
    ("server", "remedy"),
    [
        ("outlook.office365.com", "Microsoft n'accepte plus"),
        ("imap.gmail.com", "mot de passe d'application"),
        ("imap.ma-commune.fr", "PORTAIL_RETOURS_PASSWORD"),
    ],
)
def test_each_host_has_its_remedy_where_a_password_is_refused(server: str, remedy: str) -> None:
    settings = ReturnsSettings(server=server, username="a", password="b")

    assert remedy in checks.remedy(settings, is_login=True)


def test_a_mailbox_that_cannot_be_read_is_named_with_what_to_do() -> None:
    settings = ReturnsSettings(server="127.0.0.1", port=1, username="a", password="s3cret-a-taire")

    (finding,) = list[Finding](checks.readable(settings))

    assert "127.0.0.1, port 1" in finding.text
    assert "PORTAIL_RETOURS_SERVER" in finding.text
    assert settings.password not in finding.text


def test_where_nobody_reads_returns_that_is_advised() -> None:
    (finding,) = checks.readable(ReturnsSettings())

    assert finding.level.value == "conseil"

"""Returned mails of many shapes: what each says, and what is none."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import return_reports
from domain.return_reports import Reason
from tests.returned import a_return

OURS = "<abc@ville-boe.fr>"


def reason(text: str, status: str = "5.0.0", human: str = "") -> Reason:
    report = return_reports.read(a_return(OURS, text=text, status=status, human=human))
    assert report is not None
    return report.failures[0].reason


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("550 5.1.1 <x>: Recipient address rejected: User unknown", "5.1.1", Reason.DEAD),
        ("550 5.1.1 Adresse d au moins un destinataire invalide.", "5.1.1", Reason.DEAD),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", "5.1.10", Reason.DEAD),
        ("550 5.4.1 Recipient address rejected: Access denied.", "5.4.1", Reason.DEAD),
        ("550 5.2.1 This mailbox has been blocked due to inactivity", "5.2.1", Reason.DEAD),
        ("550 5.1.1 Boîte aux lettres pleine", "5.1.1", Reason.LATE),
        ("552-5.2.2 The email account is over quota", "5.2.2", Reason.LATE),
        ("452 4.2.2 The recipient's inbox is out of storage", "4.2.2", Reason.LATE),
        ("connect to mx.exemple.fr: Connection timed out", "4.4.1", Reason.LATE),
        ("550 5.7.1 Message rejected: looks like spam", "5.7.1", Reason.OURS),
        ("550-5.7.26 unauthenticated: SPF and DKIM did not pass", "5.7.26", Reason.OURS),
        ("550 5.1.1 blocked using Spamhaus", "5.1.1", Reason.OURS),
        ("554 5.7.1 <x>: Relay access denied", "5.7.1", Reason.OURS),
        ("550 5.7.1 User unknown", "5.7.1", Reason.DEAD),
        ("554 5.0.0 non", "5.0.0", Reason.OTHER),
        ("550 Requested action not taken", "5.1.1", Reason.DEAD),
        ("550 5.5.0 Requested action not taken: mailbox unavailable", "5.5.0", Reason.DEAD),
        ("550 5.5.0 Boite du destinataire archivee. Archived recipient.", "5.5.0", Reason.DEAD),
        ("552 5.1.1 Boite du destinataire pleine. Recipient overquota.", "5.1.1", Reason.LATE),
        ("550 5.5.3 Too many invalid recipients. LPN105_411", "5.5.3", Reason.OURS),
        ("550 5.7.1 <x>: Recipient address rejected: Access denied", "5.7.1", Reason.OURS),
        ("retry timeout exceeded", "5.0.0", Reason.LATE),
        ("5.4.7 Delivery time expired", "5.4.7", Reason.LATE),
        ("Host or domain name not found. Name service error", "5.4.4", Reason.DEAD),
        ("550-5.1.1 The email account that you tried to reach does not exist", "", Reason.DEAD),
        ("550-5.2.1 The email account that you tried to reach is disabled", "", Reason.DEAD),
        ("554 5.2.2 mailbox full; QuotaExceededException", "5.2.2", Reason.LATE),
    ],
)
def test_the_text_wins_over_the_code_and_the_code_decides_where_there_is_no_text(
    text: str, status: str, expected: Reason
) -> None:
    assert reason(text, status) is expected


def test_the_code_in_the_text_says_more_than_a_general_one() -> None:
    report = return_reports.read(a_return(OURS, text="550 5.1.1 non", status="5.0.0"))

    assert report is not None
    assert report.failures[0].status == "5.1.1"


def test_where_the_report_says_nothing_the_words_for_people_do() -> None:
    assert reason("", "5.0.0", human="La boîte mail est pleine.") is Reason.LATE


def test_what_came_back_is_named_by_its_message_id_and_its_recipient() -> None:
    report = return_reports.read(a_return(OURS, "<Alice@Exemple.fr>"))

    assert report is not None
    assert report.message_ids[0] == OURS
    assert report.failures[0].recipients == ["alice@exemple.fr"]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_only_a_failure_is_a_return(action: str) -> None:
    assert return_reports.read(a_return(OURS, action=action)) is None


@pytest.mark.parametrize(
    "kind",
    ["multipart/mixed", "multipart/report; report-type=feedback-report", "text/plain"],
)
def test_an_answer_or_a_feedback_report_is_none(kind: str) -> None:
    raw = a_return(OURS)
    other = raw.replace(b"multipart/report; report-type=delivery-status", kind.encode())
    if "feedback" in kind:
        other = other.replace(b"message/delivery-status", b"message/feedback-report")

    assert return_reports.read(other) is None


def test_a_return_that_a_customer_sends_on_is_none() -> None:
    quoted = b"From: a@b.fr\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n" + (
        b"Content-Type: message/rfc822\r\n\r\n" + a_return(OURS) + b"\r\n--q--\r\n"
    )

    assert return_reports.read(quoted) is None


def test_a_status_that_is_encoded_is_read() -> None:
    raw = a_return(OURS)
    kind = b"Content-Type: message/delivery-status\r\n\r\n"
    head, _, rest = raw.partition(kind)
    status, sign, tail = rest.partition(b"\r\n--B/")
    encoded = b64encode(status)
    made = head + kind[:-2] + b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded + sign + tail

    report = return_reports.read(made)

    assert report is not None
    assert report.failures[0].reason is Reason.DEAD


def test_a_mail_that_comes_back_encoded_is_recognised() -> None:
    raw = a_return(OURS)
    kind = b"Content-Type: message/rfc822\r\n\r\n"
    head, _, rest = raw.partition(kind)
    returned, sign, tail = rest.partition(b"\r\n--B/")
    encoded = b64encode(returned)
    made = head + kind[:-2] + b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded + sign + tail

    report = return_reports.read(made)

    assert report is not None
    assert report.message_ids == [OURS]


def test_a_text_in_a_wrong_charset_is_read() -> None:
    raw = a_return(OURS, text="550 5.1.1 Bo@te aux lettres pleine").replace(b"Bo@te", b"Bo\xeete")

    report = return_reports.read(raw)

    assert report is not None
    assert report.failures[0].reason is Reason.LATE


def test_a_mail_of_ten_megabytes_is_read_at_its_beginning() -> None:
    report = return_reports.read(a_return(OURS) + b"x" * 10_000_000)

    assert report is not None


def test_a_mail_nested_without_end_is_no_return() -> None:
    nested = b"Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\n" * 5_000

    assert return_reports.read(nested) is None


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_mail_however_broken_stops_the_reading(data: st.DataObject) -> None:
    raw = bytearray(a_return(OURS))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=30)):
        raw[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))

    report = return_reports.read(bytes(raw[:cut]))

    assert report is None or report.failures

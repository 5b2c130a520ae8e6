"""The table of contents of all mails is complete, and so are their texts."""

from domain.outbox import ASKED_FOR, Kind
from mail.compose import TEMPLATES
from mail.messages import AT_LEISURE, AWAITED, MAILS
from tests.browser.letters import SAMPLES


def test_every_kind_of_mail_has_its_line_and_its_text() -> None:
    texts = {path.stem for path in TEMPLATES.glob("*.txt")} - {"closing"}

    assert set(MAILS) == set(Kind) == texts


def test_every_kind_of_mail_is_read_before_it_leaves() -> None:
    missing = set(Kind) - set(SAMPLES)

    assert not missing, f"without a line in SAMPLES (tests/browser/letters.py): {missing}"


def test_a_mail_that_was_asked_for_on_a_page_is_awaited() -> None:
    assert set(ASKED_FOR) <= set(AWAITED)
    assert set(AWAITED) | set(AT_LEISURE) == set(Kind)

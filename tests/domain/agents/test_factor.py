"""The six digits of the moment, against RFC 6238's own examples; what a key, a serial and an id change."""

from datetime import UTC, datetime

import pytest
import time_machine

from domain import printed_codes
from domain.agents import factor
from store.records import Agent
from tests.people import VILLE_DE_BOE

RFC_SECRET = b"12345678901234567890"
# RFC 6238, appendix B, SHA-1: its eight digits end in our six.
EXAMPLES = {
    59: "94287082",
    1_111_111_109: "07081804",
    1_111_111_111: "14050471",
    1_234_567_890: "89005924",
    2_000_000_000: "69279037",
    20_000_000_000: "65353130",
}
NADIA = Agent(
    id=7,
    portal=VILLE_DE_BOE.code,
    address="nadia@ville-boe.fr",
    is_manager=False,
    password_hash="argon",
    version=1,
    serial=0,
    key_id=printed_codes.key_id("la clé"),
    last_step=0,
    invited_at=datetime(2026, 11, 25, tzinfo=UTC),
    last_login_at=None,
)


@pytest.mark.parametrize(("seconds", "digits"), EXAMPLES.items())
def test_the_rfcs_examples(seconds: int, digits: str) -> None:
    with time_machine.travel(seconds, tick=False):
        assert factor.code_at(RFC_SECRET, factor.step_now()) == digits[-6:]


@pytest.mark.parametrize("typed", ["287082", " 287 082 ", "287-082"])
def test_digits_are_taken_however_they_are_typed(typed: str) -> None:
    with time_machine.travel(59, tick=False):
        assert factor.step_of(RFC_SECRET, typed) == 1


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "٢٨٧٠٨٢", "two", "�"])
def test_anything_else_is_not(typed: str) -> None:
    with time_machine.travel(59, tick=False):
        assert factor.step_of(RFC_SECRET, typed) is None


def test_another_key_serial_or_agent_has_another_secret() -> None:
    others = [
        factor.secret("une autre clé", NADIA),
        factor.secret("la clé", NADIA._replace(serial=1)),
        factor.secret("la clé", NADIA._replace(id=8)),
        factor.secret("la clé", NADIA),
    ]

    assert len(set(others)) == 4
    assert {len(each) for each in others} == {20}


def test_after_a_change_of_key_the_old_one_still_serves_as_a_fallback() -> None:
    before = factor.secret("la clé", NADIA)

    assert factor.secret_of(("la nouvelle", "la clé"), NADIA) == before
    assert factor.secret_of(("la nouvelle",), NADIA) is None


def test_the_qr_code_holds_what_applications_expect() -> None:
    address = factor.as_address(RFC_SECRET, VILLE_DE_BOE, NADIA)

    assert address == (
        "otpauth://totp/Portail%20des%20factures%2C%20Ville%20de%20Bo%C3%A9:nadia%40ville-boe.fr"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Portail%20des%20factures%2C%20Ville%20de%20Bo%C3%A9"
    )
    assert factor.as_text(RFC_SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"

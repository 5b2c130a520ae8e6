"""The second factor: the six digits of the moment (RFC 6238), or one of ten printed codes.

Nothing of it is kept to be stolen: the secret is derived from the portal's key, the agent's id and a
serial, and printed codes are kept as hashes under that secret. A step of time is taken once, and none
before it any more. Why by hand: docs/decisions/0011-agents.md.
"""

import base64
import hmac
from collections.abc import Iterable
from urllib.parse import quote

from domain import clock, printed_codes
from domain.portals import Portal
from store import Transaction, agents
from store.records import Agent

STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = (0, -1, 1)  # steps: a telephone's clock is seldom right to the second
PRINTED = 10


def secret(key: str, agent: Agent) -> bytes:
    """Return the 160 bits that an agent's telephone shares with us under this key."""
    whose = f"portail-mairie-agent {agent.id} {agent.serial}"
    return hmac.digest(key.encode(), whose.encode(), "sha256")[:20]


def secret_of(keys: Iterable[str], agent: Agent) -> bytes | None:
    """Return the secret of an agent in service, None where the key it came from is gone."""
    return next(
        (secret(key, agent) for key in keys if printed_codes.key_id(key) == agent.key_id), None
    )


def code_at(shared: bytes, step: int) -> str:
    """Return the six digits of a step (RFC 4226, 5.3)."""
    digest = hmac.digest(shared, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_now() -> int:
    """Return the step of the present moment."""
    return int(clock.now().timestamp()) // STEP_SECONDS


def step_of(shared: bytes, typed: str) -> int | None:
    """Return the step, now or one beside it, whose digits were typed; None where there is none."""
    steps = (step_now() + each for each in TOLERANCE)
    digits = printed_codes.signs(typed).encode()
    fitting = [
        step for step in steps if hmac.compare_digest(code_at(shared, step).encode(), digits)
    ]
    return fitting[0] if fitting else None


def take(transaction: Transaction, keys: Iterable[str], agent: Agent, typed: str) -> bool:
    """Use up the digits of the moment, or a printed code; False where they don't fit, or no more."""
    shared = secret_of(keys, agent)
    if shared is None:
        return False
    step = step_of(shared, typed)
    if step is not None:
        return agents.take_step(transaction, agent, step)
    return agents.take_code(transaction, agent, _hash(shared, typed))


def print_codes(transaction: Transaction, shared: bytes, agent: Agent) -> list[str]:
    """Replace the printed codes by ten new ones, « K7QM-4RTX »; only their hashes are kept."""
    drawn = [printed_codes.drawn() for _ in range(PRINTED)]
    agents.set_codes(transaction, agent.id, [_hash(shared, code) for code in drawn])
    return [printed_codes.shown(code) for code in drawn]


def as_text(shared: bytes) -> str:
    """Return the secret as telephones take it, in groups of four signs."""
    text = base64.b32encode(shared).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def as_address(shared: bytes, portal: Portal, agent: Agent) -> str:
    """Return the secret as QR codes hold it (otpauth:, as every application reads it)."""
    issuer = quote(f"Portail des factures, {portal.name}", safe="")
    text = base64.b32encode(shared).decode()
    return f"otpauth://totp/{issuer}:{quote(agent.address)}?secret={text}&issuer={issuer}"


def _hash(shared: bytes, typed: str) -> str:
    return hmac.digest(shared, printed_codes.signs(typed).encode(), "sha256").hex()

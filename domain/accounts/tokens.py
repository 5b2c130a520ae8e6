"""The text behind LIEN=X…: a payload signed under the portal's keys, with the moment it was made.

The newest key signs, all verify. Each use has a salt of its own: no token serves another.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode


def make(keys: Sequence[str], salt: str, payload: Any) -> str:
    """Return X and a token, ending in a letter or a digit; `keys`: the newest first.

    SHA-256 in base64 ends in one of A E I … 4 8, so no mail program cuts its last sign off.
    """
    return f"X{_serializer(keys, salt).dumps(payload)}"


def read(keys: Sequence[str], salt: str, text: str) -> tuple[Any, datetime] | None:
    """Return what was signed and when (UTC), None where it was not made here or was altered."""
    token = text.strip()[1:]
    if not token.isascii() or not _is_canonical(token):
        return None
    try:
        payload, made_at = _serializer(keys, salt).loads(token, return_timestamp=True)
    except (BadData, ValueError, OverflowError):
        return None
    return payload, made_at.astimezone(UTC)


def _serializer(keys: Sequence[str], salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        list(reversed(keys)),  # itsdangerous wants the oldest first and signs with the last
        salt=f"portail-{salt}",
        signer=TimestampSigner,
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
    )


def _is_canonical(token: str) -> bool:
    """Whether the signature is written as we write it: base64 ignores its last two bits."""
    signature = token.rpartition(".")[2].encode()
    try:
        return base64_encode(base64_decode(signature)) == signature
    except (BadData, ValueError):
        return False

"""Codes that are printed and typed by hand, « K7QM-4RTX »; and which of the portal's keys made one.

Eight signs of 31, none of which is read as another: no 0 O, no 1 I L.
"""

import hmac
import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
_LONGEST = 16


def key_id(key: str) -> str:
    """Return what tells one of the portal's keys from the others, and says nothing of it."""
    return hmac.digest(key.encode(), b"portail-mairie-cle", "sha256").hex()[:16]


def drawn() -> str:
    """Return a code by chance, without its dash."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def derived(key: str, whose: str) -> str:
    """Return the code that this key always makes for the same words, without its dash."""
    number = int.from_bytes(hmac.digest(key.encode(), whose.encode(), "sha256"), "big")
    signs = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(SIGNS))
        signs.append(SIGNS[place])
    return "".join(signs)


def shown(code: str) -> str:
    """Return a code as it is printed."""
    return f"{code[:4]}-{code[4:]}"


def signs(typed: str) -> str:
    """Return what was typed without spaces and dashes, in capitals."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[:_LONGEST]


def is_one(typed: str) -> bool:
    """Whether a code could read so; one that was misread has a sign that none has."""
    found = signs(typed)
    return len(found) == LENGTH and set(found) <= set(SIGNS)

"""What `flask doctor` looks at, one module a subject; each check yields what it found."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How much a finding matters; the value is the word that people read."""

    GOOD = "bien"
    ADVICE = "conseil"
    CARE = "à faire"
    BROKEN = "panne"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was found and, where something needs doing, what to do."""

    level: Level
    subject: str
    text: str


def good(subject: str, text: str) -> Finding:
    """Note that all is well."""
    return Finding(Level.GOOD, subject, text)


def advice(subject: str, text: str) -> Finding:
    """Note what could be better."""
    return Finding(Level.ADVICE, subject, text)


def care(subject: str, text: str) -> Finding:
    """Note what somebody should mend."""
    return Finding(Level.CARE, subject, text)


def broken(subject: str, text: str) -> Finding:
    """Note what keeps the portal from working."""
    return Finding(Level.BROKEN, subject, text)

"""A returned mail as other servers send it (RFC 3464): whose it is, who did not get it, and why.

Only what says « Action: failed » of somebody is one: an answer out of office, a feedback report, a
read receipt, or a customer's answer that quotes ours is none. Where text and code differ, the text
wins: servers give 5.1.1 for a mailbox that is full.
"""

import binascii
import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import Message
from enum import StrEnum
from quopri import decodestring

from domain import addresses

MOST_READ = 256 * 1024  # bytes: what a server says comes before the mail that it sends back
LONGEST_TEXT = 300
MOST_NAMED = 20  # recipients, or mails, in one report
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = ("message/rfc822", "message/global", "message/global-headers")
_ENCODED = ("base64", "quoted-printable")
_ID = re.compile(r"<[^<>\s]{3,250}>")
# PostgreSQL keeps no NUL, no database a lone surrogate: encoded words may hold both.
_NOT_KEPT = re.compile(r"[\0\ud800-\udfff]")
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")


class Reason(StrEnum):
    """Why a mail came back; kept in the database under these names."""

    DEAD = "dead"  # nobody is there
    LATE = "late"  # full, or away for days
    OURS = "ours"  # our sender, its domain or our server is refused: nobody's address is at fault
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient who did not get it, by the addresses that the report gives them, folded."""

    recipients: Sequence[str]
    status: str  # « 5.1.1 », "" where there is none
    text: str  # what the other server said, on one line
    reason: Reason


@dataclass(frozen=True, slots=True)
class Report:
    """One returned mail: the Message-IDs that it may be about, and who did not get it."""

    message_ids: Sequence[str]
    failures: Sequence[Failure]


def read(raw: bytes) -> Report | None:
    """Return what a mail reports, None where it is no return; never raises."""
    try:
        return _read(message_from_bytes(raw[:MOST_READ]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # a mail that nobody can read is no return


def why(status: str, text: str) -> Reason:
    """Return what a server's answer means: its text first, then its code (RFC 3463)."""
    said = _plain(text)
    for reason, pattern in _BY_TEXT:
        if pattern.search(said):
            return reason
    detail = status.partition(".")[2]
    if detail in _NOBODY_THERE:
        return Reason.DEAD
    if detail.startswith("7.") or detail == "1.8":  # 1.8: the sender's domain is not known
        return Reason.OURS
    is_late = detail == "2.2" or status.startswith("4") or _AWAY.search(said)
    return Reason.LATE if is_late else Reason.OTHER


def in_words(failure: Failure) -> str:
    """Return the reason in the words of a billing service."""
    if failure.reason is Reason.DEAD:
        return _DEAD_IN_WORDS.get(failure.status.partition(".")[2], "cette adresse n'existe pas")
    if failure.reason is Reason.LATE:
        is_full = _FULL.search(_plain(failure.text)) or failure.status.endswith(".2.2")
        return "la boîte aux lettres est pleine" if is_full else "la messagerie ne répond pas"
    if failure.reason is Reason.OURS:
        return "son serveur refuse nos messages"
    return "son serveur n'a pas pris le message"


def _read(mail: Message) -> Report | None:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    parts = [part for part in mail.get_payload() if isinstance(part, Message)]
    status = next((part for part in parts if part.get_content_type() in _STATUS_TYPES), None)
    if status is None:
        return None
    blocks = list(_blocks(status))
    spoken = next((_body(part) for part in parts if part.get_content_type() == "text/plain"), "")
    failures = [
        _failure(block, spoken)
        for block in blocks
        if _field(block, "Action").lower().startswith("failed")
    ]
    found = [each for each in failures if each.recipients][:MOST_NAMED]
    return Report(list(_ids(mail, parts, blocks))[:MOST_NAMED], found) if found else None


def _blocks(part: Message) -> Iterator[Message]:
    """Yield the groups of fields of a status, which some servers encode as if it were a text.

    `email` parts the groups of message/delivery-status alone: message/global-delivery-status, for
    addresses in UTF-8 (RFC 6533), is one mail to it, whose body is the other groups.
    """
    payload, encoding = part.get_payload(), _encoding(part)
    groups = payload if isinstance(payload, list) else [payload]
    if part.get_content_type() == _STATUS_TYPES[0] and encoding not in _ENCODED:
        yield from (group for group in groups if isinstance(group, Message))
        return
    whole = b"\n\n".join(map(_as_it_came, groups))
    for group in re.split(r"\r?\n[ \t]*\r?\n", _decoded(whole, encoding)):
        if group.strip():
            yield message_from_string(group.strip() + "\n\n")


def _as_it_came(group: object) -> bytes:
    if isinstance(group, Message):
        return group.as_bytes()
    return str(group).encode("utf-8", "surrogateescape")


def _failure(block: Message, spoken: str) -> Failure:
    named = (_field(block, "Original-Recipient"), _field(block, "Final-Recipient"))
    said = _field(block, "Diagnostic-Code")
    text = said.partition(";")[2].strip() if ";" in said else said
    status = _status(text, _field(block, "Status"))
    # Words for people guess (« or it does not exist »): they don't make dead what is late or ours.
    if why(status, "") in (Reason.LATE, Reason.OURS):
        spoken = ""
    return Failure(
        list(dict.fromkeys(filter(None, map(_address, named)))),
        status,
        text[:LONGEST_TEXT],
        why(status, text or spoken),
    )


def _status(text: str, given: str) -> str:
    """Return the enhanced code that says most: Exim gives 5.0.0 where the text has 5.1.1."""
    found = [".".join(one.groups()) for one in _ENHANCED.finditer(f"{text} {given}")]
    exact = [code for code in found if not code.endswith(".0.0")]
    return next(iter(exact or found), "")


def _address(field: str) -> str:
    """« rfc822; <Jean@Exemple.fr> » → « jean@exemple.fr », "" where it is none."""
    typed = (field.partition(";")[2] or field).strip().strip("<>\"' ")
    try:
        return addresses.fold(typed)
    except addresses.NotAnAddress:
        return ""


def _ids(mail: Message, parts: Sequence[Message], blocks: Sequence[Message]) -> Iterator[str]:
    """Yield the Message-IDs of what came back: its own header, else what the report says of it."""
    said = [header for part in parts for header in _returned_headers(part)]
    said += [_field(block, "X-Original-Message-ID") for block in blocks]
    said += [_field(mail, "In-Reply-To"), _field(mail, "References")]
    yield from dict.fromkeys(one for text in said for one in _ID.findall(text))


def _returned_headers(part: Message) -> Iterator[str]:
    kind = part.get_content_type()
    if kind == "text/rfc822-headers":
        yield _field(message_from_string(_body(part).lstrip()), "Message-ID")
    elif kind in _RETURNED_TYPES:
        encoding = _encoding(part)
        for one in part.get_payload():
            if isinstance(one, Message):  # some servers encode it, which no standard allows
                inner = message_from_string(_decoded(str(one).encode(), encoding).lstrip())
                yield _field(inner if encoding in _ENCODED else one, "Message-ID")


def _field(block: Message, name: str) -> str:
    """Return a field's text, its bytes as they came: `Message.get` loses what is not ASCII."""
    raw = next((str(value) for key, value in block.raw_items() if key.lower() == name.lower()), "")
    text = _decoded(raw.encode("utf-8", "surrogateescape"), "")
    if "=?" in text:
        text = str(make_header(decode_header(text)))
    return " ".join(_NOT_KEPT.sub("\ufffd", text).split())


def _encoding(part: Message) -> str:
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower()


def _body(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _decoded(payload, "") if isinstance(payload, bytes) else ""


def _decoded(raw: bytes, encoding: str) -> str:
    if encoding == "base64":
        try:
            raw = b64decode(re.sub(rb"[^A-Za-z0-9+/=]", b"", raw))
        except binascii.Error:
            return ""
    elif encoding == "quoted-printable":
        raw = decodestring(raw)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _plain(text: str) -> str:
    """Return it in small letters without accents, its apostrophes straight."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").lower())
    return " ".join("".join(sign for sign in letters if not unicodedata.combining(sign)).split())


_NOBODY_THERE = ("1.1", "1.2", "1.3", "1.6", "1.10", "2.1")
_DEAD_IN_WORDS = {
    "1.2": "ce domaine ne reçoit pas de courrier",
    "2.1": "la boîte aux lettres est fermée",
    "4.4": "ce domaine ne reçoit pas de courrier",
}
_FULL = re.compile(
    r"box (?:is |was )?(?:over)?full|full (?:mail|in)box|over ?quota|quota (?:\w+ ){0,3}(?:exceed|full|reached|depasse)"
    r"|exceed\w* (?:\w+ ){0,4}(?:quota|storage)|out of storage|(?:insufficient|not enough) (?:\w+ ){0,2}(?:storage|space)"
    r"|boite (?:\w+ ){0,6}(?:pleine|saturee)|messagerie (?:\w+ )?pleine|storage (?:limit|allocation)|mailfull"
)
_OURS = re.compile(
    r"\bspam|\bspf\b|\bdkim\b|\bdmarc\b|\b[br]bl\b|dnsbl|spamhaus|black ?list|block ?list|reputation|unsolicited"
    r"|non sollicite|indesirable|relay(?:ing)? (?:access )?denied|not permitted to relay|unable to relay"
    r"|sender (?:address )?(?:\S+ )?(?:rejected|denied|refused|not allowed)|client host .{0,80}(?:blocked|rejected)"
    r"|policy (?:reasons?|violation|restriction|rejection)|local policy|content (?:rejected|filter)|virus"
    r"|domain of sender|reverse (?:dns|host)|\brdns\b|\bptr\b"
    r"|too many (?:connection|message|mail|invalid)|rate limit|ofr_?506"
)
_DEAD = re.compile(
    r"unknown (?:user|recipient|address|local part|mailbox)|(?:user|recipient|address) (?:is )?unknown|no such (?:\w+ )?(?:user|recipient|mailbox|address|person)"
    r"|(?:user|recipient|address|mailbox|account|adresse|compte|utilisateur|destinataire|boite|domain)\b.{0,80}"
    r"(?:(?:does not|doesn't|not) exist|not found|n'existe (?:pas|plus)|inconnue?\b|invalide?\b|no longer|disabled|desactive|inactiv|inactif|\bclosed\b)"
    r"|recipient ?not ?found|invalid (?:recipient|mailbox|address)|no mailbox|not our customer|adresse inconnue|inactivity"
    r"|resolver\.adr|host (?:or domain name )?not found|nxdomain|null ?mx|does not accept (?:e?-?mail|messages)"
    r"|5\.4\.1.{0,20}recipient address rejected: access denied|undeliverable address"
    r"|unroute?able address|\buser (?:\S+ ){0,4}not listed in|user doesn't have an? (?:\S+ )?account"
    r"|\b55\d[ -].{0,60}mailbox unavailable|(?:archived|deactivated) (?:recipient|mailbox)|\barchivee?\b"
)
_AWAY = re.compile(
    r"timed? ?out|timeout|expired|connection refused|unreachable|no route|grey ?list|try again later"
)
_BY_TEXT = (
    (Reason.LATE, _FULL),
    (Reason.OURS, _OURS),
    (Reason.DEAD, _DEAD),
)

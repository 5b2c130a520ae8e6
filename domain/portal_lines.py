"""What each line of a commune in `portails.toml` may hold: one check a line, which says what is expected."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain import addresses, mailboxes, origins, town_services
from domain.mailboxes import Mailbox

ARTICLES = {"la": "de la ", "le": "du ", "les": "des ", "l'": "de l'"}  # « de » and each article


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("un texte entre guillemets")  # noqa: TRY004 - one kind of refusal for the loop
    return value.strip()


def _unbroken(value: object) -> str:
    """A number that no line ends inside of."""
    return "\u00a0".join(_text(value).split())


def _address(value: object) -> str:
    try:
        return addresses.fold(_text(value))
    except addresses.NotAnAddress as problem:
        raise ValueError(f"une adresse mail ({problem})") from None


def _line(value: object) -> str:
    text = " ".join(_text(value).split())
    if not text.isprintable():
        raise ValueError("un texte sur une seule ligne")
    return text


def _hours(value: object) -> str:
    """Keep « 8 h 30 » on one line, and leave the text around it to be broken."""
    whole = re.sub(r"(?<=\d) (?=h\b)", "\u00a0", _text(value))
    return re.sub(r"(?<=\d\u00a0h) (?=\d\d\b)", "\u00a0", whole)


def _sender(value: object) -> Mailbox:
    return mailboxes.read(_text(value))


def _web(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"https?://[^\s\"<>]+", text):
        raise ValueError("une adresse qui commence par « https:// »")
    return text


def _origin(value: object) -> str:
    return origins.read(_text(value))


def _colour(value: object) -> str:
    text = _text(value).lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", text):
        raise ValueError("une couleur comme « #a3195b »")
    return text


def _file(value: object) -> str:
    text = _text(value)
    if "/" in text or "\\" in text or text.startswith("."):
        raise ValueError("le nom d'un fichier posé à côté de portails.toml")
    if Path(text).suffix.lower() not in (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif"):
        raise ValueError("une image .png, .jpg, .svg, .webp ou .gif")
    return text


def _timezone(value: object) -> str:
    try:
        return ZoneInfo(_text(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("un fuseau horaire comme « Europe/Paris »") from None


def _article(value: object) -> str:
    text = _text(value).lower().replace("’", "'")
    if text not in ARTICLES:
        raise ValueError("« la », « le », « les » ou « l'»")
    return text


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true ou false, sans guillemets")  # noqa: TRY004 - one kind of refusal for the loop
    return value


def _facts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("un tableau [M….mentions]")  # noqa: TRY004 - one kind of refusal for the loop
    return {str(name): str(text).strip() for name, text in value.items()}


def _columns(value: object) -> dict[str, str]:
    """Take a commune's own titles: title → field, "" where it means nothing to us."""
    from domain import columns  # what a list may say is not read by every command

    if not isinstance(value, dict):
        raise ValueError("un tableau [M….colonnes]")  # noqa: TRY004 - one kind of refusal for the loop
    own: dict[str, str] = {}
    for title, meaning in value.items():
        field = columns.field_of(str(meaning))
        if field is None:
            known = ", ".join(f"« {each} »" for each in columns.MEANINGS)
            raise ValueError(f"pour « {title} » l'un de ces sens : {known}")
        own[str(title)] = field
    return own


LINES: dict[str, tuple[str, Callable[[object], Any]]] = {
    "nom": ("name", _line),
    "contact": ("contact", _address),
    "telephone": ("phone", _unbroken),
    "horaires": ("hours", _hours),
    "adresse": ("postal_address", _text),
    "site": ("website", _web),
    "url": ("origin", _origin),
    "expediteur": ("sender", _sender),
    "repondre_a": ("reply_to", _address),
    "couleur": ("colour", _colour),
    "logo": ("logo", _file),
    "paiement_url": ("payment_url", _web),
    "paiement_texte": ("payment_text", _text),
    "fuseau": ("timezone", _timezone),
    "article": ("article", _article),
    "depot_rapport": ("mails_drop_reports", _yes),
    "colonnes": ("columns", _columns),
    "papier_adresse": ("prints_addresses", _yes),
    "mentions": ("facts", _facts),
    "services": ("services", town_services.read),
}

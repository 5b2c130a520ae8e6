"""The communes that have a portal here: what `portails.toml` says of each, checked.

Staff edit the file by hand. A valid change is taken up without a restart; an invalid one leaves
the last good one in force, and is logged once.
"""

import logging
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain import addresses, colours, mailboxes, origins
from domain.faults import Fault
from domain.mailboxes import Mailbox

log = logging.getLogger(__name__)

FILE_NAME = "portails.toml"
_OF = {"la": "de la ", "le": "du ", "les": "des ", "l'": "de l'"}  # « de » and each article
# M, the INSEE code of the commune (2A and 2B in Corsica, 97x and 98x overseas), a number.
CODE = re.compile(r"M(?:\d\d|2[AB])\d{3}\d{4}")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the settings say for a commune whose lines say nothing of their own."""

    origin: str
    sender: Mailbox | None = None  # the demonstration has none


@dataclass(frozen=True, slots=True)
class Portal:
    """One commune's portal, complete. Texts that the commune did not give are empty."""

    code: str
    name: str
    contact: str
    origin: str  # every link begins with it
    sender: Mailbox
    reply_to: str
    phone: str = ""
    hours: str = ""
    postal_address: str = ""
    website: str = ""
    colour: str = colours.DEFAULT
    logo: str = ""
    payment_url: str = ""
    payment_text: str = ""
    timezone: str = "Europe/Paris"
    mails_drop_reports: bool = False
    article: str = ""  # before the name: la, le, les, l'
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def service_name(self) -> str:
        """Who signs: « Le service facturation de la Ville de Boé »."""
        if not self.article:
            return f"Service facturation, {self.name}"
        return f"Le service facturation {_OF[self.article]}{self.name}"

    @property
    def entry_url(self) -> str:
        """The address that customers type."""
        return self.url_of(self.code)

    def url_of(self, lien: str) -> str:
        """Return what opens a LIEN: the commune's code, or the token of a link."""
        return f"{self.origin}/?LIEN={lien}"


def clean_code(typed: str) -> str:
    """Return a LIEN as people mean it: blanks dropped, capitals, the letter O read as a zero."""
    text = "".join(typed.split()).replace("\u200b", "").upper()
    return text[:1] + text[1:].replace("O", "0")


def load(path: Path, defaults: Defaults) -> dict[str, Portal]:
    """Return the portals of `portails.toml` by code; raises `Fault` with the first mistake."""
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise Fault(
            f"{path.name} manque dans {path.parent} : créez votre premier portail avec "
            "« flask portail new M… »."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise Fault(f"{path.name} ne peut pas être lu : {_in_french(mistake)}.") from None
    portals: dict[str, Portal] = {}
    for heading, table in tables.items():
        portal = _portal(heading, table, path, defaults)
        if portal.code in portals:
            raise Fault(f"{path.name} : [{portal.code}] y figure deux fois.")
        portals[portal.code] = portal
    if not portals:
        raise Fault(
            f"{path.name} ne nomme aucune commune : créez votre premier portail avec "
            "« flask portail new M… »."
        )
    return portals


class Portals:
    """The portals in force; the file is read again when its date, size or place has changed."""

    def __init__(self, path: Path, defaults: Defaults) -> None:
        """Read `path` for the first time; raises `Fault`."""
        self.path = path
        self._defaults = defaults
        self._seen = self._stamp()
        self._take(load(path, defaults))

    def all(self) -> dict[str, Portal]:
        """Return the portals in force by code, in the order of the file."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._take(load(self.path, self._defaults))
                log.info("%s a changé : repris.", self.path.name)
            except (Fault, OSError) as fault:
                log.error("%s La dernière version valable reste en service.", fault)  # noqa: TRY400 - a mistake to mend, not a crash
        return self._portals

    def origins(self) -> frozenset[str]:
        """Return all origins that are served: the settings', and those that communes have."""
        self.all()
        return self._origins

    def hosts(self) -> frozenset[str]:
        """Return the hosts of all origins."""
        self.all()
        return self._hosts

    def find(self, typed: str) -> Portal | None:
        """Return the portal that a typed LIEN means, or the only one when nothing was typed."""
        portals = self.all()
        code = clean_code(typed)
        if not code:
            return next(iter(portals.values())) if len(portals) == 1 else None
        return portals.get(code)

    def _take(self, portals: dict[str, Portal]) -> None:
        own = (portal.origin for portal in portals.values())
        self._origins = frozenset((self._defaults.origin, *own))
        self._hosts = frozenset(urlsplit(origin).hostname or "" for origin in self._origins)
        self._portals = portals

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino


def one(portals: Iterable[Portal], code: str | None) -> Portal:
    """Return the portal that a command's `--lien` means; raises `Fault` when it is not clear."""
    known = {portal.code: portal for portal in portals}
    names = ", ".join(f"{portal.code} ({portal.name})" for portal in known.values())
    if code is None:
        if len(known) == 1:
            return next(iter(known.values()))
        raise Fault(f"Plusieurs portails existent : dites lequel avec --lien. Il y a {names}.")
    found = known.get(clean_code(code))
    if found is None:
        raise Fault(f"Le portail « {code} » n'existe pas. Il y a {names}.")
    return found


def _portal(heading: str, table: object, path: Path, defaults: Defaults) -> Portal:
    where = f"{path.name}, [{heading}]"
    code = clean_code(heading)
    if not CODE.fullmatch(code) or not isinstance(table, dict):
        raise Fault(
            f"{where} : un portail s'appelle M, puis le code INSEE de la commune (5 signes), "
            "puis un numéro (4 chiffres), par exemple [M470310001]."
        )
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in LINES:
            near = get_close_matches(name, LINES, n=1)
            hint = f" (vouliez-vous dire « {near[0]} » ?)" if near else ""
            raise Fault(f"{where} : « {name} » n'est pas une ligne connue{hint}.")
        attribute, check = LINES[name]
        try:
            values[attribute] = check(value)
        except ValueError as expected:
            raise Fault(f"{where}, « {name} » : il faut {expected}.") from None
    for name, attribute in (("nom", "name"), ("contact", "contact")):
        if not values.get(attribute):
            raise Fault(f'{where} : la ligne « {name} = "…" » manque.')
    if values.get("logo") and not (path.parent / values["logo"]).is_file():
        raise Fault(f"{where}, « logo » : le fichier {values['logo']} manque dans {path.parent}.")
    return _complete(code, values, defaults)


def _complete(code: str, values: dict[str, Any], defaults: Defaults) -> Portal:
    contact: str = values["contact"]
    in_demonstration = Mailbox("", f"factures@{contact.rpartition('@')[2]}")
    sender: Mailbox = values.pop("sender", None) or defaults.sender or in_demonstration
    return Portal(
        code=code,
        origin=values.pop("origin", "") or defaults.origin,
        sender=Mailbox(sender.name or values["name"], sender.address),
        reply_to=values.pop("reply_to", "") or contact,
        **values,
    )


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
    if text not in _OF:
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
    "mentions": ("facts", _facts),
}


def _in_french(mistake: Exception) -> str:
    if isinstance(mistake, UnicodeDecodeError):
        return "enregistrez-le en UTF-8"
    twice = re.match(r"Cannot declare \('(\w+)'.*twice", str(mistake))
    if twice:
        return f"[{twice[1]}] y figure deux fois, gardez un seul de ses tableaux"
    if str(mistake).startswith("Cannot overwrite"):
        return "une même ligne y figure deux fois sous une commune"
    at = re.search(r"at line (\d+), column (\d+)", str(mistake))
    if at is None:
        return "il est incomplet à la fin du fichier (un guillemet ou un crochet manque ?)"
    return f"ligne {at[1]}, colonne {at[2]} (un guillemet, un « = » ou un crochet manque ?)"

"""The communes that have a portal here: what `portails.toml` says of each, checked.

Staff edit the file by hand. A valid change is taken up without a restart; an invalid one leaves
the last good one in force, and is logged once.
"""

import logging
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain import colours
from domain.faults import Fault
from domain.mailboxes import Mailbox
from domain.portal_lines import ARTICLES, LINES
from domain.town_services import TownService

log = logging.getLogger(__name__)

FILE_NAME = "portails.toml"
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
    prints_addresses: bool = False  # a page before each bill on paper
    article: str = ""  # before the name: la, le, les, l'
    # What its lists call their columns: title → field, "" for those that mean nothing to us.
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    services: Mapping[str, TownService] = field(default_factory=dict, hash=False)  # by folded name

    @property
    def service_name(self) -> str:
        """Who signs: « Le service facturation de la Ville de Boé »."""
        if not self.article:
            return f"Service facturation, {self.name}"
        return f"Le service facturation {ARTICLES[self.article]}{self.name}"

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

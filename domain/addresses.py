"""When two e-mail addresses are the same, and which ones can be written to.

Folded once, here, for imports, forms and limits alike. Blanks around, capital letters (ASCII
only) and the form of a domain (IDNA) apart, an address matches only itself: look-alike letters
(Cyrillic а, the Kelvin sign, the dotless ı) match nobody's.
"""

import re
from enum import Enum

LONGEST = 254  # RFC 5321 § 4.5.3.1.3: a path is at most 256 octets, its < > included

# An everyday address, about which email-validator has nothing to object; everything else is
# asked of email-validator itself (some 90 µs each). A property test holds the two together.
_EVERYDAY = re.compile(
    r"[a-z0-9_+-]{1,30}(?:\.[a-z0-9_+-]{1,30})?@(?:[a-z0-9]{1,15}(?:-[a-z0-9]{1,15}){0,2}\.){1,3}[a-z]{2,6}",
)
_RESERVED = frozenset({"arpa", "invalid", "local", "test", "onion"})  # RFC 6761: nobody's domains
_SPACES = " \t\r\n\f\v\u00a0\u202f\u2007\u200b\u2060\ufeff"
# What copying leaves round an address: signs that nobody sees, and the apostrophe by which
# spreadsheets mark a text.
AROUND = (
    f"{_SPACES}\u00ad\u034f\u061c\u180e\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069'’"
)
_LOWER = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}


class Problem(Enum):
    """Why a text is not an address one can write to; the value is the reason people read."""

    EMPTY = "l'adresse manque"
    TOO_LONG = "l'adresse est trop longue"
    NO_AT = "il manque le signe « @ »"
    COMMA = "il y a une virgule à la place d'un point"
    SPACE = "il y a un espace au milieu de l'adresse"
    TWO = "il y a deux adresses : laquelle est la bonne ?"
    LOCAL_NOT_ASCII = (
        "il y a un accent ou un signe spécial avant le « @ » : "
        "la plupart des messageries ne peuvent pas recevoir à une telle adresse"
    )
    FORM = "ce n'est pas la forme d'une adresse mail (nom@exemple.fr)"


class NotAnAddress(ValueError):
    """Raised by `fold`; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def fold(text: str) -> str:
    """Return the one form under which an address is kept and compared.

    Raises `NotAnAddress` for what nobody can write to. No look-up in the DNS.
    """
    address = text.strip(AROUND)
    address = address.lower() if address.isascii() else address.translate(_LOWER)
    if _EVERYDAY.fullmatch(address) and address.rpartition(".")[2] not in _RESERVED:
        return address
    problem = _problem(address)
    if problem is not None:
        raise NotAnAddress(problem)
    local, _, domain = address.rpartition("@")
    return f"{local}@{_idna(domain, local)}"


def _problem(address: str) -> Problem | None:
    local, at, domain = address.rpartition("@")
    signs = (
        (not address, Problem.EMPTY),
        (len(address) > LONGEST, Problem.TOO_LONG),
        (address.count("@") > 1, Problem.TWO),
        (not at, Problem.NO_AT),
        ("," in domain, Problem.COMMA),
        (bool(set(address) & set(_SPACES)), Problem.SPACE),
        (not local.isascii(), Problem.LOCAL_NOT_ASCII),
    )
    return next((problem for found, problem in signs if found), None)


def _idna(domain: str, local: str) -> str:
    from email_validator import EmailNotValidError, validate_email  # 25 ms of a start

    try:
        checked = validate_email(
            f"{local}@{domain}", check_deliverability=False, allow_smtputf8=False
        )
    except EmailNotValidError:
        raise NotAnAddress(Problem.FORM) from None
    ascii_domain = checked.ascii_domain
    if ascii_domain is None or len(local) + 1 + len(ascii_domain) > LONGEST:
        raise NotAnAddress(Problem.TOO_LONG)
    return ascii_domain.translate(_LOWER)

"""Whom a mail is from: an address, alone or behind a name, in settings and in `portails.toml`."""

from dataclasses import dataclass

from domain import addresses


@dataclass(frozen=True, slots=True)
class Mailbox:
    """« Nom <adresse> » (RFC 5322 § 3.4); the name may be empty, the address is a folded one."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part behind the « @ »."""
        return self.address.rpartition("@")[2]


def read(text: str) -> Mailbox:
    """Return the one mailbox that `text` names; raises ValueError with what is expected."""
    name, bracket, rest = text.strip().rpartition("<")
    name = name.strip().removeprefix('"').removesuffix('"')
    if bracket and not rest.endswith(">"):
        raise ValueError(_expected("il manque le signe « > » à la fin"))
    if not name.isprintable() or set(name) & set('<>"\\@'):
        raise ValueError(_expected("le nom a un signe qui ne peut pas y être"))
    try:
        return Mailbox(name, addresses.fold(rest.removesuffix(">")))
    except addresses.NotAnAddress as problem:
        raise ValueError(_expected(str(problem))) from None


def _expected(problem: str) -> str:
    return (
        "l'adresse de l'expéditeur, par exemple « factures@ma-commune.fr » ou "
        f"« Ville de Boé <factures@ma-commune.fr> » ({problem})"
    )

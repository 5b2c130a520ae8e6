"""The cast.

Alice has an active account, Bruno is in the register but has none yet, Chloé has one address for
two customers, Denis lives in another commune and must see nothing, nobody knows Zoé.
Martine and Nadia work at Boé's town hall, Olivier at Agen's: agents once `town.hire` was called.
"""

from dataclasses import dataclass

from domain.mailboxes import Mailbox
from domain.portals import Portal

BOE = "M470310001"
AGEN = "M470010001"
VILLE_DE_BOE = Portal(
    code=BOE,
    name="Ville de Boé",
    contact="service-facturation@ville-boe.fr",
    origin="http://127.0.0.1:8000",
    sender=Mailbox("Ville de Boé", "factures@ville-boe.fr"),
    reply_to="service-facturation@ville-boe.fr",
)
PASSWORD = "le chat de la voisine"


@dataclass(frozen=True)
class Person:
    name: str
    address: str
    portal: str = BOE
    numbers: tuple[str, ...] = ()
    is_active: bool = False


ALICE = Person("ABADIE Alice", "alice.abadie@exemple.fr", numbers=("47031001",), is_active=True)
BRUNO = Person("BÉRARD Bruno", "bruno.berard@exemple.fr", numbers=("0047",))
CHLOE = Person("CAZENAVE Chloé", "chloe@exemple.fr", numbers=("47031003", "47031004"))
DENIS = Person(
    "DELMAS Denis", "denis.delmas@exemple.fr", AGEN, numbers=("47001001",), is_active=True
)
ZOE = Person("ZIDI Zoé", "zoe.zidi@exemple.fr")


@dataclass(frozen=True)
class Clerk:
    """Somebody of a town hall; their password is `CLERKS_PASSWORD`."""

    address: str
    portal: str = BOE
    is_manager: bool = False


CLERKS_PASSWORD = "la fontaine de la place"
MARTINE = Clerk("martine@ville-boe.fr", is_manager=True)
NADIA = Clerk("nadia@ville-boe.fr")
OLIVIER = Clerk("olivier@ville-agen.fr", AGEN, is_manager=True)

CAST = (ALICE, BRUNO, CHLOE, DENIS)

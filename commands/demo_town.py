"""The town of the demonstration: its portal, an agent, forty customers, two of whom have an account.

Nobody here exists, and no mail leaves.
"""

import unicodedata
from dataclasses import dataclass

import services
from commands.demo_payfip.operations import Client
from domain import clock, printed_codes
from domain.agents import roster
from store import accounts, agents, customers
from store.customers import Added
from store.records import By

PORTAL = "M470310001"
PORTALS = """# La démonstration : une commune, telle que la vôtre pourrait être décrite.
[M470310001]
nom = "Ville de Boé"
article = "la"
contact = "service-facturation@ville-boe.fr"
telephone = "05 53 00 00 00"
horaires = "du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h"
adresse = "Mairie, rue de la Mairie, 47550 Boé"
logo = "boe.svg"
paiement_texte = "Par carte bancaire, par chèque ou au guichet de la mairie."

# Le paiement en ligne : ici, un service de démonstration répond, et rien n'est payé.
[M470310001.services.eau]
numcli = "006382"
nature = "regie"
saisie = "W"

[M470310001.services.cantine]
numcli = "006383"
nature = "regie"
saisie = "W"

[M470310001.mentions]
directeur_publication = "le maire de Boé"
hebergeur = "la Ville de Boé, sur cette machine de démonstration"
dpo = "dpo@ville-boe.fr"
"""
# A shield above two waves: nobody's arms.
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">
<path fill="#1f4e79" d="M6 4h36v22c0 10-8 15-18 19C14 41 6 36 6 26z"/>
<path fill="none" stroke="#fff" stroke-width="3" d="M8 25q4-4 8 0t8 0 8 0 8 0M11 33q3-4 7 0t6 0 6 0 7 0"/>
<path fill="#f2b632" d="m24 8 2 5h5l-4 3 2 5-5-3-5 3 2-5-4-3h5z"/>
</svg>
"""
PAYFIP = {
    "006382": Client("VILLE DE BOE", "REGIE DE L'EAU"),
    "006383": Client("VILLE DE BOE", "CANTINE SCOLAIRE", takes_debits=False),
}
FIRST_NUMBER = 47031001


@dataclass(frozen=True, slots=True)
class Active:
    """Somebody who already has a password."""

    address: str
    password: str


PENDING = "alphonse.giraud@exemple.fr"
ACTIVE = (
    Active("mathilde.lefevre@exemple.fr", "coquelicot"),
    Active("georges.remy@exemple.fr", "tournesol"),
)
AGENT = Active("claire.dumas@ville-boe.fr", "la fontaine de la place")
# Mathilde Lefèvre pays two bills: her home's water and the canteen of her children.
NAMES = """
GIRAUD Alphonse
LEFÈVRE Mathilde
RÉMY Georges
LEFÈVRE Mathilde – cantine
KLEIN André
BARBIER Zoé
DELMAS Jean-Noël
NOËL Édith
D'ALMEIDA Inès
FAURE Océane
PÉREZ Lucía
ROUSSEL Étienne
MÜLLER Hans
CASTAING Bernadette
LABAT Cyril
SOUBIRAN Odette
VIDAL Françoise
LACOSTE Raphaël
DUPRÉ Chloé
NGUYEN Thi Mai
BONNET-LASSERRE Aurélie
TRAORÉ Aminata
CAZENEUVE Robert
LE GOFF Maëlle
BENALI Karim
FERNANDES João
ARNAUD Ginette
MOULIN Gaëtan
PEYRET Suzanne
HUBERT Loïc
GARRIGUES Paulette
BOURDIN Théo
KOWALSKI Hélène
DUCASSE Marcel
LAURENT Anaïs
SALLES Yvette
MARTY Julien
ESTÈVE Simone
COLIN Benoît
GAUTIER Camille
""".strip().splitlines()
WITHOUT_ADDRESS = ("SOUBIRAN Odette", "DUCASSE Marcel", "PEYRET Suzanne")


def is_there() -> bool:
    """Whether the town was built by an earlier start."""
    with services.current().store.read() as transaction:
        return bool(customers.listed(transaction, PORTAL))


def build() -> None:
    """Add customers and accounts, all or nothing."""
    at_hand = services.current()
    hashes = [at_hand.hasher.hash(active.password) for active in ACTIVE]
    with at_hand.store.write() as transaction:
        now = clock.now()
        customers.write(transaction, PORTAL, _register(), [], by=By.LIST, at=now)
        for active, password_hash in zip(ACTIVE, hashes, strict=True):
            account = accounts.get_or_add(transaction, PORTAL, active.address, clock.now())
            accounts.set_password(
                transaction,
                account.id,
                version=account.version,
                password_hash=password_hash,
                at=clock.now(),
            )


def hire() -> None:
    """Add the agent, where a demonstration of before had none."""
    at_hand = services.current()
    password_hash = at_hand.hasher.hash(AGENT.password)
    with at_hand.store.write() as transaction:
        if agents.add(transaction, PORTAL, AGENT.address, is_manager=True, at=clock.now()):
            agent = roster.find(transaction, at_hand.portals.all()[PORTAL], AGENT.address)
            key_id = printed_codes.key_id(at_hand.keys[0])
            agents.set_up(transaction, agent, password_hash=password_hash, key_id=key_id, step=0)


def _register() -> list[Added]:
    return [
        Added(str(FIRST_NUMBER + index), name, address := _address(name), name, address)
        for index, name in enumerate(NAMES)
    ]


def _address(name: str) -> str | None:
    # « LEFÈVRE Mathilde – cantine » writes from mathilde.lefevre@exemple.fr
    if name in WITHOUT_ADDRESS:
        return None

    person = name.partition(" – ")[0]
    family = " ".join(word for word in person.split() if word.isupper())
    given = person.removeprefix(family)
    text = unicodedata.normalize("NFKD", f"{given.strip()}.{family}".lower())
    return "".join(sign for sign in text if sign.isascii() and sign not in " '") + "@exemple.fr"

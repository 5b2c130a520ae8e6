"""A commune is added at the end of `portails.toml`; what staff wrote there stays as it is."""

import json
import tomllib
from pathlib import Path

from domain import addresses, portals
from domain.faults import Fault
from domain.portals import Defaults, Portal
from store import files

# Every other line that a commune may have; a line counts once its « # » is taken away.
TO_COMPLETE = """\
# À compléter : une ligne compte dès que son « # » est ôté (docs/exploitation.md les explique).
# article = "la"
# telephone = "05 53 00 00 00"
# horaires = "du lundi au vendredi, de 8 h 30 à 12 h"
# adresse = "1 place de la Mairie, 47550 Boé"
# site = "https://www.ville-boe.fr"
# couleur = "#003189"
# logo = "logo.png"
# paiement_texte = "Par carte bancaire, par chèque ou au guichet de la mairie."
# paiement_url = "https://www.payfip.gouv.fr"
# url = "https://factures.ville-boe.fr"
# expediteur = "factures@ville-boe.fr"
# repondre_a = "service-facturation@ville-boe.fr"
# fuseau = "Europe/Paris"
# depot_rapport = true
# papier_adresse = true

# [{code}.services.eau]
# numcli = "006382"
# nature = "regie"
# saisie = "T"
# jours = 30

# [{code}.colonnes]
# "Tiers" = "N° client"

# [{code}.mentions]
# directeur_publication = "Jeanne Martin, maire"
# hebergeur = "Mairie de Boé, 1 place de la Mairie, 05 53 00 00 00"
# dpo = "dpo@ville-boe.fr"
# accessibilite_plan = "https://www.ville-boe.fr/accessibilite"
# accessibilite_date = "24 novembre 2026"
"""


def check(path: Path, typed: str, defaults: Defaults) -> str:
    """Return the LIEN that was meant; raises `Fault` where it can't be added to the file."""
    code = portals.clean_code(typed)
    if not portals.CODE.fullmatch(code):
        raise Fault(
            f"« {typed} » ne peut pas servir de LIEN : il faut M, le code INSEE de la commune "
            "(5 signes), puis un numéro (4 chiffres), par exemple M470310001."
        )
    if code in _known(path, defaults):
        raise Fault(f"Le portail {code} existe déjà dans {path}.")
    return code


def check_name(name: str) -> str:
    """Return the commune's name; raises `Fault` for one that pages can't show."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise Fault("Le nom de la commune manque, par exemple « Ville de Boé ».")
    return name


def check_contact(contact: str) -> str:
    """Return the billing service's address; raises `Fault` where nobody can write to it."""
    try:
        return addresses.fold(contact)
    except addresses.NotAnAddress as problem:
        raise Fault(f"L'adresse du service facturation n'est pas valable : {problem}.") from None


def add(path: Path, code: str, *, name: str, contact: str, defaults: Defaults) -> Portal:
    """Write the commune, its lines checked before; returns it as it will be served."""
    # A JSON string is a TOML one.
    lines = [f"[{code}]", f"nom = {_quoted(name)}", f"contact = {_quoted(contact)}"]
    with files.held(path.parent):
        before = path.read_text("utf-8-sig").rstrip() if path.exists() else ""
        lines = [before, "", *lines] if before else lines
        files.write(path, "\n".join([*lines, TO_COMPLETE.format(code=code)]).encode())
    return portals.load(path, defaults)[code]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _known(path: Path, defaults: Defaults) -> dict[str, Portal]:
    try:
        is_empty = not path.exists() or not tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        is_empty = False  # what is wrong is said below
    return {} if is_empty else portals.load(path, defaults)

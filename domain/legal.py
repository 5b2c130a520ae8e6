"""What the law wants a commune to say on its portal, and what it has not said yet.

The facts stand in `portails.toml`, in the table `[M….mentions]`. The portal never claims by itself
that it is accessible: « non conforme » until somebody writes the result of an audit there.
"""

from domain.portals import Portal

# Each line of the table that is needed, and what it is called when it is missing.
NEEDED = {
    "directeur_publication": "le nom du directeur de la publication (le maire)",
    "hebergeur": "le nom, l'adresse et le téléphone de l'hébergeur",
    "dpo": "l'adresse du délégué à la protection des données",
    "accessibilite_plan": "l'adresse du schéma pluriannuel d'accessibilité",
    "accessibilite_date": "la date de la déclaration d'accessibilité",
}
NOT_CONFORMING = "non conforme"
AFTER_AN_AUDIT = ("partiellement conforme", "totalement conforme")
RESULT = ("accessibilite", "accessibilite_auditeur", "accessibilite_taux", "accessibilite_date")


def missing(portal: Portal) -> dict[str, str]:
    """Return what the legal pages still show as « à compléter »: line of the file, what it is."""
    lines = {name: words for name, words in NEEDED.items() if not portal.facts.get(name)}
    if not portal.postal_address:
        lines = {"adresse": "l'adresse postale de la mairie", **lines}
    return lines


def conformity(portal: Portal | None) -> str:
    """Return the prescribed words; a better result counts only with who found it, what and when."""
    if portal is None or not all(portal.facts.get(name) for name in RESULT):
        return NOT_CONFORMING
    stated = portal.facts["accessibilite"].strip().lower()
    return stated if stated in AFTER_AN_AUDIT else NOT_CONFORMING

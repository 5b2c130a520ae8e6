"""`flask portail new`: a commune more in portails.toml."""

import services
from commands import console
from domain import legal, new_portal
from domain.accounts.passwords import ADVISED_LENGTH
from domain.portals import FILE_NAME, Portal


def run(code: str, name: str | None, contact: str | None) -> None:
    """Add a commune; what is None is asked."""
    settings = services.current_settings()
    path = services.data_folder(settings) / FILE_NAME
    code = new_portal.check(path, code, settings.of_a_commune)
    name = new_portal.check_name(name or console.ask_text("Nom de la commune"))
    contact = new_portal.check_contact(
        contact or console.ask_text("Adresse mail du service facturation")
    )
    portal = new_portal.add(path, code, name=name, contact=contact, defaults=settings.of_a_commune)
    console.say(f"{portal.name} est ajoutée à {path}.")
    _say_what_remains(portal, settings.password_min_length)


def _say_what_remains(portal: Portal, min_length: int) -> None:
    console.say(f"Ses habitants tapent : {portal.entry_url}")
    console.say("Il reste à faire :")
    for step in (
        f"importer ses clients : flask clients import clients.csv --lien {portal.code}",
        "essayer le courriel : flask courriels test votre.adresse@exemple.fr",
        "tout vérifier : flask doctor",
        "compléter dans portails.toml les lignes qui attendent derrière un « # » : telephone, logo…",
        f"dont, pour la loi (adresse sous contact, le reste sous [{portal.code}.mentions]) :",
    ):
        console.say(f"  - {step}")
    for line, words in legal.missing(portal).items():
        console.say(f"      {line} : {words}")
    if min_length < ADVISED_LENGTH:
        console.say(
            f"  - conseillé : PORTAIL_PASSWORD_MIN_LENGTH={ADVISED_LENGTH} dans .env. La procédure se "
            f"contente de {min_length} signes ; la CNIL en recommande {ADVISED_LENGTH} là où les essais "
            "sont limités, et ils se devinent mille fois moins vite."
        )

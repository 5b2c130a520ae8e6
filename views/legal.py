"""The help sheet and the four pages that the law wants."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain.portals import Portal
from views import at_hand, portal

bp = Blueprint("legal", __name__)


@bp.get("/aide")
def help() -> ResponseReturnValue:  # noqa: A001 - the page's own name
    """Show the procedure's steps with the address to type."""
    portal()
    return render_template("help.html")


@bp.get("/mentions-legales")
def notice() -> ResponseReturnValue:
    """Say who publishes the portal."""
    here = portal()
    return _page(
        "Mentions légales",
        f"Ce portail est publié par {here.name}.",
        here.postal_address or "Adresse postale : à compléter.",
        f"Pour joindre le service facturation : {here.contact}.",
        f"Directeur de la publication : {_fact(here, 'directeur_publication')}.",
        f"Hébergeur : {_fact(here, 'hebergeur')}.",
    )


@bp.get("/donnees-personnelles")
def privacy() -> ResponseReturnValue:
    """Say what is kept about people, why and how long (GDPR, article 13)."""
    here = portal()
    settings = at_hand().settings
    return _page(
        "Données personnelles",
        f"{here.name} garde votre numéro de client, votre nom et votre adresse mail, "
        "pour vous donner accès à vos factures. C'est une mission d'intérêt public.",
        "Votre mot de passe n'est gardé que sous une forme qui ne permet pas de le relire.",
        f"L'historique de votre compte est effacé après {settings.history_days} jours.",
        "Ce site n'a ni publicité, ni mesure d'audience, ni cookie autre que celui de "
        "votre connexion.",
        f"Vous pouvez demander à voir, corriger ou effacer vos données : {here.contact}. "
        f"Délégué à la protection des données : {_fact(here, 'dpo')}.",
        "Si la réponse ne vous convient pas, vous pouvez écrire à la CNIL (www.cnil.fr).",
    )


@bp.get("/accessibilite")
def accessibility() -> ResponseReturnValue:
    """State the conformity; never claimed without an audit."""
    here = portal()
    return _page(
        "Accessibilité : non conforme",
        f"{here.name} s'engage à rendre ce site accessible. Aucun audit n'a encore été fait : "
        "le site est donc déclaré non conforme.",
        f"Si quelque chose vous empêche d'avancer, écrivez à {here.contact} : "
        "vous recevrez vos factures autrement.",
        "Si vous n'obtenez pas de réponse, vous pouvez saisir le Défenseur des droits "
        "(www.defenseurdesdroits.fr, téléphone 09 69 39 00 00).",
    )


@bp.get("/plan-du-site")
def sitemap() -> ResponseReturnValue:
    """List every page."""
    portal()
    return render_template("legal.html", title="Plan du site", paragraphs=[], is_sitemap=True)


def _page(title: str, *paragraphs: str) -> str:
    return render_template("legal.html", title=title, paragraphs=list(paragraphs))


def _fact(here: Portal, name: str) -> str:
    return here.facts.get(name) or "à compléter"

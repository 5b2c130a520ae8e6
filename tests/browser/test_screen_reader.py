"""The seven steps as they are heard; `make ecrans` writes them down in docs/lecteur-ecran.md."""

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import gallery, reader
from tests.browser.portal import Served
from tests.browser.screen import Screen
from tests.people import BRUNO, PASSWORD, ZOE

NOTES = Path(__file__).parents[2] / "docs" / "lecteur-ecran.md"
HEAD = """# Ce qu'entend une personne qui ne voit pas l'écran

Les sept étapes de la procédure, lues de haut en bas dans l'arbre d'accessibilité de Chromium, tel
qu'il est donné aux lecteurs d'écran. Cette page est écrite par `make ecrans` : ce qui suit est ce
que le navigateur dit vraiment, et `tests/browser/test_screen_reader.py` en vérifie l'essentiel.
L'en-tête et le pied de page, les mêmes partout, ne sont montrés qu'une fois.
"""


def test_the_seven_steps_can_be_followed_by_ear(page: Page, served: Served) -> None:
    screen, heard = Screen(page, served), dict[str, list[str]]()

    def listen(step: str) -> list[str]:
        heard[step] = reader.read(page)
        return [line.strip() for line in heard[step]]

    screen.open(served.typed_address)
    first = listen("1re étape : j'ouvre l'adresse")
    assert first[0].startswith("page : Connectez-vous pour lire vos factures")
    assert first.index("lien « Aller au contenu »") < first.index("contenu principal")
    screen.follow("J'active mon compte")
    assert "titre de niveau 1 « Veuillez saisir votre adresse de messagerie »" in listen(
        "2e étape : je clique sur « J'active mon compte »"
    )

    screen.fill("Adresse mail", ZOE.address)
    screen.press("Activation")
    refused = listen("3e et 4e étapes, quand l'adresse est inconnue")
    assert refused[0].startswith("page : Erreur : Activation impossible, adresse inconnue")
    screen.fill("Adresse mail", "bruno.berard@exemple,fr")
    screen.press("Activation")
    mistaken = listen("3e et 4e étapes, quand l'adresse est mal écrite")
    assert any(
        "champ de saisie « Adresse mail »" in line and "virgule" in line for line in mistaken
    )
    assert any("saisie incorrecte" in line for line in mistaken)
    screen.fill("Adresse mail", BRUNO.address)
    screen.press("Activation")
    sent = listen("3e et 4e étapes : je renseigne mon adresse et clique sur « Activation »")
    assert sent[0].startswith("page : Un message d'activation du compte vous a été envoyé")

    mail = served.town.inbox.wait(1)[0]
    page.set_content(mail.html)
    assert "lien « Définir mon mot de passe »" in listen("5e étape : je reçois le mail")
    screen.open(mail.link())
    listen("6e étape : je clique sur le lien")
    screen.fill("Mot de passe", PASSWORD)
    screen.press("Enregistrer")
    saved = listen("7e étape : je saisis mon mot de passe et clique sur « Enregistrer »")
    assert saved[0].startswith("page : Le nouveau mot de passe a été enregistré avec succès.")
    screen.fill("Mot de passe", PASSWORD)
    screen.press("Se connecter")
    assert "titre de niveau 1 « Mes factures »" in listen("Ensuite : je me connecte")

    if gallery.IS_ASKED_FOR:
        written = _written(heard).replace(served.origin, "https://factures.ville-boe.fr")
        NOTES.write_text(re.sub(r"LIEN=X\S+", "LIEN=X…", written), "utf-8")


def _written(heard: dict[str, list[str]]) -> str:
    parts = [HEAD]
    for number, (step, lines) in enumerate(heard.items()):
        shown = lines if number == 0 else _without_frame(lines)
        parts.append(f"\n## {step}\n\n```text\n" + "\n".join(shown) + "\n```\n")
    return "".join(parts)


def _without_frame(lines: list[str]) -> list[str]:
    """Leave out header and footer, which the first page has shown."""
    if "contenu principal" not in lines:
        return lines
    start = lines.index("contenu principal")
    end = lines.index("pied de page") if "pied de page" in lines else len(lines)
    return [lines[0], *lines[start:end]]

"""What only the town hall's agents may see, and their log-in: each function leads a page to one state.

Its name is the picture's name in build/ecrans/. `test_pages.py` looks at all of them, and fails
where an address of the portal has no state.
"""

from tests.browser.screen import HERE, Screen, state
from tests.people import MARTINE, NADIA


@state
def mairie_connexion(screen: Screen) -> None:
    screen.open(f"/mairie/connexion{HERE}")


@state
def mairie_connexion_refusee(screen: Screen) -> None:
    mairie_connexion(screen)
    screen.fill("Adresse mail", NADIA.address)
    screen.press("Se connecter")


@state
def mairie_deconnecte(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.press("Me déconnecter")


@state
def mairie_a_faire(screen: Screen) -> None:
    screen.work_as(MARTINE)

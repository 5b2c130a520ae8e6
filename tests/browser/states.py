"""What everybody may see: each function leads a page to one state.

Its name is the picture's name in build/ecrans/. `test_pages.py` looks at all of them, and fails
where an address of the portal has no state.
"""

from domain.accounts.links import Purpose
from tests import bills, letter_codes
from tests.browser.screen import EMILE, FANNY, GILLES, HERE, Screen, state
from tests.letter_codes import HUGO
from tests.people import AGEN, ALICE, BRUNO, CHLOE, PASSWORD, ZOE, Person

# The log-in


@state
def connexion(screen: Screen) -> None:
    screen.open(f"/{HERE}")


@state
def connexion_refusee(screen: Screen) -> None:
    screen.log_in(password="une autre phrase")


@state
def connexion_page_trop_vieille(screen: Screen) -> None:
    screen.open(f"/{HERE}")
    screen.page.context.clear_cookies()
    screen.fill("Adresse mail", ALICE.address)
    screen.press("Se connecter")


@state
def connexion_mot_de_passe_montre(screen: Screen) -> None:
    screen.open(f"/{HERE}")
    screen.fill("Mot de passe", "le chat de la voisine")
    screen.page.get_by_role("button", name="Afficher le mot de passe").click()


@state
def deconnecte(screen: Screen) -> None:
    screen.log_in()
    screen.press("Me déconnecter")


# The activation


@state
def activation(screen: Screen) -> None:
    screen.open(f"/activation{HERE}")


def _ask(screen: Screen, address: str) -> None:
    screen.open(f"/activation{HERE}")
    screen.fill("Adresse mail", address)
    screen.press("Activation")


@state
def activation_sans_adresse(screen: Screen) -> None:
    _ask(screen, "")


@state
def activation_adresse_mal_ecrite(screen: Screen) -> None:
    _ask(screen, "bruno.berard@exemple,fr")


@state
def activation_adresse_inconnue(screen: Screen) -> None:
    _ask(screen, ZOE.address)


@state
def activation_deja_active(screen: Screen) -> None:
    _ask(screen, ALICE.address)


@state
def activation_message_envoye(screen: Screen) -> None:
    _ask(screen, BRUNO.address)


@state
def activation_demande_enregistree(screen: Screen) -> None:
    _ask(screen, EMILE.address)


@state
def activation_messagerie_qui_refuse(screen: Screen) -> None:
    _ask(screen, FANNY.address)


# The code of a letter


@state
def code(screen: Screen) -> None:
    screen.open(f"/activation/code{HERE}&numero={HUGO.numbers[0]}")


@state
def code_incomplet(screen: Screen) -> None:
    code(screen)
    screen.press("Envoyer")


def _use_code(screen: Screen, typed: str, address: str, who: Person = HUGO) -> None:
    screen.open(f"/activation/code{HERE}&numero={who.numbers[0]}")
    screen.fill("Code", typed)
    screen.fill("Adresse mail", address)
    screen.press("Envoyer")


@state
def code_reponse(screen: Screen) -> None:
    _use_code(screen, "K7QM 4RT", "hugo@gmial.com")


def _confirm(screen: Screen, address: str) -> None:
    """Open the link that came to this address with the code of Hugo's letter."""
    town = screen.served.town
    _use_code(screen, letter_codes.code_of(town), address)
    town.send_what_is_due()
    screen.open(town.inbox.to(address)[-1].link())


@state
def code_adresse_a_confirmer(screen: Screen) -> None:
    _confirm(screen, HUGO.address)


@state
def code_adresse_qui_a_un_compte(screen: Screen) -> None:
    _confirm(screen, ALICE.address)


@state
def code_lien_deja_utilise(screen: Screen) -> None:
    _confirm(screen, "hugo@exemple.fr")
    link = screen.page.url
    _confirm(screen, "hugo@exemple.fr")  # what came first gives way
    screen.open(link)


@state
def code_donne_trop_tard(screen: Screen) -> None:
    """Somebody of the town hall was faster."""
    town = screen.served.town
    _confirm(screen, "hugo@courriel.fr")
    bills.change_customers(town, HUGO, address="h.hubert@exemple.fr")
    screen.press("Confirmer mon adresse")
    bills.change_customers(town, HUGO, address=None)


# The link and the password


@state
def mot_de_passe(screen: Screen) -> None:
    screen.open(screen.served.town.link(CHLOE))


@state
def mot_de_passe_trop_court(screen: Screen) -> None:
    mot_de_passe(screen)
    screen.fill("Mot de passe", "abc")
    screen.press("Enregistrer")


@state
def mot_de_passe_enregistre(screen: Screen) -> None:
    screen.open(screen.served.town.link(GILLES, Purpose.RECOVERY))
    screen.fill("Mot de passe", PASSWORD)
    screen.press("Enregistrer")


@state
def lien_deja_utilise(screen: Screen) -> None:
    link = screen.served.town.link(GILLES, Purpose.RECOVERY)
    screen.served.town.activate(GILLES)
    screen.open(link)


def _expired(screen: Screen, who: Person, purpose: Purpose) -> str:
    links, account = screen.served.town.services.links, screen.served.town.account(who)
    return f"/?LIEN={links.make(account, purpose, max_age_seconds=-1)}"


@state
def lien_d_activation_perime(screen: Screen) -> None:
    screen.open(_expired(screen, CHLOE, Purpose.ACTIVATION))


@state
def lien_de_mot_de_passe_perime(screen: Screen) -> None:
    screen.open(_expired(screen, ALICE, Purpose.RECOVERY))


@state
def lien_coupe(screen: Screen) -> None:
    screen.open(screen.served.town.link(CHLOE)[:-9])


@state
def mot_de_passe_oublie(screen: Screen) -> None:
    screen.open(f"/mot-de-passe-oublie{HERE}")


@state
def mot_de_passe_oublie_sans_adresse(screen: Screen) -> None:
    mot_de_passe_oublie(screen)
    screen.press("Recevoir le message")


@state
def mot_de_passe_oublie_reponse(screen: Screen) -> None:
    mot_de_passe_oublie(screen)
    screen.fill("Adresse mail", ALICE.address)
    screen.press("Recevoir le message")


# Help, and the pages the law wants


@state
def aide(screen: Screen) -> None:
    screen.open(f"/aide{HERE}")


@state
def mentions_legales(screen: Screen) -> None:
    screen.open(f"/mentions-legales{HERE}")


@state
def donnees_personnelles(screen: Screen) -> None:
    screen.open(f"/donnees-personnelles{HERE}")


@state
def accessibilite(screen: Screen) -> None:
    screen.open(f"/accessibilite{HERE}")


@state
def plan_du_site(screen: Screen) -> None:
    screen.open(f"/plan-du-site{HERE}")


# When something is wrong


@state
def choix_de_la_commune(screen: Screen) -> None:
    screen.open("/")


@state
def portail_inconnu(screen: Screen) -> None:
    screen.open("/?LIEN=M470310009")


@state
def page_inconnue(screen: Screen) -> None:
    screen.open(f"/page-qui-n-existe-pas{HERE}")


@state
def erreur(screen: Screen) -> None:
    screen.open(f"/panne{HERE}")


@state
def indisponible(screen: Screen) -> None:
    screen.open(f"/occupe{HERE}")


@state
def trop_de_demandes(screen: Screen) -> None:
    screen.open(f"/trop{HERE}")


# Another commune, with a colour of its own


@state
def autre_commune(screen: Screen) -> None:
    screen.open(f"/?LIEN={AGEN}")

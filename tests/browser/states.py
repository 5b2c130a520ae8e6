"""Every page and every state of it: how a person gets there.

Each function leads a page to one state, and its name is the picture's name in docs/ecrans/. The
tests look at all of them; `test_pages.py` fails where an address of the portal has no state here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, Response

from domain import announcements, clock
from domain.links import Purpose
from store import accounts, customers
from tests.bills import a_bill, a_lot, brought_in
from tests.browser.portal import Served
from tests.inbox import Mood
from tests.people import AGEN, ALICE, BOE, BRUNO, CHLOE, DENIS, PASSWORD, ZOE, Person

# Four whose mails or links are in a state of their own.
EMILE = Person("ESTÈVE Émile", "emile.esteve@exemple.fr", numbers=("47031005",))
FANNY = Person("FAURE Fanny", "fanny.faure@exemple.fr", numbers=("47031006",))
GILLES = Person("GARCIA Gilles", "gilles.garcia@exemple.fr", numbers=("47031007",), is_active=True)
HELENE = Person("HUGON Hélène", "helene.hugon@exemple.fr", numbers=("47031008",), is_active=True)
IRENE = Person("IRIGARAY Irène", "irene@exemple.fr", numbers=("47031009",), is_active=True)
JEAN = Person("JOLY Jean", "jean.joly@exemple.fr", numbers=("47031010",), is_active=True)
KARIM = Person("KADRI Karim", "karim.kadri@exemple.fr", numbers=("47031011",), is_active=True)
LOUISE = Person(
    "LAFON Louise", "louise.lafon@exemple.fr", numbers=("47031012", "47031013"), is_active=True
)
CAST = (ALICE, BRUNO, CHLOE, DENIS, EMILE, FANNY, GILLES, HELENE, IRENE, JEAN, KARIM, LOUISE)
HERE = f"?LIEN={BOE}"


@dataclass
class Screen:
    """A browser's page before a portal, used as people do: by what is written on it."""

    page: Page
    served: Served
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        if answer.request.is_navigation_request():
            self.answers.append(answer)

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.served.origin + path)

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def follow(self, words: str) -> None:
        self.page.get_by_role("link", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def log_in(self, who: Person = ALICE, password: str = PASSWORD) -> None:
        self.open(f"/?LIEN={who.portal}")
        self.fill("Adresse mail", who.address)
        self.fill("Mot de passe", password)
        self.press("Se connecter")


State = Callable[[Screen], None]
STATES: dict[str, State] = {}


def state(function: State) -> State:
    STATES[function.__name__.replace("_", "-")] = function
    return function


def prepare(served: Served) -> None:
    """Set moods, and give an account that waits to those whose link is looked at."""
    served.town.inbox.moods[EMILE.address] = Mood.REFUSES_FOR_NOW
    served.town.inbox.moods[FANNY.address] = Mood.REFUSES_FOR_EVER
    with served.town.services.store.write() as session:
        accounts.get_or_add(session, BOE, CHLOE.address, clock.now())
        # The register has another address now for whom Hélène's account was.
        elsewhere = "h.hugon@autre-exemple.fr"
        customers.follow(session, BOE, HELENE.address, elsewhere, clock.now())
    lot = a_lot(served.town.data_dir.parent, *_bills())
    brought_in(served.town, lot, with_mail=False)


def _bills() -> list[dict[str, str]]:
    """A bill in every state for Alice, two customers' for Louise."""
    home, canteen = LOUISE.numbers
    water = {"objet": "Eau et assainissement, 2e semestre 2026"}
    return [
        a_bill(ALICE, "EAU-2026-2101", **water, montant="126,92", statut="à payer", reste="76,92"),
        a_bill(ALICE, "CAN-2026-1007", objet="Cantine d'octobre 2026", echeance="05/11/2026"),
        a_bill(ALICE, "CAN-2026-0907", date="04/10/2026", montant="1 089,70", statut="payée"),
        a_bill(ALICE, "AV-2026-0001", objet="Avoir, sortie scolaire", montant="-13,80"),
        a_bill(ALICE, "EAU-2025-2101", date="16/11/2025", statut="prélevée"),
        a_bill(ALICE, "EAU-2025-1101", date="18/05/2025", statut="annulée"),
        a_bill(home, "EAU-2026-2102", **water, statut="à payer", reference="BOE 2026 2102"),
        a_bill(canteen, "CAN-2026-1008", objet="Cantine d'octobre 2026", statut="payée"),
    ]


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


# The private pages


@state
def factures_aucune(screen: Screen) -> None:
    screen.log_in(GILLES)


@state
def factures_adresse_sans_client(screen: Screen) -> None:
    screen.log_in(HELENE)


@state
def factures(screen: Screen) -> None:
    screen.log_in(ALICE)


@state
def factures_de_plusieurs_clients(screen: Screen) -> None:
    screen.log_in(LOUISE)


@state
def annonces_a_arreter(screen: Screen) -> None:
    town = screen.served.town
    screen.open(f"/annonces/{announcements.off_token(town.services.keys, town.account(LOUISE))}")


@state
def annonces_arretees(screen: Screen) -> None:
    annonces_a_arreter(screen)
    screen.press("Ne plus me prévenir")


# « Mon compte »


@state
def mon_compte(screen: Screen) -> None:
    screen.log_in()
    screen.follow("Mon compte")


@state
def mon_compte_annonces_arretees(screen: Screen) -> None:
    screen.log_in(IRENE)
    screen.follow("Mon compte")
    screen.press("Ne plus être prévenu")


@state
def changer_mot_de_passe(screen: Screen) -> None:
    mon_compte(screen)
    screen.follow("Changer mon mot de passe")


@state
def changer_mot_de_passe_refuse(screen: Screen) -> None:
    changer_mot_de_passe(screen)
    screen.fill("Mot de passe actuel", "une autre phrase")
    screen.fill("Nouveau mot de passe", "la chaise verte")
    screen.press("Changer mon mot de passe")


@state
def changer_mot_de_passe_fait(screen: Screen) -> None:
    screen.log_in(IRENE)
    screen.follow("Mon compte")
    screen.follow("Changer mon mot de passe")
    screen.fill("Mot de passe actuel", PASSWORD)
    screen.fill("Nouveau mot de passe", PASSWORD)
    screen.press("Changer mon mot de passe")


def _ask_for_address(screen: Screen, who: Person, address: str) -> None:
    screen.log_in(who)
    screen.follow("Mon compte")
    screen.follow("Changer mon adresse")
    screen.fill("Nouvelle adresse mail", address)
    screen.fill("Mot de passe actuel", PASSWORD)
    screen.press("Changer mon adresse")


@state
def changer_adresse(screen: Screen) -> None:
    mon_compte(screen)
    screen.follow("Changer mon adresse")


@state
def changer_adresse_deja_prise(screen: Screen) -> None:
    _ask_for_address(screen, ALICE, GILLES.address)


@state
def changer_adresse_message_envoye(screen: Screen) -> None:
    _ask_for_address(screen, JEAN, "jean@exemple.fr")


def _open_new_address(screen: Screen, address: str) -> None:
    _ask_for_address(screen, JEAN, address)
    screen.open(screen.served.town.inbox.to(address)[-1].link())


@state
def nouvelle_adresse_a_confirmer(screen: Screen) -> None:
    _open_new_address(screen, "jean.joly@autre-exemple.fr")


@state
def nouvelle_adresse_lien_remplace(screen: Screen) -> None:
    _open_new_address(screen, "jean.joly@ancien-exemple.fr")
    replaced = screen.page.url
    _ask_for_address(screen, JEAN, "jean.joly@autre-exemple.fr")
    screen.open(replaced)


@state
def nouvelle_adresse_enregistree(screen: Screen) -> None:
    _open_new_address(screen, "jean.joly@nouvel-exemple.fr")
    screen.press("Confirmer mon adresse")


@state
def fermer_mon_compte(screen: Screen) -> None:
    mon_compte(screen)
    screen.follow("Fermer mon compte")


@state
def compte_ferme(screen: Screen) -> None:
    screen.log_in(KARIM)
    screen.follow("Mon compte")
    screen.follow("Fermer mon compte")
    screen.fill("Mot de passe actuel", PASSWORD)
    screen.press("Fermer mon compte")


@state
def deconnecte_partout(screen: Screen) -> None:
    screen.log_in(IRENE)
    screen.follow("Mon compte")
    screen.press("Me déconnecter partout")


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

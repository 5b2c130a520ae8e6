"""A browser before the portal, the people whose pages are looked at, and the list of states."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Response
from sqlalchemy import update

from domain import clock
from store import accounts, readers
from store.models import AGENTS
from tests import bills, letter_codes
from tests.browser.portal import Served
from tests.inbox import Mood
from tests.paying import SERVICES
from tests.people import (
    ALICE,
    BOE,
    BRUNO,
    CHLOE,
    CLERKS_PASSWORD,
    DENIS,
    MARTINE,
    NADIA,
    PASSWORD,
    Clerk,
    Person,
)

# Four whose mails or links are in a state of their own.
EMILE = Person("ESTÈVE Émile", "emile.esteve@exemple.fr", numbers=("47031005",))
FANNY = Person("FAURE Fanny", "fanny.faure@exemple.fr", numbers=("47031006",))
GILLES = Person("GARCIA Gilles", "gilles.garcia@exemple.fr", numbers=("47031007",), is_active=True)
HELENE = Person("HUGON Hélène", "helene.hugon@exemple.fr", numbers=("47031008",), is_active=True)
IRENE = Person("IRIGARAY Irène", "irene@exemple.fr", numbers=("47031009",), is_active=True)
JEAN = Person("JOLY Jean", "jean.joly@exemple.fr", numbers=("47031010",), is_active=True)
KARIM = Person("KADRI Karim", "karim.kadri@exemple.fr", numbers=("47031011",), is_active=True)
LEA = Person("LABAT Léa", "lea.labat@exemple.fr", numbers=("47031012", "47031013"), is_active=True)
MONA = Person("MERCIER Mona", "mona.mercier@exemple.fr", numbers=("47031018",), is_active=True)
MAX = Person("MARTY Max", "max.marty@exemple.fr", numbers=("47031014",))
NORA = Person("NAVARRO Nora", "nora.navarro@exemple.fr", numbers=("47031015",))
OSCAR = Person("ORTIZ Oscar", "oscar.ortiz@exemple.fr", numbers=("47031016",))
PIA = Person("PONS Pia", "pia.pons@exemple.fr", numbers=("47031017",))
ROGER = Person("RIGAL Roger", "roger.rigal@exemple.fr", numbers=("47031019",), is_active=True)
UGO = Person("URBAIN Ugo", "ugo.urbain@exemple.fr", numbers=("47031090",))
PEOPLE = (
    EMILE,
    FANNY,
    GILLES,
    HELENE,
    IRENE,
    JEAN,
    KARIM,
    LEA,
    MAX,
    MONA,
    NORA,
    OSCAR,
    PIA,
    ROGER,
    UGO,
)
CAST = (ALICE, BRUNO, CHLOE, DENIS, *PEOPLE)
# Agents whose access is in a state of its own.
PAUL, QUENTIN, ROSE, SIMON = (
    Clerk(f"{name}@ville-boe.fr") for name in ("paul", "quentin", "rose", "simon")
)
HERE = f"?LIEN={BOE}"
CANTEEN = "Restaurant scolaire, novembre"
WATER, NURSERY = LEA.numbers
BILLS = (
    bills.a_bill(WATER, "2026-E-0412", statut="à payer", reste="57,20"),
    bills.a_bill(WATER, "2026-E-0198", date="20/05/2026", echeance="20/06/2026", statut="payée"),
    bills.a_bill(
        WATER, "2026-E-0077", objet="Avoir", montant="-12,30", date="02/02/2026", echeance=""
    ),
    bills.a_bill(WATER, "2025-E-0391", date="21/11/2025", echeance="21/12/2025", statut="payée"),
    bills.a_bill(
        NURSERY,
        "2026-C-1204",
        objet=CANTEEN,
        date="02/11/2026",
        echeance="16/11/2026",
        montant="84,60 €",
        statut="à payer",
        reste="34,60",
    ),
    bills.a_bill(NURSERY, "2026-C-1101", objet=CANTEEN, date="01/10/2026", statut="prélevée"),
    bills.a_bill(ROGER, "2026-E-0500", statut="à payer", service="eau"),
    bills.a_bill(
        ROGER,
        "2026-T-0041",
        objet=CANTEEN,
        statut="à payer",
        reference="2026-T-41",
        service="cantine",
    ),
    bills.a_bill(ROGER, "2026-E-0501", statut="à payer", service="essai"),
)


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
        self.page.context.clear_cookies()  # who is logged in is not asked to log in
        self.open(f"/?LIEN={who.portal}")
        self.fill("Adresse mail", who.address)
        self.fill("Mot de passe", password)
        self.press("Se connecter")

    def work_as(self, clerk: Clerk) -> None:
        """Log in on the town hall's pages."""
        self.open(f"/mairie/connexion?LIEN={clerk.portal}")
        self.fill("Adresse mail", clerk.address)
        self.fill("Mot de passe", CLERKS_PASSWORD)
        self.fill("Code", self.digits(clerk))
        self.press("Se connecter")

    def digits(self, clerk: Clerk) -> str:
        """What their telephone shows, as if nobody had used it yet."""
        town = self.served.town
        with town.services.store.write() as transaction:
            unused = update(AGENTS).where(AGENTS.c.address == clerk.address).values(last_step=0)
            transaction.execute(unused)
        return town.digits(clerk)


State = Callable[[Screen], None]
STATES: dict[str, State] = {}


def state(function: State) -> State:
    STATES[function.__name__.replace("_", "-")] = function
    return function


def prepare(served: Served, folder: Path) -> None:
    """Set moods, bring in bills, and give an account to those whose link is looked at."""
    communes = served.town.data_dir / "portails.toml"
    communes.write_text(communes.read_text("utf-8") + SERVICES, "utf-8")
    bills.brought_in(served.town, bills.a_batch(folder, *BILLS, people=CAST))
    letter_codes.add(served.town)
    for clerk in (MARTINE, NADIA, ROSE):
        served.town.hire(clerk)
    served.town.inbox.moods[EMILE.address] = Mood.REFUSES_FOR_NOW
    served.town.inbox.moods[FANNY.address] = Mood.REFUSES_FOR_EVER
    with served.town.services.store.write() as transaction:
        accounts.get_or_add(transaction, BOE, CHLOE.address, clock.now())
        # The register has another address now for whom Hélène's account was.
        elsewhere = "h.hugon@autre-exemple.fr"
        readers.follow(transaction, BOE, HELENE.address, elsewhere, clock.now())

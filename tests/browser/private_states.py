"""What only its owner may see: each function leads a page to one state.

Its name is the picture's name in build/ecrans/. `test_pages.py` looks at all of them, and fails
where an address of the portal has no state.
"""

from domain.invoices import announcements
from store import sessions
from store.models import READERS
from tests import tables
from tests.browser.screen import GILLES, HELENE, IRENE, JEAN, KARIM, LEA, MONA, Screen, state
from tests.people import ALICE, PASSWORD, Person

# The private pages


@state
def connexion_terminee(screen: Screen) -> None:
    screen.log_in(GILLES)
    town = screen.served.town
    with town.services.store.write() as transaction:
        sessions.of_accounts.end_all(transaction, town.account(GILLES).id)
    screen.follow("Mon compte")


@state
def factures_aucune(screen: Screen) -> None:
    screen.log_in(GILLES)


@state
def factures_adresse_sans_client(screen: Screen) -> None:
    screen.log_in(HELENE)


@state
def factures(screen: Screen) -> None:
    screen.log_in(LEA)


@state
def factures_suivi(screen: Screen) -> None:
    screen.log_in(LEA)
    screen.follow("Quand mes factures sont arrivées, et quand je les ai ouvertes")


@state
def annonces_a_arreter(screen: Screen) -> None:
    town = screen.served.town
    token = announcements.off_token(town.services.keys, town.account(KARIM))
    screen.open(f"/annonces/{token}")


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
def papier_ou_en_ligne(screen: Screen) -> None:
    screen.log_in(LEA)
    screen.follow("Mon compte")
    screen.follow("Papier ou en ligne")


@state
def papier_ou_en_ligne_choisi(screen: Screen) -> None:
    screen.log_in(IRENE)
    screen.follow("Mon compte")
    screen.follow("Papier ou en ligne")
    screen.press("Recevoir mes factures en ligne")


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
def nouvelle_adresse_a_confirmer_ailleurs(screen: Screen) -> None:
    _open_new_address(screen, "jean.joly@ailleurs-exemple.fr")
    screen.page.context.clear_cookies()
    screen.open(screen.page.url)


@state
def nouvelle_adresse_lien_remplace(screen: Screen) -> None:
    _open_new_address(screen, "jean.joly@ancien-exemple.fr")
    replaced = screen.page.url
    _ask_for_address(screen, JEAN, "jean.joly@autre-exemple.fr")
    screen.open(replaced)


@state
def nouvelle_adresse_envoyee_encore(screen: Screen) -> None:
    _ask_for_address(screen, IRENE, "irene.la-bas@exemple.fr")
    screen.follow("Mon compte")
    screen.press("Renvoyer le mail")


@state
def nouvelle_adresse_abandonnee(screen: Screen) -> None:
    _ask_for_address(screen, IRENE, "irene.ici@exemple.fr")
    screen.follow("Mon compte")
    screen.press("Garder mon adresse actuelle")


@state
def nouvelle_adresse_enregistree(screen: Screen) -> None:
    _open_new_address(screen, "jean.joly@nouvel-exemple.fr")
    screen.press("Confirmer mon adresse")


# « Partager mes factures »


def _share(screen: Screen, who: Person, guest: str, password: str = PASSWORD) -> None:
    screen.log_in(who)
    screen.open("/compte/partage")
    screen.fill("Adresse mail", guest)
    screen.fill("Mot de passe actuel", password)
    screen.page.get_by_role("button", name="Inviter").first.click()
    screen.page.wait_for_load_state()


def _couple(screen: Screen, guest: str) -> None:
    """Somebody reads Mona's bills, too."""
    with screen.served.town.services.store.write() as transaction:
        for row in tables.rows(transaction, READERS, address=guest, ended_at=None):
            tables.change(transaction, READERS, row.id, ended_at=row.since, ended_by="service")
        tables.add_reader(transaction, MONA.portal, MONA.numbers[0], guest)


@state
def partage(screen: Screen) -> None:
    screen.log_in(MONA)
    screen.follow("Mon compte")
    screen.follow("Partager mes factures")


@state
def partage_refuse(screen: Screen) -> None:
    _share(screen, MONA, MONA.address)


@state
def partage_invite(screen: Screen) -> None:
    _couple(screen, "marc.mercier@exemple.fr")
    _share(screen, MONA, "tutelle@exemple.fr")


@state
def partage_invitation_annulee(screen: Screen) -> None:
    _share(screen, MONA, "annulee@exemple.fr")
    screen.press("Annuler l'invitation de annulee@exemple.fr")


@state
def partage_a_confirmer(screen: Screen) -> None:
    _share(screen, MONA, "ines.mercier@exemple.fr")
    screen.page.context.clear_cookies()
    screen.open(screen.served.town.inbox.to("ines.mercier@exemple.fr")[-1].link())


@state
def partage_vu_du_second(screen: Screen) -> None:
    _couple(screen, LEA.address)
    screen.log_in(LEA)
    screen.open("/compte/partage")


@state
def partage_acces_a_retirer(screen: Screen) -> None:
    _couple(screen, "marc.mercier@exemple.fr")
    partage(screen)
    screen.follow("Retirer l'accès de marc.mercier@exemple.fr")


@state
def partage_acces_retire(screen: Screen) -> None:
    partage_acces_a_retirer(screen)
    screen.press("Retirer l'accès")


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

"""What only the town hall's agents may see, and their log-in: each function leads a page to one state.

Its name is the picture's name in build/ecrans/. `test_pages.py` looks at all of them, and fails
where an address of the portal has no state.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from domain.accounts import invitations
from domain.agents import factor, links, roster
from domain.customers import choosing, decisions
from domain.history import NO_VISIT
from store import agents
from store.models import READERS
from tests import bills, letter_codes, tables
from tests.browser.screen import (
    FANNY,
    GILLES,
    HELENE,
    HERE,
    LEA,
    NORA,
    OSCAR,
    PAUL,
    PIA,
    QUENTIN,
    ROSE,
    SIMON,
    Screen,
    state,
)
from tests.pdfs import a_pdf
from tests.people import BOE, BRUNO, CHLOE, CLERKS_PASSWORD, MARTINE, NADIA, ZOE, Clerk


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


@state
def mairie_courriels_aucun(screen: Screen) -> None:
    mairie_a_faire(screen)
    screen.follow("Courriels")


@state
def mairie_courriels(screen: Screen) -> None:
    town = screen.served.town
    replies = {NORA.address: "550 5.1.1 unknown", OSCAR.address: "451 4.7.1 later"}
    town.inbox.replies |= replies
    with town.services.store.write() as transaction:
        commune = town.services.portals.all()[NORA.portal]
        invitations.invite_many(transaction, commune, replies, NO_VISIT)
    town.send_what_is_due()
    mairie_courriels_aucun(screen)


@state
def mairie_marquer_payee(screen: Screen) -> None:
    mairie_a_faire(screen)
    screen.open(f"/mairie/clients/fiche?numero={LEA.numbers[0]}")
    screen.follow("Marquer payée la facture 2026-E-0412")


@state
def mairie_attente_aucune(screen: Screen) -> None:
    mairie_a_faire(screen)
    screen.open("/mairie/attente")


@state
def mairie_attente(screen: Screen) -> None:
    bring_in_doubtful(screen)
    mairie_a_faire(screen)
    screen.open("/mairie/attente")


@state
def mairie_attente_publier(screen: Screen) -> None:
    mairie_attente(screen)
    screen.follow("Publier les 3 factures de ce lot")


@state
def mairie_attente_publiee(screen: Screen) -> None:
    mairie_attente_publier(screen)
    screen.press("Publier quand même")


@state
def mairie_attente_une_publiee(screen: Screen) -> None:
    bring_in_doubtful(screen, series="B")
    mairie_a_faire(screen)
    screen.open("/mairie/attente")
    screen.press("Publier quand même la facture 2026-B-0001")


def bring_in_doubtful(screen: Screen, series: str = "A") -> None:
    """A batch in which two bills name each other's customer."""
    people = (FANNY, GILLES, HELENE)
    numbers = tuple(f"2026-{series}-{place:04}" for place in (1, 2, 3))
    drawn = dict(zip(numbers, (GILLES, FANNY, HELENE), strict=True))
    made = {
        f"{number}.pdf": a_pdf(
            f"Ville de Boé\n{who.name}\n3 rue des Écoles\nFACTURE n° {number}\nMontant : 57,20 EUR"
        )
        for number, who in drawn.items()
    }
    lines = [bills.a_bill(who, number) for who, number in zip(people, numbers, strict=True)]
    with TemporaryDirectory() as folder:
        batch = bills.a_batch(Path(folder), *lines, name="novembre", pdfs=made)
        bills.brought_in(screen.served.town, batch)


@state
def mairie_papier(screen: Screen) -> None:
    town = screen.served.town
    here = town.services.portals.all()[NORA.portal]
    with town.services.store.write() as transaction:
        choosing.set_by_service(
            transaction, here, NORA.numbers[0], "coupon du 3 novembre", NO_VISIT, is_online=True
        )
    mairie_a_faire(screen)
    screen.follow("Papier")


@state
def mairie_papier_a_imprimer(screen: Screen) -> None:
    mairie_papier(screen)
    screen.page.get_by_role("link", name="Imprimer ce qui va sur papier").first.click()
    screen.page.wait_for_load_state()


@state
def mairie_releve(screen: Screen) -> None:
    mairie_a_faire(screen)
    screen.open(f"/mairie/clients/fiche?numero={LEA.numbers[0]}")
    screen.follow("Relevé de la facture 2026-E-0412")


@state
def mairie_papier_choix_a_noter(screen: Screen) -> None:
    mairie_a_faire(screen)
    screen.open(f"/mairie/clients/fiche?numero={PIA.numbers[0]}")
    screen.follow("Noter son choix d'être en ligne")


@state
def mairie_papier_choix_sans_preuve(screen: Screen) -> None:
    mairie_papier_choix_a_noter(screen)
    screen.press("Noter son choix")


@state
def mairie_page_inconnue(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.open("/mairie/agents")  # a manager's


@state
def mairie_lettres(screen: Screen) -> None:
    mairie_a_faire(screen)
    screen.open("/mairie/lettres")


@state
def mairie_lettres_code_refuse(screen: Screen) -> None:
    mairie_lettres(screen)
    screen.fill("Code", "000000")
    screen.press("Voir les lettres")


@state
def mairie_lettres_avec_un_code_refusees(screen: Screen) -> None:
    mairie_lettres(screen)
    screen.page.get_by_label("Code").first.fill("000000")
    screen.press("Voir les lettres avec un code")


# Addresses that customers propose


@state
def mairie_adresses_aucune(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.open("/mairie/adresses")


@state
def mairie_adresses(screen: Screen) -> None:
    """Bruno has another address by now; somebody guesses the codes of a number."""
    town = screen.served.town
    typed = letter_codes.code_of(town, BRUNO)
    letter_codes.use(town.visitor(), BRUNO.numbers[0], typed, "bruno.b@exemple.fr")
    for turn in range(5):
        visitor = town.visitor(f"198.51.100.{turn}")
        letter_codes.use(visitor, "47031999", letter_codes.WRONG, ZOE.address)
    mairie_adresses_aucune(screen)


@state
def mairie_adresse_acceptee(screen: Screen) -> None:
    mairie_adresses(screen)
    screen.press("Les deux liront")


@state
def mairie_adresse_decidee_deja(screen: Screen) -> None:
    """A colleague was faster."""
    town = screen.served.town
    typed = letter_codes.code_of(town, NORA)
    letter_codes.use(town.visitor(), NORA.numbers[0], typed, "nora.n@exemple.fr")
    mairie_adresses_aucune(screen)
    with town.services.store.write() as transaction:
        commune = town.services.portals.all()[BOE]
        for each in decisions.waiting(transaction, commune):
            decisions.refuse(transaction, commune, each.proposal.id, NO_VISIT)
    screen.press("Refuser")


def _second(screen: Screen, words: str) -> None:
    """Somebody reads Chloé's bills, too; what one of the sheet's links leads to."""
    with screen.served.town.services.store.write() as transaction:
        known = tables.rows(transaction, READERS, address="c.second@exemple.fr", ended_at=None)
        if not known:
            tables.add_reader(transaction, BOE, CHLOE.numbers[0], "c.second@exemple.fr")
    _client(screen, "fiche", CHLOE.numbers[0])
    if words:
        screen.follow(words)


@state
def mairie_client_lu_par_deux(screen: Screen) -> None:
    _second(screen, "")


@state
def mairie_lecteur_a_ajouter(screen: Screen) -> None:
    _second(screen, "Ajouter une personne qui lit aussi")


@state
def mairie_lecteur_refuse(screen: Screen) -> None:
    mairie_lecteur_a_ajouter(screen)
    screen.fill("Adresse mail", CHLOE.address)
    screen.press("Ajouter")


@state
def mairie_lecteur_a_corriger(screen: Screen) -> None:
    _second(screen, "Corriger cette adresse")


@state
def mairie_lecteur_a_retirer(screen: Screen) -> None:
    _second(screen, "Retirer cet accès")


@state
def mairie_lecteur_retire(screen: Screen) -> None:
    mairie_lecteur_a_retirer(screen)
    screen.press("Retirer cet accès")
    with screen.served.town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, CHLOE.numbers[0], "c.second@exemple.fr")


@state
def mairie_client_sans_adresse(screen: Screen) -> None:
    _client(screen, "fiche", letter_codes.HUGO.numbers[0])


# The link that opens an access


def _invited(screen: Screen, clerk: Clerk) -> str:
    """Invite somebody anew; the link that was mailed."""
    town = screen.served.town
    with town.services.store.write() as transaction:
        roster.invite(
            transaction,
            town.services.portals.all()[clerk.portal],
            clerk.address,
            NO_VISIT,
            is_manager=clerk.is_manager,
        )
        agent = agents.by_address(transaction, clerk.portal, clerk.address)
    assert agent is not None
    return links.address(town.services.keys, town.services.portals.all()[clerk.portal], agent)


@state
def mairie_lien(screen: Screen) -> None:
    screen.open(_invited(screen, PAUL))


@state
def mairie_lien_refuse(screen: Screen) -> None:
    mairie_lien(screen)
    screen.fill("Mot de passe", "trop court")
    screen.fill("Code", "000000")
    screen.press("Ouvrir mon accès")


@state
def mairie_acces_ouvert(screen: Screen) -> None:
    screen.open(_invited(screen, QUENTIN))
    agent = screen.served.town.agent(QUENTIN)
    shared = factor.secret(screen.served.town.services.keys[0], agent)
    screen.fill("Mot de passe", CLERKS_PASSWORD)
    screen.fill("Code", factor.code_at(shared, factor.step_now()))
    screen.press("Ouvrir mon accès")


@state
def mairie_lien_deja_utilise(screen: Screen) -> None:
    first = _invited(screen, PAUL)
    _invited(screen, PAUL)
    screen.open(first)


# An agent's own access


@state
def mairie_mon_acces(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.follow("Mon accès")


@state
def mairie_mot_de_passe_refuse(screen: Screen) -> None:
    mairie_mon_acces(screen)
    screen.follow("Changer mon mot de passe")
    screen.fill("Mot de passe actuel", "une autre phrase")
    screen.fill("Nouveau mot de passe", "trois chats gris sur un toit")
    screen.fill("Code", "000000")
    screen.press("Changer mon mot de passe")


@state
def mairie_mot_de_passe_change(screen: Screen) -> None:
    screen.work_as(ROSE)
    screen.follow("Mon accès")
    screen.follow("Changer mon mot de passe")
    screen.fill("Mot de passe actuel", CLERKS_PASSWORD)
    screen.fill("Nouveau mot de passe", CLERKS_PASSWORD)
    screen.fill("Code", screen.digits(ROSE))
    screen.press("Changer mon mot de passe")


@state
def mairie_nouveaux_codes(screen: Screen) -> None:
    mairie_mon_acces(screen)
    screen.follow("Imprimer dix nouveaux codes")
    screen.fill("Code", screen.digits(NADIA))
    screen.press("Voir dix nouveaux codes")


# What a manager does


@state
def mairie_agents(screen: Screen) -> None:
    screen.work_as(MARTINE)
    screen.follow("Agents")


@state
def mairie_agent_invite(screen: Screen) -> None:
    mairie_agents(screen)
    screen.fill("Adresse mail", PAUL.address)
    screen.press("Inviter")


@state
def mairie_agent_deja_la(screen: Screen) -> None:
    mairie_agents(screen)
    screen.fill("Adresse mail", NADIA.address)
    screen.press("Inviter")


@state
def mairie_nouveau_lien(screen: Screen) -> None:
    mairie_agents(screen)
    screen.follow(f"Nouveau lien pour {NADIA.address}")


@state
def mairie_nouveau_lien_envoye(screen: Screen) -> None:
    mairie_agents(screen)
    screen.follow(f"Nouveau lien pour {QUENTIN.address}")
    screen.press("Envoyer le lien")


@state
def mairie_fin_d_acces(screen: Screen) -> None:
    mairie_agents(screen)
    screen.follow(f"Mettre fin à l'accès de {NADIA.address}")


@state
def mairie_fin_d_acces_faite(screen: Screen) -> None:
    _invited(screen, SIMON)
    mairie_agents(screen)
    screen.follow(f"Mettre fin à l'accès de {SIMON.address}")
    screen.press("Mettre fin à cet accès")


@state
def mairie_dernier_responsable(screen: Screen) -> None:
    mairie_agents(screen)
    screen.follow(f"Mettre fin à l'accès de {MARTINE.address}")


@state
def mairie_journal(screen: Screen) -> None:
    screen.work_as(MARTINE)
    screen.follow("Journal")


# Clients


def _client(screen: Screen, page: str, number: str = "47031001") -> None:
    screen.work_as(NADIA)
    screen.open(f"/mairie/clients/{page}?numero={number}")


@state
def mairie_clients(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.open("/mairie/clients?q=a")


@state
def mairie_client(screen: Screen) -> None:
    _client(screen, "fiche")


@state
def mairie_client_page_ouverte_trop_longtemps(screen: Screen) -> None:
    mairie_client(screen)
    tokens = screen.page.locator("input[name=csrf_token]")
    tokens.evaluate_all("all => all.forEach(each => { each.value = 'x' })")
    screen.press("Envoyer un lien")


@state
def mairie_client_sans_compte(screen: Screen) -> None:
    _client(screen, "fiche", "0047")


@state
def mairie_client_sans_nos_mails(screen: Screen) -> None:
    """Its server says that the box is full."""
    screen.served.town.inbox.replies[PIA.address] = "552 5.2.2 Mailbox full"
    screen.work_as(NADIA)
    screen.fill("Chercher", "pon")
    screen.press("Chercher")
    screen.press("Envoyer l'invitation")


@state
def mairie_client_ses_factures(screen: Screen) -> None:
    _client(screen, "factures", "47031012")


@state
def mairie_client_nouveau(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.fill("Chercher", ZOE.address)
    screen.press("Chercher")
    screen.follow("Ajouter un client")


@state
def mairie_client_nouveau_refuse(screen: Screen) -> None:
    mairie_client_nouveau(screen)
    screen.fill("Numéro de client", "0047")
    screen.press("Ajouter")


@state
def mairie_client_corrige(screen: Screen) -> None:
    _client(screen, "corriger")


@state
def mairie_client_change_de_compte(screen: Screen) -> None:
    mairie_client_corrige(screen)
    screen.fill("Adresse mail (peut manquer)", "alice@exemple.fr")
    screen.press("Corriger")


@state
def mairie_client_suspendu(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.open("/mairie/clients/suspendre?numero=47031001&adresse=alice.abadie@exemple.fr")


@state
def mairie_lettre_pour_un_compte_actif(screen: Screen) -> None:
    mairie_client(screen)
    screen.press("Lettre à imprimer")


@state
def mairie_client_retabli(screen: Screen) -> None:
    mairie_client_suspendu(screen)
    screen.press("Suspendre")
    screen.press("Rétablir")


@state
def mairie_exporter_les_clients(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.follow("Clients")
    screen.follow("Exporter")

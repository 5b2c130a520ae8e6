"""The communes, the register's addresses, the database and its PDFs, the backup."""

import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from commands import console
from commands.checks import Finding, advice, care, good
from domain import clock, history, legal, printed_codes
from domain.agents import factor
from domain.alarms import of_portal
from domain.customers import codes
from domain.portals import Portal
from jobs import drop_folder, dropped_files
from settings import Settings
from store import Store, agents, events, invoices
from store.backup import last_file, last_taken
from store.documents import Documents
from store.records import Agent

WEEK = timedelta(days=7)
MANY_UNKNOWN = 10
SHOWN = 3


def database(store: Store) -> Iterator[Finding]:
    """It can be written, and is whole. Raises `store.Unavailable` where it can't."""
    store.check()
    faults = store.faults()
    if faults:
        yield care(
            "base",
            f"Elle est abîmée ({faults[0]}) : arrêtez le portail et reprenez la dernière "
            "sauvegarde (flask restore).",
        )
    else:
        yield good("base", "Elle répond, s'écrit, et elle est intacte.")


def pdfs(store: Store) -> Iterator[Finding]:
    """Every PDF is there, as it came."""
    documents = Documents(store.data_dir)
    with store.read() as transaction:
        known = list(invoices.documents(transaction))
    lost: list[str] = []
    with console.Progress("Contrôle des PDF", len(known), "PDF") as progress:
        for digest, number in known:
            if not documents.is_intact(digest):
                lost.append(number)
            progress.advance()
    if lost:
        more = f" et {len(lost) - SHOWN} autres" if len(lost) > SHOWN else ""
        yield care(
            "PDF",
            f"Le PDF manque ou est abîmé pour {', '.join(lost[:SHOWN])}{more} : importez de "
            "nouveau ces factures.",
        )
    elif known:
        yield good("PDF", f"{console.count(len(known), 'PDF', 'PDF')}, tous intacts.")


def communes(portals: dict[str, Portal]) -> Iterator[Finding]:
    """Each says what the law wants."""
    for portal in portals.values():
        lacking = legal.missing(portal)
        if lacking:
            yield advice(
                portal.code,
                f"{portal.name} : la loi demande encore, dans portails.toml : {', '.join(lacking)}.",
            )
        else:
            yield good(portal.code, f"{portal.name} : les pages légales sont complètes.")


def drop_folders(data_dir: Path, portals: Iterable[str]) -> Iterator[Finding]:
    """Nothing lies there that nobody will read."""
    for code in portals:
        folder = data_dir / drop_folder.FOLDER / code
        found = dropped_files.strangers(folder) if folder.is_dir() else []
        if found:
            more = f" et {len(found) - SHOWN} autres" if len(found) > SHOWN else ""
            yield advice(
                "dépôt",
                f"Dans {folder}, {', '.join(found[:SHOWN])}{more} : ce n'est pas un nom que le "
                f"portail lit. {dropped_files.READ_ME} y dit comment appeler un fichier.",
            )


def alarms(store: Store, portals: Iterable[Portal], admin: str) -> Iterator[Finding]:
    """Nobody tries many passwords or addresses, and somebody would be told."""
    with store.read() as transaction:
        for portal in portals:
            for sentence in of_portal(transaction, portal):
                yield care("alertes", f"{portal.name} : {sentence}")
    if not admin:
        yield advice(
            "alertes",
            "Personne n'est prévenu quand beaucoup de mots de passe sont essayés ou qu'une sauvegarde "
            "échoue : PORTAIL_ADMIN=votre.adresse@exemple.fr",
        )


def unknown_addresses(store: Store) -> Iterator[Finding]:
    """People are not sent away in unusual numbers."""
    since = clock.now() - WEEK
    with store.read() as transaction:
        unknown = events.count_since(transaction, history.Kind.UNKNOWN_ADDRESS, since)
        asked = events.count_since(transaction, history.Kind.ACTIVATION_ASKED, since)
    if unknown >= MANY_UNKNOWN and unknown > asked:
        yield advice(
            "activation",
            f"En 7 jours, {console.count(unknown, 'demande')} ont reçu « adresse inconnue », contre "
            f"{console.number(asked)} réussies : le registre est-il à jour, ou quelqu'un cherche-t-il "
            "des adresses ?",
        )


def telephones(store: Store, keys: Sequence[str]) -> Iterator[Finding]:
    """Every agent's second factor comes from the key that signs now, not from one that is about to go."""
    newest = printed_codes.key_id(keys[0])
    with store.read() as transaction:
        others = [one for one in agents.every(transaction) if one.key_id not in (None, newest)]
    gone = [one for one in others if factor.secret_of(keys, one) is None]
    if gone:
        yield care(
            "agents",
            f"La clé secrète dont vient leur code n'est plus là, ils ne peuvent plus se connecter : "
            f"{_named(gone)}. Pour chacun : flask agents reset ADRESSE",
        )
    going = [one for one in others if one not in gone]
    if going:
        yield advice(
            "agents",
            f"Leur code vient d'une clé secrète d'avant : {_named(going)}. Avant de la retirer, pour "
            "chacun : flask agents reset ADRESSE",
        )


def letters(store: Store, keys: Sequence[str]) -> Iterator[Finding]:
    """The codes of letters come from the key that signs now, not from one that is about to go."""
    with store.read() as transaction:
        found = codes.at_risk(transaction, keys)
    for each in found:
        many = console.count(each.letters, "lettre")
        if each.is_gone:
            yield care(
                "lettres",
                f"La clé secrète dont vient leur code n'est plus là, {many} avec un code ne "
                "servent plus : imprimez-en d'autres (flask clients codes).",
            )
        else:
            yield advice(
                "lettres",
                f"Le code de {many} vient d'une clé secrète d'avant. Avant de la retirer : flask "
                "clients codes --renouveler, et de nouvelles lettres.",
            )


def _named(of: Sequence[Agent]) -> str:
    more = f" et {len(of) - SHOWN} autres" if len(of) > SHOWN else ""
    return ", ".join(f"{one.address} ({one.portal})" for one in of[:SHOWN]) + more


def backup(settings: Settings) -> Iterator[Finding]:
    """One was taken in the last week, and only its owner can read it."""
    last, file = last_taken(settings.data_dir), last_file(settings.data_dir)
    if file is not None and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield care(
            "sauvegarde",
            f"D'autres comptes de cette machine peuvent lire {file} : chmod go= {file}",
        )
    if last is None:
        yield care("sauvegarde", "Aucune n'a été faite ici : flask backup /ailleurs/portail.tar")
    elif (age := clock.age(last)) is None:
        yield care(
            "sauvegarde",
            f"La dernière porte une date à venir ({console.moment(last)}) : l'horloge avançait. "
            "Faites-en une.",
        )
    elif age > WEEK:
        yield care(
            "sauvegarde", f"La dernière date du {console.moment(last)} : faites-en une par semaine."
        )
    else:
        yield good("sauvegarde", f"La dernière date du {console.moment(last)}.")

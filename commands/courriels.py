"""`flask courriels`: mails and what became of them, sending what waits, one mail as a trial."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click
from flask import current_app

from commands import Group, Refusal, Status, as_json, console
from domain.faults import Fault

if TYPE_CHECKING:
    from settings import Settings
    from store.models import Message

NEWEST = 20
COLUMNS = ("Demandé le", "Adresse", "Courriel", "Commune", "État", "Réponse")


@click.group(cls=Group)
def command() -> None:
    """Les courriels du portail, et ce qu'ils sont devenus.

    Exemple : flask courriels list
    """


@command.command("list")
@click.option("--tous", is_flag=True, help=f"Tous les envois, et non les {NEWEST} derniers.")
@as_json
def list_(tous: bool, as_json: bool) -> None:
    """Montre ce qui attend, ce qui a été refusé, et les derniers envois.

    Exemple : flask courriels list
    """
    import services
    from store import announcements, messages
    from store.models import MessageState

    with services.current().store.read() as transaction:
        counts = messages.counts(transaction)
        progress = announcements.progress(transaction)
        found = [
            *messages.with_addresses(transaction, MessageState.WAITING, 10_000),
            *messages.with_addresses(transaction, MessageState.REFUSED, 10_000),
            *messages.with_addresses(transaction, MessageState.SENT, 10**6 if tous else NEWEST),
        ]
    if as_json:
        console.say_json([_for_programs(message, address) for message, address in found])
        return
    console.say(_summary(counts))
    for line in _announced(progress):
        console.say(line)
    if found:
        console.say()
        rows = [_row(message, address) for message, address in found]
        console.table(COLUMNS, rows, keep=(1,), wrap=True)
    if counts.get(MessageState.REFUSED):
        console.tell(
            "Une adresse refusée n'est plus sollicitée : corrigez-la dans le registre "
            "(flask clients edit), puis le client recommence."
        )


@command.command()
def send() -> Status:
    """Essaie maintenant tout ce qui attend, sans attendre l'heure prévue.

    Exemple : flask courriels send
    """
    import services
    from domain import clock
    from mail import sender
    from store import messages

    current_app.extensions["portail"].pages()  # mails are drawn with the pages' colours
    sender.release_the_dead()
    with services.current().store.read() as transaction:
        waiting = messages.unclaimed(transaction, clock.now())
    results: list[sender.Result] = []
    with console.Progress("Envoi", len(waiting), "courriels") as progress:
        for message_id in waiting:
            results.append(sender.deliver(message_id))
            progress.advance()
            if results[-3:] == [sender.Result.KEPT] * 3:
                break  # the server is away: the others would only wait for it too
    return _report(waiting, results)


@command.command()
@click.argument("address", metavar="ADRESSE")
def test(address: str) -> None:
    """Envoie un courriel d'essai, et montre chaque réponse du serveur.

    Exemple : flask courriels test moi@ma-commune.fr
    """
    from domain import addresses
    from mail import trial
    from mail.transport import NotNow

    settings: Settings = current_app.extensions["portail"].settings
    if not settings.mail.server or settings.mail.sender is None:
        raise Fault("La démonstration n'envoie rien : ses courriels se lisent sur /courriels.")
    try:
        to = addresses.fold(address)
    except addresses.NotAnAddress as problem:
        raise Fault(f"« {address} » : {problem}.") from None
    try:
        trial.send(settings.mail, settings.mail.sender, to, console.say)
    except NotNow as answer:
        raise Refusal(_advice(str(answer))) from answer
    console.say(
        f"Le serveur a pris le courriel pour {to}. Vérifiez qu'il arrive, et pas parmi les "
        "indésirables."
    )


def _announced(progress: Mapping[int, Mapping[str, int]]) -> Iterator[str]:
    """Say how far the announcements of each import are, where some still wait."""
    from store.models import MessageState

    for number, states in progress.items():
        total = sum(states.values()) - states.get(MessageState.CANCELLED, 0)
        if states.get(MessageState.WAITING):
            sent = console.number(states.get(MessageState.SENT, 0))
            yield f"Annonces de l'import n° {number} : {sent} sur {console.number(total)} parties."


def _report(waiting: list[int], results: list[Any]) -> Status:
    from mail.sender import Result
    from store.models import MessageState

    sent, refused = results.count(Result.SENT), results.count(Result.REFUSED)
    kept = results.count(Result.KEPT) + len(waiting) - len(results)
    console.say(
        f"{console.count(sent, 'courriel envoyé', 'courriels envoyés')}, "
        f"{console.count(refused, 'refusé', 'refusés')}, "
        f"{console.count(kept, 'reste en attente', 'restent en attente')}."
    )
    if not refused and not kept:
        return Status.DONE
    _say_what_was_not_sent(waiting, {MessageState.WAITING, MessageState.REFUSED})
    return Status.PARTLY if sent else Status.NOT_DONE


def _say_what_was_not_sent(ids: list[int], states: set[Any]) -> None:
    import services
    from store import messages

    tried = set(ids)
    with services.current().store.read() as transaction:
        found = [
            each
            for state in states
            for each in messages.with_addresses(transaction, state, 10_000)
            if each[0].id in tried
        ]
    console.table(
        COLUMNS, [_row(message, address) for message, address in found], keep=(1,), wrap=True
    )


def _summary(counts: dict[str, int]) -> str:
    from store.models import MessageState

    def of(state: MessageState, one: str, many: str) -> str:
        return console.count(counts.get(state, 0), one, many)

    return (
        f"{of(MessageState.WAITING, 'courriel attend', 'courriels attendent')}, "
        f"{of(MessageState.REFUSED, 'a été refusé', 'ont été refusés')}, "
        f"{of(MessageState.SENT, 'a été envoyé', 'ont été envoyés')} (90 derniers jours)."
    )


def _row(message: "Message", address: str) -> tuple[Any, ...]:
    from domain import replies

    said = "" if message.sent_at else replies.in_words(message.reply)
    return (message.created_at, address, _subject(message), message.portal, _state(message), said)


def _for_programs(message: "Message", address: str) -> dict[str, Any]:
    return {
        "id": message.id,
        "lien": message.portal,
        "adresse": address,
        "genre": _subject(message),
        "etat": message.state,
        "demande_le": message.created_at,
        "envoye_le": message.sent_at,
        "prochain_essai": message.next_try_at if message.state == "waiting" else None,
        "essais": message.attempts,
        "reponse": message.reply,
        "message_id": message.message_id,
    }


def _state(message: "Message") -> str:
    if message.state == "waiting":
        when = console.moment(message.next_try_at)
        return f"attend ({console.count(message.attempts, 'essai')}), prochain essai le {when}"
    words = {"sent": "envoyé", "refused": "refusé pour de bon", "cancelled": "devenu inutile"}
    return words[message.state]


def _subject(message: "Message") -> str:
    from domain.outbox import SUBJECTS

    return SUBJECTS.get(message.kind, message.kind)


def _advice(answer: str) -> str:
    from domain import replies

    words = replies.in_words(answer)
    meaning = f" ({words})" if words != answer else ""
    return (
        f"le courriel n'est pas parti : {answer}{meaning}. Vérifiez PORTAIL_MAIL_SERVER, _PORT, "
        "_USE_TLS, _USE_SSL, _USERNAME et _PASSWORD, ou demandez à qui tient ce serveur."
    )

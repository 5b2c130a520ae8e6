"""`flask courriels list`: what waits, what was refused, what left last."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import services
from commands import console, terminal
from mail import outcomes
from store import announcements, messages
from store.records import Message, MessageState

COLUMNS = ("Demandé le", "Adresse", "Courriel", "Ce qu'il est devenu")


def run(*, newest: int | None, as_json: bool) -> None:
    """Show what waits, what was refused, and the newest that left (None: all)."""
    with services.current().store.read() as transaction:
        counts = messages.counts(transaction)
        progress = announcements.progress(transaction)
        found = [
            *messages.with_addresses(transaction, MessageState.WAITING, 10_000),
            *messages.with_addresses(transaction, MessageState.REFUSED, 10_000),
            *messages.with_addresses(transaction, MessageState.RETURNED, 10_000),
            *messages.with_addresses(transaction, MessageState.SENT, newest or 10**6),
        ]
    if as_json:
        console.say_json([_for_programs(message, address) for message, address in found])
        return
    console.say(_summary(counts))
    for line in _announced(progress):
        console.say(line)
    if found:
        console.say()
        say(found)
    if counts.get(MessageState.REFUSED) or counts.get(MessageState.RETURNED):
        console.tell(
            "Une adresse refusée n'est plus sollicitée : corrigez-la dans le registre "
            "(flask clients edit), puis le client recommence."
        )


def say(found: Sequence[tuple[Message, str]]) -> None:
    """Show mails, each with its address, as a table."""
    zone = terminal.zone()
    rows: list[tuple[Any, ...]] = [
        (message.created_at, address, outcomes.subject(message), outcomes.in_words(message, zone))
        for message, address in found
    ]
    columns: tuple[str, ...] = COLUMNS
    if len({message.portal for message, _ in found}) > 1:
        columns = (*columns, "Commune")
        rows = [(*row, message.portal) for row, (message, _) in zip(rows, found, strict=True)]
    console.table(columns, rows, keep=(1,), wrap=True)


def _announced(progress: Mapping[int, Mapping[str, int]]) -> Iterator[str]:
    """Say how far the announcements of each import are, where some still wait."""
    for number, states in progress.items():
        total = sum(states.values()) - states.get(MessageState.CANCELLED, 0)
        if states.get(MessageState.WAITING):
            left = sum(states.get(one, 0) for one in (MessageState.SENT, MessageState.RETURNED))
            sent = console.number(left)
            yield f"Annonces de l'import n° {number} : {sent} sur {console.number(total)} parties."


def _summary(counts: dict[str, int]) -> str:
    def of(state: MessageState, one: str, many: str) -> str:
        return console.count(counts.get(state, 0), one, many)

    back = of(MessageState.RETURNED, "est revenu, ", "sont revenus, ")
    returned = back if counts.get(MessageState.RETURNED) else ""
    return (
        f"{of(MessageState.WAITING, 'courriel attend', 'courriels attendent')}, "
        f"{of(MessageState.REFUSED, 'a été refusé', 'ont été refusés')}, "
        f"{returned}{of(MessageState.SENT, 'a été envoyé', 'ont été envoyés')} (90 derniers jours)."
    )


def _for_programs(message: Message, address: str) -> dict[str, Any]:
    return {
        "id": message.id,
        "lien": message.portal,
        "adresse": address,
        "genre": outcomes.subject(message),
        "etat": message.state,
        "demande_le": message.created_at,
        "envoye_le": message.sent_at,
        "prochain_essai": message.next_try_at if message.state == "waiting" else None,
        "essais": message.attempts,
        "reponse": message.reply,
        "message_id": message.message_id,
    }

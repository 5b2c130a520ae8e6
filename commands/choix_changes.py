"""`flask choix set` and `export`: a choice that was noted by hand, and the file for the billing software."""

import sys
from datetime import datetime, time
from zoneinfo import ZoneInfo

import services
from commands import console, typed
from domain import choices, clock, history
from domain.choices import Channel
from domain.customers import choosing
from domain.faults import Fault
from domain.portals import Portal
from sheets import values, writing


def note(portal: Portal, number: str, proof: str, *, is_online: bool) -> None:
    """Keep the choice, and say how the bills come now."""
    with services.current().store.write() as transaction:
        choosing.set_by_service(
            transaction, portal, number, proof, typed.visit(), is_online=is_online
        )
        _, now, _ = choosing.of_number(transaction, portal, number)
    console.say(f"Client {number} : {choices.WORDS[now.channel]}, désormais.")
    if now.is_against_list:
        listed = choices.WORDS[now.listed]
        console.say(f"La liste du service dit « {listed} » : ce choix l'emporte.")
    if now.channel is Channel.ONLINE:
        console.say(
            "Ses factures vont en ligne tant que son compte est actif, son adresse vivante et ses "
            "annonces reçues ; sinon, elles sont à imprimer."
        )


def export(portal: Portal, *, since: str | None, is_whole: bool) -> None:
    """Write the CSV; what was not asked for by an option is noted as exported."""
    at = services.current()
    if since or is_whole:
        begun = _moment(since, portal) if since else None
        with at.store.write() as transaction:
            made = choosing.export(transaction, portal, since=begun, is_whole=is_whole)
            kind, what = history.Kind.CHOICES_EXPORTED, f"depuis {since}" if since else "tous"
            history.record(transaction, kind, typed.visit(), portal=portal.code, details=what)
    else:
        with at.store.write() as transaction:
            made = choosing.hand_over(transaction, portal, typed.visit())
    for line in writing.lines([choosing.TITLES, *made]):
        sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()
    console.tell(_cut_off(len(made), is_moved=not (since or is_whole)))


def _cut_off(count: int, *, is_moved: bool) -> str:
    until = f"{console.count(count, 'client')}, choix faits jusqu'au {console.moment(clock.now())}."
    return f"{until} Le prochain export part de là." if is_moved else until


def _moment(text: str, portal: Portal) -> datetime:
    """Return the first moment of a day there; raises `Fault`."""
    try:
        day = values.day(text)
    except ValueError as reason:
        raise Fault(f"--depuis : {reason}.") from None
    return datetime.combine(day, time(), ZoneInfo(portal.timezone))

"""`flask doctor`: the order in which things are looked at, and how findings are told.

It is the one command that speaks even where a setting is wrong.
"""

from collections.abc import Iterator, Sequence

import services
from commands import Status, console
from commands.checks import Finding, Level, broken, good, host, mail, payments, returns, town, web
from domain.faults import Fault
from domain.portals import Portal
from jobs import locks
from settings import Settings, WrongSettings
from store import Unavailable

COLOURS = {Level.GOOD: "green", Level.ADVICE: "cyan", Level.CARE: "yellow", Level.BROKEN: "red"}


def run(*, as_json: bool) -> Status:
    """Look at everything, and say it line by line."""
    found: list[Finding] = []
    for finding in _all():
        found.append(finding)
        if not as_json:
            _say(finding)
    if as_json:
        console.say_json(
            [
                {"niveau": each.level.value, "sujet": each.subject, "texte": each.text}
                for each in found
            ]
        )
    levels = {each.level for each in found}
    if Level.BROKEN in levels:
        return Status.NOT_DONE
    return Status.PARTLY if Level.CARE in levels else Status.DONE


def _say(finding: Finding) -> None:
    word = console.strong(f"{finding.level.value:8}", COLOURS[finding.level])
    console.say(f"{word} {finding.subject} : {finding.text}")


def _all() -> Iterator[Finding]:
    try:
        settings = services.current_settings()
    except WrongSettings as wrong:
        yield from (broken("réglages", sentence) for sentence in wrong.sentences)
        yield from host.version()
        return
    yield good("réglages", "Ils sont tous valables.")
    yield from host.version()
    yield from host.env_file()
    yield from host.secrets(settings)
    yield from host.folder(settings)
    if settings.data_dir.is_dir():
        yield from host.disk(settings)
        yield from host.front(settings)
        yield from host.serving(settings)
        yield from _of_what_is_kept(settings)
    portals = _portals()
    if locks.is_served(settings.data_dir):
        yield from web.origins(portal.origin for portal in portals)
    yield from _of_mail(settings, portals)


def _portals() -> list[Portal]:
    """The communes; none where what is wrong with them, or the database, was said already."""
    try:
        return list(services.current().portals.all().values())
    except (Fault, Unavailable):
        return []


def _of_what_is_kept(settings: Settings) -> Iterator[Finding]:
    try:
        at_hand = services.current()
        store = at_hand.store
        yield from town.database(store)
    except (Fault, Unavailable) as fault:
        yield broken("base et communes", str(fault))
        return
    try:
        at_hand.counters.open()
    except Fault as fault:
        yield broken("limites", str(fault))
    yield from town.communes(at_hand.portals.all())
    yield from host.time(store)
    yield from town.pdfs(store)
    yield from town.backup(settings)
    yield from mail.outbox(store)
    yield from returns.our_fault(store)
    yield from town.unknown_addresses(store)
    yield from town.alarms(store, at_hand.portals.all().values(), settings.admin)
    yield from town.telephones(store, at_hand.keys)
    yield from town.letters(store, at_hand.keys)
    yield from payments.quiet(store, at_hand.portals.all().values())
    yield from payments.services_of(at_hand.portals.all().values(), at_hand.payfip)
    yield from town.drop_folders(settings.data_dir, at_hand.portals.all())


def _of_mail(settings: Settings, portals: Sequence[Portal]) -> Iterator[Finding]:
    if settings.mail.server and settings.mail.sender:
        yield from mail.server(settings.mail)
        senders = (settings.mail.sender, *(portal.sender for portal in portals))
        for name in dict.fromkeys(sender.domain for sender in senders):
            yield from mail.domain(name)
        yield from returns.readable(settings.returns)
    else:
        yield good("messagerie", "La démonstration n'envoie rien.")

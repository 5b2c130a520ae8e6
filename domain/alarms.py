"""What somebody must look at now: many wrong passwords, unknown addresses or refused mails in an hour.

PORTAIL_ADMIN is written to, at most once an hour for a commune; `flask doctor` says the same. Nobody
is refused anything for it: a stranger could shut a whole commune out.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from domain import clock, history, outbox
from domain.counters import Counters
from domain.limits import (
    CODES_OF_PORTAL,
    DAY,
    FAILED_LOGINS_OF_PORTAL,
    HOUR,
    REFUSED_MAILS_OF_PORTAL,
    TOO_OFTEN_OF_PORTAL,
    UNKNOWN_OF_PORTAL,
    TooOften,
)
from domain.portals import Portal
from store import Transaction, events, messages

AGAIN_AFTER = timedelta(hours=1)
COUNTER = "too often"


_WATCHED = (
    (
        history.Kind.LOGIN_FAILED,
        FAILED_LOGINS_OF_PORTAL,
        (
            "{count} mots de passe refusés en une heure : quelqu'un en essaie sans doute beaucoup. Chaque "
            "compte n'en accepte que 50 par jour."
        ),
    ),
    (
        history.Kind.UNKNOWN_ADDRESS,
        UNKNOWN_OF_PORTAL,
        (
            "{count} activations d'adresses inconnues en une heure : quelqu'un essaie une liste d'adresses, "
            "ou le registre n'est pas à jour."
        ),
    ),
    (
        history.Kind.MAIL_REFUSED,
        REFUSED_MAILS_OF_PORTAL,
        (
            "{count} courriels refusés en une heure par les serveurs de messagerie : "
            "« flask courriels list » dit pourquoi."
        ),
    ),
)
_CODES = (
    "{count} codes de lettres faux en un jour : aucun n'est plus pris avant demain. « À faire » à /mairie, puis "
    "les adresses proposées, dit pour quels numéros."
)
_TOO_OFTEN = "Plus de {count} demandes renvoyées à plus tard en une heure (« Trop d'essais », « Trop de demandes »)."


def of_portal(transaction: Transaction, portal: Portal) -> list[str]:
    """Return, in sentences, what passed a bound in the last hour of a commune's history."""
    since = clock.now() - HOUR
    found = []
    for kind, (most,), sentence in _WATCHED:
        count = events.count_since(transaction, kind, since, portal.code)
        if count >= most.count:
            found.append(sentence.format(count=count))
    (most,) = CODES_OF_PORTAL
    codes = events.count_since(transaction, history.Kind.CODE_WRONG, clock.now() - DAY, portal.code)
    if codes >= most.count:
        found.append(_CODES.format(count=codes))
    return found


def note_too_often(counters: Counters, portal: Portal) -> None:
    """Count an answer that told somebody to come back later."""
    with suppress(TooOften):
        counters.count(COUNTER, TOO_OFTEN_OF_PORTAL, portal.code)


def too_often(counters: Counters, portal: Portal) -> list[str]:
    """Return whether many were told so in the last hour, by this process or those that share Redis."""
    (most,) = TOO_OFTEN_OF_PORTAL
    try:
        counters.check(COUNTER, TOO_OFTEN_OF_PORTAL, portal.code)
    except TooOften:
        return [_TOO_OFTEN.format(count=most.count)]
    return []


def tell(transaction: Transaction, portal: Portal, admin: str, sentences: Iterable[str]) -> bool:
    """Put the mail that tells the administrator into the outbox; False where one left lately."""
    last = messages.newest_at(transaction, portal.code, outbox.Kind.ALARM)
    age = clock.age(last) if last else None
    if age is not None and age < AGAIN_AFTER:
        return False
    outbox.put(
        transaction,
        portal,
        None,
        outbox.Kind.ALARM,
        recipient=admin,
        details={"sentences": list(sentences)},
    )
    return True

"""What the service does with payments: looks at the strange ones, and takes a list of all away."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain import clock, french, history
from domain.faults import Fault
from domain.history import Kind, Visit
from domain.payments import wording
from domain.portals import Portal
from store import Transaction, payments
from store.payments import Payment
from store.records import Agent

TITLES = (
    *("facture", "client", "service", "numcli", "montant", "etat", "debut", "paye_le"),
    *("numero_payfip", "reference", "a_verifier"),
)


def count_troubled(transaction: Transaction, agent: Agent) -> int:
    """Return how many payments somebody should look at, in the agent's commune."""
    return len(payments.troubled(transaction, agent.portal))


def mark_seen(transaction: Transaction, portal: Portal, payment_id: int, visit: Visit) -> Payment:
    """Note that somebody saw to a strange payment. Raises Fault where there is none, or it was seen."""
    seen = payments.mark_seen(
        transaction, portal.code, payment_id, at=clock.now(), by=visit.by[: history.LONGEST_BY]
    )
    if seen is None:
        raise Fault("Ce paiement n'attend plus personne : quelqu'un l'a déjà noté comme vu.")
    history.record(
        transaction,
        Kind.PAYMENT_SEEN,
        visit,
        portal=portal.code,
        details=f"facture {seen.invoice_number}, {french.euros(seen.amount_cents)}",
    )
    return seen


def exported(
    transaction: Transaction, portal: Portal, visit: Visit, first: date, last: date
) -> Iterator[Sequence[str]]:
    """Yield the rows of a commune's payments begun on these days, both included, titles first."""
    if last < first:
        raise Fault("--au est avant --du.")
    zone = ZoneInfo(portal.timezone)
    since, until = (
        datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1))
    )
    found = payments.of_portal(transaction, portal.code, since=since, until=until)
    told = f"du {french.day(first)} au {french.day(last)}"
    history.record(transaction, Kind.PAYMENTS_EXPORTED, visit, portal=portal.code, details=told)
    yield TITLES
    for each in reversed(found):
        yield _row(each, zone)


def _row(each: Payment, zone: ZoneInfo) -> Sequence[str]:
    return (
        each.invoice_number,
        each.customer_number,
        each.service,
        each.numcli,
        f"{each.amount_cents // 100},{each.amount_cents % 100:02}",
        wording.state(each),
        _moment(each.created_at, zone),
        _moment(each.paid_at, zone),
        each.number or "",
        each.reference,
        wording.trouble(each) if each.seen_at is None else "",
    )


def _moment(when: datetime | None, zone: ZoneInfo) -> str:
    return f"{when.astimezone(zone):%d/%m/%Y %H:%M}" if when else ""

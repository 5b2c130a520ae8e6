"""PayFiP: it knows each `numcli`, and a régie whose payments stopped is asked about."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from commands import console
from commands.checks import Finding, advice, care, good
from domain import clock
from domain.payments.payfip import PayFip, Refused, Unavailable
from domain.portals import Portal
from domain.town_services import Mode, Nature, TownService
from store import Store, payments

QUIET_FOR = timedelta(days=60)


def services_of(portals: Iterable[Portal], payfip: PayFip) -> Iterator[Finding]:
    """Ask PayFiP for the name of each client number that a commune's régies have."""
    for portal in portals:
        for service in portal.services.values():
            if service.nature == Nature.REGIE:
                yield _asked(portal, service, payfip)


def quiet(store: Store, portals: Iterable[Portal]) -> Iterator[Finding]:
    """Name a régie that used to be paid on line, and was not for two months."""
    for portal in portals:
        with store.read() as transaction:
            last = payments.last_paid(transaction, portal.code)
        for service in portal.services.values():
            at = last.get(service.numcli)
            if service.mode == Mode.PRODUCTION and at and clock.now() - at > QUIET_FOR:
                yield advice(
                    "paiement",
                    f"{portal.name}, {service.name} : plus aucun paiement en ligne depuis le "
                    f"{console.day(at)}. Faites un essai, et demandez à votre comptable si la régie "
                    "est toujours ouverte dans PayFiP.",
                )


def _asked(portal: Portal, service: TownService, payfip: PayFip) -> Finding:
    where = f"{portal.name}, {service.name} (numcli {service.numcli})"
    try:
        name = payfip.client(service.numcli)
    except Refused as refused:
        return care(
            "paiement",
            f"{where} : PayFiP ne connaît pas ce numéro ({refused}). Vérifiez numcli dans "
            "portails.toml avec la convention de la DDFiP.",
        )
    except Unavailable as problem:
        return advice(
            "paiement",
            f"{where} : PayFiP ne répond pas ({problem}). Si cela dure, vérifiez l'horloge, le "
            "réseau et PORTAIL_PAYFIP_URL.",
        )
    said = {Mode.TEST: ", en essai", Mode.ACTIVATION: ", en activation"}.get(service.mode, "")
    return good("paiement", f"{where} : PayFiP le connaît, « {name} »{said}.")

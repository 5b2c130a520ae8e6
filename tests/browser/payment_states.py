"""Paying on line: each function leads a page to one state, as in `private_states.py`. Nobody answers for PayFiP."""

from domain import clock
from domain.payments.results import State, Trouble
from store.models import INVOICES, PAYMENTS
from tests import tables
from tests.browser.screen import ROGER, Screen, state
from tests.people import BOE, NADIA

PAY = "Payer 57,20 € pour la facture 2026-E-0500, sur le site de l'État"


@state
def factures_a_payer_en_ligne(screen: Screen) -> None:
    screen.log_in(ROGER)


@state
def paiement_indisponible(screen: Screen) -> None:
    _forget(screen)
    screen.log_in(ROGER)
    screen.press(PAY)


@state
def paiement_en_cours(screen: Screen) -> None:
    _forget(screen)
    _a_payment(screen, State.OPEN)
    screen.log_in(ROGER)
    screen.press(PAY)


@state
def paiement_retour(screen: Screen) -> None:
    screen.open(f"/payfip/retour?idop={_a_payment(screen, State.PAID)}")


@state
def paiement_retour_inconnu(screen: Screen) -> None:
    screen.open("/payfip/retour?idop=inconnu")


@state
def mairie_paiements(screen: Screen) -> None:
    _a_payment(screen, State.PAID, Trouble.ALREADY_PAID)
    screen.work_as(NADIA)
    screen.follow("Paiements")


@state
def mairie_paiement_vu(screen: Screen) -> None:
    mairie_paiements(screen)
    screen.press("C'est vu pour la facture 2026-E-0500")


@state
def mairie_marquee_payee(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.open(f"/mairie/clients/fiche?numero={ROGER.numbers[0]}")
    screen.follow("Marquer payée la facture 2026-E-0501")
    screen.press("Marquer payée")


def _forget(screen: Screen) -> None:
    """Let no payment of another state be open."""
    with screen.served.town.services.store.write() as transaction:
        for each in tables.rows(transaction, PAYMENTS, state=State.OPEN):
            tables.change(transaction, PAYMENTS, each.id, state=State.FAILED)


def _a_payment(screen: Screen, how: State, trouble: Trouble | None = None) -> str:
    """Keep a payment of Roger's; returns its identifier."""
    town = screen.served.town
    with town.services.store.write() as transaction:
        bill = tables.one(transaction, INVOICES, number="2026-E-0500")
        known = tables.count(transaction, PAYMENTS)
        made = tables.add(
            transaction,
            PAYMENTS,
            portal=BOE,
            invoice_id=bill.id,
            invoice_number=bill.number,
            customer_number=ROGER.numbers[0],
            account_id=town.account(ROGER).id,
            service="eau",
            numcli="006382",
            mode="W",
            reference=f"2026E0500{known:08}",
            amount_cents=5720,
            state=how,
            created_at=clock.now(),
            id_op=f"{known:036}",
            is_debit=False,
            number="123456" if how == State.PAID else None,
            paid_at=clock.now() if how == State.PAID else None,
            trouble=trouble,
        )
    return str(made.id_op)

"""« Lots », as agents see it: each function leads a page to one state, as in `mairie_states.py`."""

from itertools import count

from tests import bills
from tests.browser.screen import JEAN, UGO, Screen, state
from tests.people import NADIA

_BATCHES = count(1)


@state
def mairie_lots(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.follow("Lots")


@state
def mairie_lot(screen: Screen) -> None:
    mairie_lots(screen)
    screen.open(f"/mairie/lots/{_a_batch(screen)}")


@state
def mairie_lot_a_retirer(screen: Screen) -> None:
    mairie_lot(screen)
    screen.follow("Retirer cet import")


@state
def mairie_lot_retire(screen: Screen) -> None:
    mairie_lot_a_retirer(screen)
    screen.press("Retirer")


@state
def mairie_lot_ses_rejets(screen: Screen) -> None:
    mairie_lots(screen)
    screen.open(f"/mairie/lots/{_a_batch(screen)}/rejets")


@state
def mairie_lot_sans_compte(screen: Screen) -> None:
    mairie_lots(screen)
    screen.open(f"/mairie/lots/{_a_batch(screen)}/sans-compte")


@state
def mairie_lot_invitations(screen: Screen) -> None:
    mairie_lot(screen)
    screen.press("Inviter le client sans compte")


def _a_batch(screen: Screen) -> int:
    """Bring a batch in: Jean has an account, Ugo has none yet, and two lines are refused."""
    served = screen.served
    new = next(_BATCHES)
    lines = (
        bills.a_bill(JEAN, f"2026-E-{new}1", statut="payée"),
        bills.a_bill(UGO, f"2026-E-{new}2", montant="41,10 €"),
        bills.a_bill("47039999", f"2026-E-{new}3"),
        bills.a_bill(UGO, f"2026-E-{new}4", montant="à voir"),
    )
    folder = served.town.data_dir.parent
    batch = bills.a_batch(folder, *lines, name="novembre", people=(JEAN, UGO))
    report = bills.brought_in(served.town, batch)
    assert report.number is not None
    return report.number


@state
def mairie_chiffres(screen: Screen) -> None:
    _a_batch(screen)
    screen.served.town.send_what_is_due()
    screen.work_as(NADIA)
    screen.follow("Chiffres")

"""A payment that is open while a backup is taken: the restored portal asks what became of it."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import time_machine

from domain import clock
from domain.payments import attempts
from domain.payments.results import State
from store import Store, invoices, payments
from tests.paying import Till
from tests.store.portals import put_back, taken


def test_a_payment_that_was_open_is_asked_about_after_a_restore_as_before(
    till: Till, tmp_path: Path
) -> None:
    id_op = till.begun(till.bring())
    out = taken(till.town.services.store)
    till.choose(id_op)  # after the backup: the restored portal knows nothing of it
    put_back(out, tmp_path / "elsewhere")

    with (
        time_machine.travel(clock.now() + timedelta(minutes=5)),
        closing(Store(tmp_path / "elsewhere")) as restored,
    ):
        assert attempts.sweep(restored, till.town.services.payfip) == 1
        with restored.read() as transaction:
            payment = payments.of_operation(transaction, id_op)
            assert payment is not None
            assert payment.invoice_id is not None
            (bill,) = invoices.of_service(transaction, payment.portal, id=payment.invoice_id)

    assert (payment.state, bill.payment_number) == (State.PAID, payment.number)

"""A batch of invoices: compared with what is kept, written whole or not at all."""

from pathlib import Path

import pytest

from domain import outbox
from domain.faults import Fault
from domain.history import NO_VISIT
from domain.invoices import incoming, lookup
from domain.invoices.incoming import IncomingBatch
from store import Store, messages
from store.customers import Stale
from store.documents import Documents
from tests.bills import a_bill
from tests.domain.invoices.ground import named_batch
from tests.ground import BOE, a_customer, an_account


def opened(
    store: Store, folder: Path, *bills: dict[str, str], with_mail: bool = True
) -> IncomingBatch:
    batch = named_batch(folder, *bills)
    documents = Documents(store.data_dir)
    return incoming.read(
        batch, documents, lambda _more, _of: None, with_mail=with_mail, visit=NO_VISIT
    )


def apply(store: Store, batch: IncomingBatch) -> int | None:
    with store.write() as transaction:
        return batch.apply(transaction, BOE, batch.plan(transaction, BOE, ()))


def test_all_of_it_is_there_and_each_account_has_one_mail(store: Store, tmp_path: Path) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
    batch = opened(store, tmp_path, a_bill("00001", "FA-1"), a_bill("00001", "FA-2"))

    number = apply(store, batch)

    with store.read() as transaction:
        assert len(lookup.of_customer(transaction, BOE, "00001")) == 2
        (mail,) = messages.of_account(transaction, alice.id)
    assert (mail.kind, mail.details) == (outbox.Kind.NEW_INVOICES, {"import": number})


def test_nobody_is_told_where_no_mail_was_wanted(store: Store, tmp_path: Path) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)

    apply(store, opened(store, tmp_path, a_bill("00001"), with_mail=False))

    with store.read() as transaction:
        assert messages.of_account(transaction, alice.id) == []


def test_what_is_kept_already_is_not_written_again(store: Store, tmp_path: Path) -> None:
    with store.write() as transaction:
        a_customer(transaction, "alice@courriel.fr")
    batch = opened(store, tmp_path, a_bill("00001"))

    assert apply(store, batch) == 1
    assert apply(store, batch) is None


def test_a_plan_that_what_is_kept_has_outrun_is_not_written(store: Store, tmp_path: Path) -> None:
    with store.write() as transaction:
        a_customer(transaction, "alice@courriel.fr")
    batch = opened(store, tmp_path, a_bill("00001"))
    with store.read() as transaction:
        late = batch.plan(transaction, BOE, ())
    apply(store, batch)

    with pytest.raises(Stale), store.write() as transaction:
        batch.apply(transaction, BOE, late)


def test_no_row_names_a_pdf_that_is_not_on_the_disk(store: Store, tmp_path: Path) -> None:
    with store.write() as transaction:
        a_customer(transaction, "alice@courriel.fr")
    batch = opened(store, tmp_path, a_bill("00001"))
    for path in (store.data_dir / "documents").rglob("*"):
        if path.is_file():
            path.unlink()

    with pytest.raises(Fault, match="Un PDF a disparu du disque"):
        apply(store, batch)

    with store.read() as transaction:
        assert lookup.of_customer(transaction, BOE, "00001") == []

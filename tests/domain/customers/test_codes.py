"""The code in a letter: the same at each print, nowhere in the database, over in its time."""

from datetime import timedelta

import pytest
import time_machine

from domain.customers import codes
from domain.history import NO_VISIT
from store import Store
from store.models import CODES
from tests import tables
from tests.ground import BOE, a_customer, an_account

KEYS = ("une clé de quarante signes, pour les tests seulement",)
NEW = ("une autre clé, plus récente", *KEYS)


@pytest.fixture
def number(store: Store) -> str:
    with store.write() as transaction:
        a_customer(transaction, "alice@courriel.fr", "0047")
    return "0047"


def printed(store: Store, keys: tuple[str, ...] = KEYS, **more: bool) -> dict[str, str]:
    with store.write() as transaction:
        given = codes.issue(transaction, BOE, keys, NO_VISIT, **more)
    return {one.number: one.code for one in given}


def works(store: Store, number: str, code: str, keys: tuple[str, ...] = KEYS) -> bool:
    with store.read() as transaction:
        return codes.fitting(transaction, BOE, keys, number, code) is not None


def test_two_print_runs_agree(store: Store, number: str) -> None:
    assert printed(store) == printed(store)


def test_no_code_lies_in_the_database(store: Store, number: str) -> None:
    code = printed(store)[number]

    with store.read() as transaction:
        kept = str(tables.one(transaction, CODES))
    assert code not in kept
    assert code.replace("-", "") not in kept


@pytest.mark.parametrize("typed", ["0047", " 0047 ", "OO47", "oo47", "0 047"])
def test_the_number_is_read_as_it_was_meant(store: Store, number: str, typed: str) -> None:
    assert works(store, typed, printed(store)[number].lower())


def test_l_for_one_is_forgiven_in_a_number(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, "a@courriel.fr", "A-101")

    assert works(store, "a-lOI", printed(store)["A-101"])


@pytest.mark.parametrize("code", ["", "-", "AAAA-AAAA", "ÉÉÉÉ-ÉÉÉÉ"])
def test_another_code_does_not_fit(store: Store, number: str, code: str) -> None:
    printed(store)

    assert not works(store, number, code)


def test_renewed_codes_end_those_of_before(store: Store, number: str) -> None:
    before = printed(store)[number]
    after = printed(store, renew=True)[number]

    assert before != after
    assert not works(store, number, before)
    assert works(store, number, after)


def test_a_code_works_for_four_hundred_days(
    store: Store, number: str, at_noon: time_machine.Traveller
) -> None:
    code = printed(store)[number]

    at_noon.shift(timedelta(days=400, seconds=-1))
    assert works(store, number, code)
    at_noon.shift(timedelta(seconds=2))
    assert not works(store, number, code)
    assert printed(store)[number] != code


def test_a_code_survives_a_change_of_key_until_its_key_goes(store: Store, number: str) -> None:
    code = printed(store)[number]

    assert printed(store, NEW)[number] == code
    assert works(store, number, code, NEW)
    assert not works(store, number, code, NEW[:1])
    with store.read() as transaction:
        assert codes.at_risk(transaction, KEYS) == []
        assert codes.at_risk(transaction, NEW) == [codes.AtRisk(1, is_gone=False)]
        assert codes.at_risk(transaction, NEW[:1]) == [codes.AtRisk(1, is_gone=True)]


def test_a_code_whose_key_is_gone_is_replaced_by_one_of_the_new_key(
    store: Store, number: str
) -> None:
    code = printed(store)[number]

    assert printed(store, NEW[:1])[number] != code
    with store.read() as transaction:
        assert codes.at_risk(transaction, NEW[:1]) == []


def test_only_customers_whom_no_account_reads_where_that_is_asked(
    store: Store, number: str
) -> None:
    with store.write() as transaction:
        an_account(transaction, "bruno@courriel.fr")
        pending = an_account(transaction, "chloe@courriel.fr", password="")

    assert pending.password_hash is None
    assert set(printed(store)) == {"0047", "00002", "00003"}
    assert set(printed(store, without_account=True)) == {"0047", "00003"}


def test_the_qr_code_leads_to_the_number_and_never_holds_the_code(
    store: Store, number: str
) -> None:
    with store.write() as transaction:
        (given,) = codes.issue(transaction, BOE, KEYS, NO_VISIT)
    letter = codes.letter(BOE, given)

    assert letter.handover.link == f"{BOE.origin}/activation/code?LIEN={BOE.code}&numero=0047"
    assert letter.code == given.code

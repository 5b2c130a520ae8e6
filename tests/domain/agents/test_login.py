"""Who may log in as an agent: password and code together, one answer whatever was wrong."""

import pytest

from domain.accounts.login import Login
from domain.agents import sessions
from domain.agents.login import AgentLogin
from domain.counters import Counters
from domain.history import NO_VISIT
from domain.limits import FAILED_LOGINS, Limits, TooOften
from store import Store, Transaction
from tests.domain.agents.ground import KEY, NADIA, PASSWORD, digits, in_service, now
from tests.ground import BOE, SMALL, an_account, journal


@pytest.fixture
def login(store: Store) -> AgentLogin:
    with store.write() as transaction:
        in_service(transaction)
    counters = Counters("memory://", are_on=True)
    return AgentLogin(Login(store, SMALL, Limits(are_on=True), counters), (KEY,))


def try_both(login: AgentLogin, password: str, code: str, address: str | None = NADIA) -> str:
    """Return the cookie's value, "" where the door stays shut."""
    opened = login.try_both(BOE.code, address, password, code, NO_VISIT)
    return opened[1] if opened else ""


def test_password_and_code_open(store: Store, login: AgentLogin) -> None:
    cookie = try_both(login, PASSWORD, digits(now(store)))

    found = sessions.find(store, cookie)
    assert found is not None
    assert found.address == NADIA
    with store.read() as transaction:
        assert journal(transaction) == [("logged_in", "")]


@pytest.mark.parametrize(
    ("password", "is_right", "said"),
    [("autre chose", True, "mot de passe"), (PASSWORD, False, "code")],
)
def test_one_of_them_alone_opens_nothing_and_the_journal_says_which_was_wrong(
    store: Store, login: AgentLogin, password: str, is_right: bool, said: str
) -> None:
    code = digits(now(store)) if is_right else "000000"

    assert try_both(login, password, code) == ""

    with store.read() as transaction:
        assert journal(transaction) == [("login_failed", said)]


def test_the_same_digits_open_once(store: Store, login: AgentLogin) -> None:
    code = digits(now(store))

    assert try_both(login, PASSWORD, code)
    assert try_both(login, PASSWORD, code) == ""


def test_a_wrong_password_uses_no_digits_up(store: Store, login: AgentLogin) -> None:
    code = digits(now(store))
    try_both(login, "autre chose", code)

    assert try_both(login, PASSWORD, code)


def test_a_customers_password_opens_nothing_here(store: Store, login: AgentLogin) -> None:
    with store.write() as transaction:
        an_account(transaction, "lea@ville-boe.fr", password=PASSWORD)

    assert try_both(login, PASSWORD, "000000", "lea@ville-boe.fr") == ""


@pytest.mark.parametrize("address", [NADIA, "zoe@ville-boe.fr"])
def test_after_ten_refusals_even_the_right_ones_wait(
    store: Store, login: AgentLogin, address: str
) -> None:
    for _ in range(FAILED_LOGINS[0].count):
        try_both(login, "autre chose", "000000", address)

    with pytest.raises(TooOften):
        try_both(login, PASSWORD, digits(now(store)), address)


def test_the_refusals_of_an_agent_are_not_the_customers(store: Store, login: AgentLogin) -> None:
    for _ in range(FAILED_LOGINS[0].count):
        try_both(login, "autre chose", "000000")

    with store.read() as transaction:
        _may_try(transaction, login)


def _may_try(transaction: Transaction, login: AgentLogin) -> None:
    login.login.limits.check_login(transaction, BOE.code, NADIA, NO_VISIT)


def test_the_code_asked_for_again_counts_like_a_log_in(store: Store, login: AgentLogin) -> None:
    nadia = now(store)

    assert login.confirm(nadia, digits(nadia), NO_VISIT)
    assert not login.confirm(nadia, digits(nadia), NO_VISIT)

    with store.read() as transaction:
        assert journal(transaction) == [("login_failed", "code")]

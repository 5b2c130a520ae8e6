"""« De nouvelles factures »: one mail for one import and account, and how it is turned off.

The mail's text is made when it leaves, from what the import brought and is still there: a batch
that was taken back is announced to nobody. The address that turns such mails off (RFC 8058) lives
as long as the account, whatever its password: it can do nothing else.
"""

from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer

from domain import choices, history
from domain.accounts.states import State, state
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, accounts, messages
from store.records import Account

ASK_ABOVE = 50  # mails; an import that announces more asks first


def is_wanted(transaction: Transaction, account: Account) -> bool:
    """Whether such a mail may still leave for this account: asked again when it leaves."""
    return (
        state(account) is State.ACTIVE
        and account.announcements
        and not messages.is_refused(transaction, account.portal, account.address)
    )


def off_token(keys: tuple[str, ...], account: Account) -> str:
    """Return what the address that turns announcements off ends in."""
    return str(_serializer(keys).dumps(account.id))


def account_of(transaction: Transaction, keys: tuple[str, ...], token: str) -> Account | None:
    """Return whose announcements a token turns off, None where it was not made here."""
    try:
        account_id = _serializer(keys).loads(token)
    except BadSignature:
        return None
    return accounts.by_id(transaction, account_id)


def set_wanted(
    transaction: Transaction, portal: Portal, account: Account, visit: Visit, *, wanted: bool
) -> list[str]:
    """Note whether the owner wants to be mailed when new invoices are there.

    Returns the customers whose next bills come on paper again for it; a mail says so too.
    """
    on_paper = [] if wanted else _back_to_paper(transaction, portal, account)
    accounts.set_announcements(transaction, account.id, wanted=wanted)
    history.record(
        transaction,
        history.Kind.ANNOUNCEMENTS,
        visit,
        account=account,
        details="oui" if wanted else "non",
    )
    return on_paper


def turn_off(transaction: Transaction, portal: Portal, account: Account) -> list[str]:
    """Send no more announcements to an account; returns whose next bills come on paper again."""
    on_paper = _back_to_paper(transaction, portal, account)
    accounts.set_announcements(transaction, account.id, wanted=False)
    return on_paper


def _back_to_paper(transaction: Transaction, portal: Portal, account: Account) -> list[str]:
    if not account.announcements:
        return []
    return choices.tell_of_paper(transaction, portal, account, "announcements")


def _serializer(keys: tuple[str, ...]) -> URLSafeSerializer:
    # The newest key comes first here, and last for itsdangerous, which signs with the last.
    return URLSafeSerializer(
        list(reversed(keys)),
        salt="portail-desabonnement",
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
    )

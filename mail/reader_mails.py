"""What the mails about who reads a customer's bills say."""

from domain import french
from domain.accounts.links import Purpose
from domain.accounts.states import State, state
from domain.customers import proposals
from mail.context import Context, Variables
from store import accounts
from store import proposals as rows


def code_link(context: Context) -> Variables | None:
    """Proves the address given with a code; needless once it is answered."""
    with context.store.read() as transaction:
        proposal = rows.by_id(transaction, context.message.details["proposal"])
    if proposal is None or proposal.answered_at or proposal.is_removed:
        return None
    return {
        "number": proposal.number,
        "link": proposals.link(context.keys, context.portal, proposal),
        "lasts": french.duration(context.links.age_seconds(Purpose.ACTIVATION)),
    }


def proposed(context: Context) -> Variables:
    """Tells who gave an address with a code that the service decides."""
    return {"number": context.message.details["number"]}


def proposed_beside(context: Context) -> Variables:
    """Tells who reads a customer that somebody with the code of a letter gave another address; not which."""
    return {"number": context.message.details["number"]}


def proposal_answered(context: Context) -> Variables:
    """Tells who asked what staff decided; with the link to activate where there is no account yet."""
    details = context.message.details
    wanted = {"number": details["number"], "is_accepted": details["decision"] != "refused"}
    with context.store.read() as transaction:
        to = context.message.recipient or ""
        account = accounts.by_address(transaction, context.portal.code, to)
    if wanted["is_accepted"] and account and state(account) is State.PENDING:
        return wanted | context.link(account, Purpose.ACTIVATION)
    return wanted | {"link": "", "lasts": ""}


def proposal_settled(context: Context) -> Variables:
    """Tells who read a customer before what staff decided."""
    return {name: context.message.details[name] for name in ("number", "decision")}


def reader_invited(context: Context) -> Variables | None:
    """Goes to who is to read somebody's bills; needless once it is answered or taken back."""
    with context.store.read() as transaction:
        proposal = rows.by_id(transaction, context.message.details["proposal"])
    if proposal is None or proposal.answered_at or proposal.is_removed:
        return None
    return {
        "number": proposal.number,
        "asked_by": proposal.asked_by,
        "link": proposals.link(context.keys, context.portal, proposal),
        "lasts": french.duration(context.links.age_seconds(Purpose.ACTIVATION)),
    }


def reader_changed(context: Context) -> Variables:
    """Tells that an address reads a customer from now on, or no longer; not which, but to itself."""
    return {name: context.message.details[name] for name in ("number", "is_you", "by")}

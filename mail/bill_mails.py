"""What the mails about bills say."""

from domain import choices, french
from domain.accounts.states import State
from domain.choices import Channel
from domain.invoices import access, announcements
from mail.context import Context, Variables

LISTED = 20  # invoices in one mail; the others are counted


def new_invoices(context: Context) -> Variables | None:
    """What an import brought to one account; needless once it is gone, or no longer wanted."""
    account = context.owner(State.ACTIVE)
    if account is None:
        return None
    with context.store.read() as transaction:
        if not announcements.is_wanted(transaction, account):
            return None
        found = access.announced(transaction, account, context.message.details["import"])
    if not found:
        return None
    off = announcements.off_token(context.keys, account)
    return {
        "news": _news(found),
        "bills": [each.id for each in found],
        "lines": [_line(each) for each in found[:LISTED]],
        "more": max(0, len(found) - LISTED),
        "link": context.portal.entry_url,
        "off": f"{context.portal.origin}/annonces/{off}",
    }


def bills_withdrawn(context: Context) -> Variables | None:
    """Tells who had been mailed of bills that they were a mistake; needless once the account is gone."""
    details = context.message.details
    if context.owner(State.ACTIVE) is None:
        return None
    return {"lines": details["lines"], "more": details["count"] - len(details["lines"])}


def choice_made(context: Context) -> Variables | None:
    """How the bills of the customers named come now; needless once the account is gone."""
    account = context.owner(State.ACTIVE)
    if account is None:
        return None
    numbers = context.message.details.get("numbers", ())
    with context.store.read() as transaction:
        theirs = [
            each for each in choices.of_account(transaction, account) if each.number in numbers
        ]
    channels = {each.standing.channel for each in theirs}
    lines = [
        f"{' '.join(filter(None, [f'Client n° {each.number},', each.name]))} : {choices.SAID[each.standing.channel]}"
        for each in theirs
    ]
    if not lines:
        return None
    return {
        "lines": [french.typeset(line.replace("n° ", "n°\u00a0")) for line in lines],
        "is_online": Channel.ONLINE in channels,
        "is_paper": Channel.PAPER in channels,
    }


def paper_again(context: Context) -> Variables:
    """Tells who had chosen to get bills on line why the next ones come on paper."""
    return {name: context.message.details[name] for name in ("numbers", "why")}


def _news(found: list[access.Invoice]) -> str:
    """« nouvelle facture de 57,20 €, échéance le 23 décembre 2026 », « 3 nouvelles factures »."""
    if found[1:]:
        return f"{len(found)} nouvelles factures"
    (one,) = found
    amount = french.euros(abs(one.amount_cents))
    if access.is_credit(one):
        return f"{amount} à votre crédit"
    due = f", échéance le {french.long_day(one.due_on)}" if one.due_on else ""
    return f"nouvelle facture de {amount}{due}"


def _line(invoice: access.Invoice) -> str:
    """« Eau potable, n° FA-1, 57,20 €, échéance le 23/12/2026 »."""
    amount = french.euros(invoice.amount_cents)
    parts = [invoice.subject or "Facture", f"n°\u00a0{invoice.number}"]
    if access.is_credit(invoice):
        return ", ".join([*parts, f"{amount}, à votre crédit"])
    due = f"échéance le {french.day(invoice.due_on)}" if invoice.due_on else ""
    return ", ".join(filter(None, [*parts, amount, due]))

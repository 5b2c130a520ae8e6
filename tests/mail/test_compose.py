"""A mail is made of its row, its templates and its commune."""

from dataclasses import replace

from domain import clock, outbox
from store import accounts
from tests.people import BRUNO
from tests.town import Town


def test_an_apostrophe_in_a_communes_name_is_read_as_one_in_the_subject(town: Town) -> None:
    portal = replace(town.services.portals.all()[BRUNO.portal], name="Ville de L'Isle")
    with town.services.store.write() as transaction:
        account = accounts.get_or_add(transaction, BRUNO.portal, BRUNO.address, clock.now())
        message = outbox.put(transaction, portal, account, outbox.Kind.INVITATION)

    made = town.services.sender.composer.compose(message, account, portal)

    assert made is not None
    assert str(made.mail["Subject"]) == "Ville de L'Isle\u00a0: lisez vos factures en ligne"

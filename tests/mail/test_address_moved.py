"""The mail to an address whose customer the service gave another one."""

from domain.columns import CUSTOMER_LIST
from domain.customers import incoming, lists, plan
from sheets.reading import read
from tests.people import ALICE
from tests.town import Town


def bring_in(town: Town, address: str) -> None:
    """Import a list that gives Alice's number this address."""
    portal = town.services.portals.all()[ALICE.portal]
    text = f"N° client;Nom;Mail\n{ALICE.numbers[0]};{ALICE.name};{address}\n"
    listing = lists.read(read(text.encode(), CUSTOMER_LIST))
    with town.services.store.write() as transaction:
        planned = plan.plan(transaction, portal, listing)
        incoming.apply(transaction, portal, planned, "clients.csv")


def test_the_old_address_is_told_which_customer_left_and_whom_to_ask(town: Town) -> None:
    bring_in(town, ALICE.address)
    bring_in(town, "quelqu.un@exemple.fr")
    town.send_what_is_due()

    mail = town.inbox.last()
    assert mail.recipients == (ALICE.address,)
    assert mail.subject == "Un dossier n'est plus rattaché à votre adresse"
    for text in (mail.text, mail.html):
        assert f"Le dossier n° {ALICE.numbers[0]}, dont vous voyiez" in " ".join(text.split())
        assert "service-facturation@ville-boe.fr" in text
        assert "quelqu.un" not in text

"""`flask factures releve`: what happened to a bill, facts only, on one page."""

import services
from commands import console
from domain.invoices import lookup, statement
from domain.portals import Portal


def run(portal: Portal, number: str) -> None:
    """Print the statement of the bill of this number."""
    with services.current().store.read() as transaction:
        invoice = lookup.by_number(transaction, portal, number)
        made = statement.of(transaction, portal, invoice)
    console.say(statement.TITLE)
    console.say()
    for label, text in made.facts:
        console.say(f"{label} : {text}")
    console.say()
    for event in made.events:
        console.say(f"- {event}")
    console.say()
    console.say(f"Relevé établi le {made.made_at}. {statement.END}")

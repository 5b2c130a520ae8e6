"""`flask clients list`: the register, or what is searched in it."""

import services
from commands import console
from domain.customers import register
from domain.portals import Portal
from store import messages
from store.records import Customer


def run(portal: Portal, search: str, *, as_json: bool) -> None:
    """Show customers: their number, name, address, and what is to be known of it."""
    with services.current().store.read() as transaction:
        found = register.search(transaction, portal, search)
        refused = messages.refused(transaction, portal.code)
    if as_json:
        console.say_json([_for_programs(customer, refused) for customer in found])
        return
    if found:
        console.table(
            ("Numéro", "Nom", "Adresse mail", "Remarque"),
            ((one.number, one.name, one.address, _remark(one, refused)) for one in found),
            keep=(0, 2),
        )
        console.say()
    without = sum(1 for one in found if one.address is None)
    total = console.count(len(found), "client")
    console.say(
        f"{total}, dont {console.number(without)} sans adresse." if without else f"{total}."
    )


def _for_programs(customer: Customer, refused: set[str]) -> dict[str, object]:
    return {
        "numero": customer.number,
        "nom": customer.name,
        "adresse": customer.address,
        "adresse_refusee": customer.address in refused,
        "changee_par_le_client_le": customer.changed_by_customer_at,
    }


def _remark(customer: Customer, refused: set[str]) -> str:
    if customer.address is None:
        return "sans adresse"
    if customer.address in refused:
        return "adresse refusée"
    return "changée par le client" if customer.changed_by_customer_at else ""

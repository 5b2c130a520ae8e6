"""What the tests of codes in letters do again and again."""

from domain.customers import codes
from domain.history import NO_VISIT
from tests import tables
from tests.people import BOE, VILLE_DE_BOE, Person
from tests.town import Town
from tests.visitor import Page, Visitor

ANSWER = "Si ce code est le bon, un message vient de partir à cette adresse."
WRONG = "AAAA-AAAA"
# In the register, without an address.
HUGO = Person("HUBERT Hugo", "hugo.hubert@exemple.fr", numbers=("47031020",))


def add(town: Town, person: Person = HUGO) -> None:
    """Put somebody into the register whose address nobody knows."""
    with town.services.store.write() as transaction:
        rows = [{"portal": person.portal, "number": number} for number in person.numbers]
        tables.add_customers(transaction, [{**row, "name": person.name} for row in rows])


def code_of(town: Town, person: Person = HUGO, **more: bool) -> str:
    """The code on the letter to somebody's first number."""
    here = town.services.portals.all().get(person.portal, VILLE_DE_BOE)
    with town.services.store.write() as transaction:
        given = codes.issue(transaction, here, town.services.keys, NO_VISIT, **more)
    return next(one.code for one in given if one.number == person.numbers[0])


def use(
    visitor: Visitor, number: str, code: str, address: str, *, status: int = 200, lien: str = BOE
) -> Page:
    """« J'ai un code », filled in and sent."""
    visitor.get(f"/activation/code?LIEN={lien}")
    visitor.fill("Numéro de client", number).fill("Code", code).fill("Adresse mail", address)
    return visitor.press("Envoyer", status=status)


def path_of(link: str) -> str:
    """The path of a mailed link."""
    return "/" + link.split("/", 3)[3]

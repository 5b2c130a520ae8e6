"""`flask comptes`, as its tests type it."""

import re
from urllib.parse import urlsplit

from tests.commands.flask import Answer, run
from tests.people import BOE, Person
from tests.town import Town

LINK = re.compile(r"^http://\S+/\?LIEN=X\S+$", re.MULTILINE)


def comptes(town: Town, verb: str, *words: str, lien: str = BOE) -> Answer:
    return run(town.app, "comptes", verb, *words, "--lien", lien)


def link_for(town: Town, person: Person, *words: str) -> str:
    found = LINK.search(comptes(town, "lien", person.address, *words).said)
    assert found
    return urlsplit(found[0])._replace(scheme="", netloc="").geturl()

"""The drop folder of a town: what its tests do again and again."""

import time
from pathlib import Path

from jobs import drop_folder
from store import customers
from tests.people import BOE
from tests.town import Town

STILL = 0.3
LIST = "Numéro;Nom;Mail\n9001;NEUF Alice;neuf@exemple.fr\n"


def under_way(town: Town) -> Path:
    """Where what was taken lies meanwhile: not where staff may write."""
    return town.data_dir / "depot-en-cours" / BOE


def look(town: Town) -> None:
    with town.app.app_context():
        drop_folder.look()


def look_until_taken(town: Town) -> None:
    """Two looks, far enough apart."""
    look(town)
    time.sleep(STILL * 1.5)
    look(town)


def report(depot: Path) -> str:
    texts = list((depot / "traites").glob("*.txt"))
    assert len(texts) == 1
    return texts[0].read_text("utf-8").replace("\u00a0", " ")


def numbers(town: Town) -> set[str]:
    with town.services.store.read() as transaction:
        return set(customers.known(transaction, BOE))

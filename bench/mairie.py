"""The town hall's search, among a thousand customers and a hundred thousand; its sheet of a customer."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from flask import Flask

from app import create_app
from bench import ground, pages, report
from bench.ground import MILLION, ORIGIN, PORTAL, THOUSAND
from bench.servers import started
from domain import clock
from domain.agents import factor, sessions
from domain.history import NO_VISIT
from store import Store, agents, customers, words
from store.customers import Added
from store.records import By

ROUNDS, SEARCHED, ASKED = 10, 20, 50
MOST = 51  # as the page asks
FAMILIES = ("DUPONT", "MARTIN", "LEFÈVRE", "BÉRARD", "CAZENAVE", "ABADIE", "ZIDI")
FIRST_NAMES = ("Zoé", "Anne-Lise")
SEARCHES = {
    "début qu'un client sur sept partage": "du",
    "début de deux mots": "dup zo",
    "début d'un numéro de client": "9",
    "début d'une adresse": "c9",
    "début d'un numéro de facture": "FA-9",
    "une seule personne": "alice@",
}


def run() -> None:
    """Measure in turns: what else the machine does meanwhile hits all."""
    with ground.folder() as place:
        few = _made(place / "few", THOUSAND, THOUSAND)
        many = _made(place / "many", MILLION // 10, MILLION)
        with closing(Store(few)) as small, closing(Store(many)) as large:
            _search(large, small)
        _sheet(place / "sheet")


def _made(place: Path, count: int, bills: int) -> Path:
    """Make a register of so many customers, and bills, Alice's among them; returns its folder."""
    data = ground.data(place)
    named = (
        Added(
            str(n),
            f"{FAMILIES[n % 7]} {FIRST_NAMES[n // 7 % 2]}",
            "alice@exemple.fr" if n == 1 else f"c{n}@exemple.fr",
        )
        for n in range(1, count + 1)
    )
    with closing(Store(data)) as store, store.write() as transaction:
        customers.write(transaction, PORTAL, list(named), [], by=By.LIST, at=clock.now())
    with sqlite3.connect(data / "portail.db") as database:
        ground.add_invoices(database, bills, lambda n: 1 + n % count)
        database.execute("PRAGMA optimize")
    return data


def _search(large: Store, small: Store) -> None:
    report.heading("CPU d'une recherche, 100 000 clients / 1 000", "grand", "petit")
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in SEARCHES}
    for _ in range(ROUNDS):
        for name, text in SEARCHES.items():
            costs[name].append((_search_ms(large, text), _search_ms(small, text)))
    for name, each in costs.items():
        mine, other = (min(some) for some in zip(*each, strict=True))
        report.line(name, *pages.both(mine, other, "ms"), ratio=mine / other)


def _search_ms(store: Store, text: str) -> float:
    with store.read() as transaction:
        began = time.process_time()
        for _ in range(SEARCHED):
            words.search(transaction, PORTAL, text, MOST)
        return 1000 * (time.process_time() - began) / SEARCHED


def _sheet(place: Path) -> None:
    """Compare Alice's sheet, as an agent sees it, with her own list of bills."""
    pages.made(place, THOUSAND)
    app = create_app(ground.environ(place))
    alice, clerk = ground.log_in(app, "alice"), _clerk(app)
    app.extensions["portail"].services.store.close()
    asked = {"/mairie/clients/fiche?numero=1": clerk, "/factures": alice}
    costs: dict[str, list[float]] = {path: [] for path in asked}
    with started(["-m", "flask", "serve", "--port", "0"], ground.own(ground.environ(place))) as on:
        for _ in range(ROUNDS):
            for path, cookie in asked.items():
                costs[path].append(on.cost_ms(path, ASKED, cookie))
    mine, other = (min(each[1:]) for each in costs.values())
    report.heading("CPU du serveur par page", "fiche", "liste")
    subject = f"la fiche d'un client / ses {pages.BILLS} factures"
    report.line(subject, *pages.both(mine, other, "ms"), ratio=mine / other)


def _clerk(app: Flask) -> str:
    """Return the cookie of an agent who is logged in."""
    services = app.extensions["portail"].services
    with services.store.write() as transaction:
        agents.add(transaction, PORTAL, "a@exemple.fr", is_manager=True, at=clock.now())
        agent = agents.by_address(transaction, PORTAL, "a@exemple.fr")
        assert agent is not None
        key = factor.key_id(services.keys[0])
        agents.set_up(transaction, agent, password_hash="unused", key_id=key, step=0)  # noqa: S106 - no password
        token = sessions.begin(transaction, agent, NO_VISIT)
    browser, name = app.test_client(), app.config["AGENTS_COOKIE_NAME"]
    with browser.session_transaction("/mairie", base_url=ORIGIN) as kept:
        kept.update(agent=token, portal=PORTAL)
    cookie = browser.get_cookie(name, domain="127.0.0.1")
    assert cookie is not None
    return f"{name}={cookie.value}"

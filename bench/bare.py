"""What a page costs at least: bare Flask draws the portal's own layout from one row.

Same server, same SQLAlchemy, same style sheet and links; without forms, tokens, sessions,
communes, limits, history, headers. Its list of bills was worked out beforehand.
"""

import sys
from pathlib import Path

from flask import Flask, request

from bench.ground import PORTAL, ROOT
from domain import clock, colours
from domain.invoices import access
from domain.mailboxes import Mailbox
from domain.portals import Portal
from jobs import server
from store import Store, accounts
from store.records import Account
from views import look
from views.private import bills
from views.public import assets

PAGE = """{% extends "layout.html" %}
{% set h1 = "Connectez-vous pour lire vos factures" %}
{% block main %}<h1>{{ h1 }}</h1><form class="card" action="/" method="post">
<div class="field"><label for="address">Adresse mail</label><input id="address" name="address"></div>
<div class="field"><label for="password">Mot de passe</label><input id="password" type="password"></div>
<p><button>Se connecter</button></p></form><p>{{ found.address }}</p>
{% endblock %}"""


def make_app(folder: Path) -> Flask:
    """Return an app with one page, on the portal's own database."""
    app = Flask("bare", template_folder=str(ROOT / "templates"))
    store = Store(folder)
    look.register(app)
    commune = Portal(
        PORTAL,
        "Ville de Boé",
        "a@exemple.fr",
        "http://127.0.0.1",
        Mailbox("Ville de Boé", "f@exemple.fr"),
        "a@exemple.fr",
    )
    app.jinja_env.globals.update(
        page=lambda endpoint: f"/{endpoint}?LIEN={commune.code}",
        url_for=lambda endpoint: f"/{endpoint}",
        portal=commune,
        style=look.stylesheet(colours.DEFAULT),
        logo_address=lambda _: "",
        conformity=lambda _: "non conforme",
        script_address=lambda _: assets.STATIC.name,
    )
    page = app.jinja_env.from_string(PAGE)  # compiled once, as a file's template is
    listing, bills_drawn = app.jinja_env.get_template("invoices.html"), _bills(store, commune)

    @app.get("/")
    def home() -> str:
        return page.render(found=one_row())

    @app.get("/factures")
    def listed() -> str:
        return listing.render(bills_drawn, account=one_row(), request=request)

    def one_row() -> Account | None:
        with store.read() as transaction:
            return accounts.by_address(transaction, PORTAL, "alice@exemple.fr")

    return app


def _bills(store: Store, portal: Portal) -> dict[str, object]:
    """Return what « Mes factures » draws, worked out beforehand."""
    with store.read() as transaction:
        owner = accounts.by_address(transaction, PORTAL, "alice@exemple.fr")
        assert owner is not None
        found = access.of_account(transaction, owner)
    today = clock.today("Europe/Paris")
    return {
        "groups": bills.groups(found, portal, None, today),
        "top": bills.top(found, today),
        "archives": bills.archives(found),
        "csrf_token": lambda: "",
    }


if __name__ == "__main__":
    place = Path(sys.argv[1])
    server.run(
        lambda: make_app(place),
        host="127.0.0.1",
        port=0,
        on_ready=lambda origin: print(origin, flush=True),
    )

"""What a page costs at least: bare Flask draws the portal's own layout from one row.

Same server, same SQLAlchemy, same style sheet and links; without forms, tokens, sessions,
communes, limits, history, headers.
"""

import sys
from pathlib import Path
from types import SimpleNamespace

from flask import Flask

from bench.ground import PORTAL, ROOT
from jobs import server
from store import Store, accounts
from views import assets, look

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
    commune = SimpleNamespace(code=PORTAL, name="Ville de Boé", contact="a@exemple.fr")
    app.jinja_env.globals.update(
        page=lambda endpoint: f"/{endpoint}?LIEN={commune.code}",
        portal=commune,
        style=look.stylesheet(""),
        logo_address=lambda _: "",
        conformity=lambda _: "non conforme",
        script_address=lambda _: assets.STATIC.name,
    )
    page = app.jinja_env.from_string(PAGE)  # compiled once, as a file's template is

    @app.get("/")
    def home() -> str:
        with store.read() as session:
            found = accounts.by_address(session, PORTAL, "alice@exemple.fr")
        return page.render(found=found)

    return app


if __name__ == "__main__":
    place = Path(sys.argv[1])
    server.run(
        lambda: make_app(place),
        host="127.0.0.1",
        port=0,
        on_ready=lambda origin: print(origin, flush=True),
    )

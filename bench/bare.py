"""The least that a page can be: Flask, one query through SQLAlchemy, one template; same server."""

import sys
from pathlib import Path

from flask import Flask

from jobs import server
from store import Store, customers

PAGE = """<!doctype html><html lang="fr"><title>Témoin</title><h1>Se connecter</h1>
<form method="post"><label>Adresse mail <input name="address"></label>
<label>Mot de passe <input name="password" type="password"></label><button>Se connecter</button>
</form>{% if known %}<p>bonjour</p>{% endif %}</html>"""


def make_app(folder: Path) -> Flask:
    """Return an app with one page, on the portal's own database."""
    app = Flask("bare")
    store = Store(folder)
    page = app.jinja_env.from_string(PAGE)  # compiled once, as a file's template is

    @app.get("/")
    def home() -> str:
        with store.read() as session:
            known = customers.at_address(session, "M470310001", "personne@exemple.fr")
        return page.render(known=known)

    return app


if __name__ == "__main__":
    place = Path(sys.argv[1])
    server.run(
        lambda: make_app(place),
        host="127.0.0.1",
        port=0,
        on_ready=lambda origin: print(origin, flush=True),
    )

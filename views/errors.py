"""What went wrong, in a page that says what to do next."""

import logging

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from domain.accounts.turns import Crowded
from domain.downloads import TooManyAtOnce
from jobs import logs
from store import Unavailable
from views import UnknownPortal, at_hand, lien

log = logging.getLogger(__name__)

CROWDED_SECONDS = 5  # 24 passwords on one slow core
SOON_SECONDS = 60  # a download that nobody takes is given up by then

PAGES: dict[int, tuple[str, list[str]]] = {
    400: (
        "Cette demande n'a pas pu être comprise",
        ["Revenez à la page d'accueil du portail et recommencez."],
    ),
    403: (
        "Cette demande vient d'un autre site",
        [
            "Par sécurité, le portail n'en a rien fait.",
            "Ouvrez le portail à son adresse habituelle, puis recommencez.",
        ],
    ),
    404: (
        "Cette page n'existe pas",
        ["Vérifiez l'adresse que vous avez tapée, ou revenez à la page d'accueil du portail."],
    ),
    405: (
        "Cette page ne s'ouvre pas de cette façon",
        ["Revenez à la page d'accueil du portail et recommencez."],
    ),
    413: (
        "L'envoi est trop volumineux",
        ["Revenez en arrière et raccourcissez ce que vous avez saisi."],
    ),
    429: (
        "Deux téléchargements sont déjà en cours",
        ["Attendez que l'un des deux se termine, puis recommencez."],
    ),
    500: (
        "Le portail a rencontré une erreur",
        ["Rien de ce que vous aviez enregistré n'est perdu.", "Recommencez dans quelques minutes."],
    ),
    503: (
        "Le portail est momentanément indisponible",
        ["Rien de ce que vous aviez enregistré n'est perdu.", "Recommencez dans quelques minutes."],
    ),
}


def register(app: Flask) -> None:
    """Attach the pages of errors."""
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(UnknownPortal, _unknown_portal)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Crowded, _crowded)
    app.register_error_handler(TooManyAtOnce, _too_many_at_once)
    app.register_error_handler(Exception, _unforeseen)


def _known(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:  # noqa: PLR2004 - a redirection, not an error
        return error.get_response()
    answer = make_response(_page(code if code in PAGES else 400 if code < 500 else 500, code))  # noqa: PLR2004
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(error.valid_methods)  # RFC 9110 § 15.5.6
    return answer


def _unknown_portal(_error: UnknownPortal) -> ResponseReturnValue:
    if lien():
        return render_template("unknown_portal.html", refused=True, typed=lien()), 404
    portals = list(at_hand().portals.all().values())
    return render_template("portals.html", portals=portals), 404


def _unavailable(error: Unavailable) -> ResponseReturnValue:
    log.error("%s", error)
    return _page(503, 503)


def _crowded(_error: Crowded) -> ResponseReturnValue:
    title = "Beaucoup de personnes se connectent en ce moment"
    sentences = ["Rien n'est perdu. Revenez en arrière et recommencez dans quelques secondes."]
    page = render_template("error.html", title=title, sentences=sentences, refused=True)
    return page, 503, {"Retry-After": str(CROWDED_SECONDS)}


def _too_many_at_once(reached: TooManyAtOnce) -> ResponseReturnValue:
    answer = make_response(_page(429, 429) if reached.is_own else _page(503, 503))
    answer.headers["Retry-After"] = str(SOON_SECONDS)
    return answer


def _unforeseen(error: Exception) -> ResponseReturnValue:
    log.error("erreur imprévue (%s)", request.endpoint, exc_info=error)
    return _page(500, 500)


def _page(page: int, status: int) -> ResponseReturnValue:
    title, sentences = PAGES[page]
    if page >= 500 and logs.request_id() != "-":  # noqa: PLR2004
        whom = f"Si cela dure, donnez ce numéro au service facturation\u00a0: {logs.request_id()}."
        sentences = [*sentences, whom]
    return render_template("error.html", title=title, sentences=sentences, refused=True), status

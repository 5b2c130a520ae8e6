"""What is larger than a form: one page of the town hall's takes it, from an agent's browser alone.

Decided at the headers, before a byte of the body is kept: by the signature of the agents' cookie,
and by what the disk has room for. Whether that session still goes on is the guard's to ask, before
anything reads the body.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from flask import Flask
from werkzeug.test import create_environ

from domain import french

if TYPE_CHECKING:
    from jobs.refusals import Parser

PAGE = "/mairie/deposer"
LARGEST_FILE = 2048 * 1024 * 1024
LARGEST_BODY = LARGEST_FILE + 64 * 1024  # with the form's other fields
COPIES = 2  # as it arrives, and the file that is read out of it
RESERVE_BYTES = 200 * 1024 * 1024  # for the database beside it


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a body is not let in: the status, and the page's words."""

    code: int
    reason: str
    title: str
    advice: str


class LargeBodies:
    """Which requests of a running server may be larger than a form."""

    def __init__(self, app: Flask, folder: Path) -> None:
        """Take the app, whose cookie it is, and the folder in which bodies lie while they arrive."""
        self._app, self.folder = app, folder
        self._arriving: WeakSet[Parser] = WeakSet()

    def refusal(self, parser: "Parser") -> Refused | None:
        """Say why the body that these headers announce may not come; None: it is let in."""
        if not self._has_an_agents_cookie(parser.headers):
            return _too_large("Connectez-vous à la mairie, puis déposez votre fichier de nouveau.")
        if parser.content_length > LARGEST_BODY:
            return _too_large("Le fichier dépasse 2 Go : faites-en plusieurs lots.")
        missing = self._missing_bytes(parser)
        if missing > 0:
            return full_disk(f"Il manque {french.weight(missing)} pour recevoir ce fichier. ")
        self._arriving.add(parser)
        return None

    def _missing_bytes(self, new: "Parser") -> int:
        """Return how much the disk lacks for this one beside those that are arriving already."""
        needed = 0
        for each in {new, *self._arriving}:
            needed += COPIES * each.content_length - each.body_bytes_received
        return needed + RESERVE_BYTES - shutil.disk_usage(self.folder).free

    def _has_an_agents_cookie(self, headers: Mapping[str, str]) -> bool:
        cookie = {"HTTP_COOKIE": headers.get("COOKIE", "")}
        request = self._app.request_class(create_environ(PAGE, environ_overrides=cookie))
        session = self._app.session_interface.open_session(self._app, request)
        return session is not None and "agent" in session


def full_disk(lack: str = "") -> Refused:
    """Say that the disk has no room; `lack`: how much is missing."""
    advice = "Rien n'a été gardé : dites-le à la personne qui tient le portail."
    title = "Le disque du portail est plein"
    return Refused(507, "Insufficient Storage", title, f"{lack}{advice}")


def _too_large(advice: str) -> Refused:
    return Refused(413, "Request Entity Too Large", "Envoi trop volumineux", advice)

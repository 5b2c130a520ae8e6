"""A file where a page expects a text: refused in words, whatever the form."""

import io

from jobs.large_bodies import PAGE
from tests.pages import forms
from tests.town import ORIGIN, Town

NAMES = ("address", "password", "lien", "csrf_token", "suite", "code", "annonces")


def test_a_file_part_in_any_form_is_refused_in_words(town: Town) -> None:
    for path in set(forms(town)) - {PAGE}:  # which takes files, from agents alone
        parts = {name: (io.BytesIO(b"x"), "facture.pdf") for name in NAMES}
        answer = town.app.test_client().post(path, base_url=ORIGIN, data=parts)

        assert answer.status_code == 400, path
        assert "pas pu être comprise" in answer.text

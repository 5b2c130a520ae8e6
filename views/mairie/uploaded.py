"""What a browser sends with a file: a form that is read straight to the disk, never held in memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from flask import request
from werkzeug.formparser import FormDataParser

from domain import uploads as rules
from domain.uploads import State
from store import upload_files
from store.records import Upload
from store.upload_files import Arriving
from views import at_hand
from views.forms import UploadForm

MOST_PARTS = 10
SMALL_BYTES = 256 * 1024  # what the form holds beside the file, and what is looked at at once
NO_ROOM = (
    "Le fichier n'a pas pu être gardé ({}) : rien n'est importé. Dites-le à la personne qui tient le "
    "portail."
)
ONE_ONLY = "Déposez un seul fichier à la fois."
CUT = "L'envoi est arrivé incomplet : rien n'est importé. Recommencez."


class NotKept(Exception):
    """Why what came can't be checked, in French."""


@contextmanager
def received() -> Iterator[tuple[UploadForm, Arriving | None]]:
    """Read the form of this request; the file is erased unless the block keeps it.

    The file is None where none was chosen, or an empty one. Raises `NotKept`.
    """
    data_dir, key = at_hand().store.data_dir, upload_files.new_key()
    files: list[Arriving] = []

    def begin(*, filename: str | None, **_: object) -> Arriving:
        if files:
            raise NotKept(ONE_ONLY)
        files.append(upload_files.begin(data_dir, key, rules.clean_name(filename)))
        return files[0]

    try:
        parser = FormDataParser(
            cast("Any", begin),
            max_form_memory_size=SMALL_BYTES,
            max_form_parts=MOST_PARTS,
            silent=False,
        )
        _, form, _ = parser.parse(
            request.stream, request.mimetype, request.content_length, request.mimetype_params
        )
        yield UploadForm(formdata=form), next((file for file in files if file.size), None)
    except OSError as error:
        raise NotKept(NO_ROOM.format(os.strerror(error.errno or 0))) from error
    except ValueError as error:
        raise NotKept(CUT) from error
    finally:
        for file in files:
            with suppress(OSError):  # what could not be written can't be flushed either
                file.close()
        if not any(file.is_kept for file in files):
            upload_files.erase(data_dir, key)


def rejects_of(upload: Upload) -> Path | None:
    """Return the file of the refused lines where nothing else was imported; None where there is none.

    Those of an import stay with it: `views/mairie/past_imports.py`.
    """
    if upload.state != State.DONE or upload.import_id is not None:
        return None
    name = rules.report(upload).rejects_path.rpartition("/")[2]
    path = upload_files.path(at_hand().store.data_dir, upload.key, name)
    return path if name and path.is_file() else None

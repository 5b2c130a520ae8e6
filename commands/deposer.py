"""`flask deposer KEY`: the work on one file that an agent brought in the browser, for the server alone."""

import gc

import click

import services
from commands import Command, Status
from commands.importing import OBJECTS
from domain import uploads as rules
from domain.faults import Fault
from jobs.confinement import confined
from store import uploads


@click.command(cls=Command, hidden=True)
@click.argument("key")
def command(key: str) -> Status:
    """Vérifie ou importe un fichier déposé à la mairie.

    Exemple : flask deposer 0123456789abcdef0123456789abcdef
    """
    gc.set_threshold(OBJECTS)
    at = services.current()
    with at.store.read() as transaction:
        upload = uploads.by_key(transaction, key)
    if upload is None or upload.state not in rules.WORKED_ON:
        return Status.DONE  # given up meanwhile
    try:
        with confined():
            rules.work(at.store, at.portals.all().get(upload.portal), upload)
    except Fault as fault:
        rules.fail(at.store, upload, str(fault))
    return Status.DONE

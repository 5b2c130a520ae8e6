"""`flask clients export`: the register as CSV, on standard output."""

import sys

import services
from commands import typed
from domain import history
from domain.customers import register
from domain.portals import Portal
from sheets import writing


def run(portal: Portal, *, only_changed: bool) -> None:
    """Write the register; `only_changed`: the addresses that customers changed themselves."""
    output = sys.stdout.buffer
    with services.current().store.read() as transaction:
        for line in writing.lines(register.rows(transaction, portal, only_changed=only_changed)):
            output.write(line.encode())
    output.flush()
    with services.current().store.write() as transaction:
        what = "les adresses changées par les clients" if only_changed else ""
        kind = history.Kind.REGISTER_EXPORTED
        history.record(transaction, kind, typed.visit(), portal=portal.code, details=what)

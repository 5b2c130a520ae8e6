"""« Mes factures »: the private page that people come for, its PDFs, and a year of them."""

import logging
from collections.abc import Sequence
from typing import IO
from urllib.parse import quote
from zipfile import ZipFile

from flask import Blueprint, Response, abort, render_template, request, send_file, session
from flask.typing import ResponseReturnValue

from domain import clock, french
from domain.invoices import access, archives, delivery, file_names
from domain.invoices.access import Invoice
from store import readers
from views import at_hand, guards, limits, portal
from views.limits import limited
from views.private import bills
from views.private.guard import owner

bp = Blueprint("invoices", __name__)
log = logging.getLogger(__name__)

# Safari applies it to its own viewer (docs/decisions/0014-pdf-policy.md).
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@bp.get("/factures")
def show() -> ResponseReturnValue:
    """List the account's invoices; looking writes nothing."""
    here, who = portal(), owner()
    with at_hand().store.read() as transaction:
        found = access.of_account(transaction, who)
        has_customers = bool(found) or readers.has_customers(transaction, here.code, who.address)
    today = clock.today(here.timezone)
    return render_template(
        "invoices.html",
        notice=session.pop("notice", None),
        notice_kind=session.pop("notice_kind", "success"),
        has_customers=has_customers,
        groups=bills.groups(found, here, access.new_since(who), today),
        top=bills.top(found, today),
        today=french.long_day(today),
        archives=bills.archives(found),
    )


@bp.get("/factures/suivi")
def deliveries() -> ResponseReturnValue:
    """Say of each bill since when it could be read, and when its reader first opened it.

    A page of its own: the list that everybody comes for stays as quick as it was.
    """
    here, who = portal(), owner()
    with at_hand().store.read() as session:
        found = access.of_account(session, who)
        opened_on = delivery.opened_on(session, who, found, here.timezone)
    return render_template("deliveries.html", bills=found, opened_on=opened_on)


@bp.get("/factures/<key>")
@limited(limits.DOWNLOADING)
def document(key: str) -> ResponseReturnValue:
    """Show the PDF of one invoice; anybody else's is as unknown as none."""
    with at_hand().store.read() as transaction:
        found = access.document(transaction, owner(), key)
        unopened = delivery.unopened(transaction, owner(), [found] if found else [])
    if found is None:
        abort(404)
    response = send_pdf(found)
    _note_opened(unopened)
    return response


def _note_opened(unopened: Sequence[tuple[int, str]]) -> None:
    """Note what the owner gets for the first time; a browser that looks ahead is nobody who reads.

    `Sec-Purpose` says so, and said `Purpose` before (Fetch, « prefetch »).
    """
    said = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose"))
    if request.method == "GET" and "prefetch" not in said.lower():
        delivery.note_opened(at_hand().store, owner(), unopened)


def send_pdf(found: Invoice) -> Response:
    """Hand over the PDF of an invoice that the caller has found for who asks."""
    path = access.path(at_hand().store.data_dir, found)
    if not path.is_file():
        log.error("le PDF de la facture %s manque : voir « flask doctor »", found.number)
        abort(503)
    # Several ranges at once would be refused; RFC 9110 lets us send the whole instead.
    is_plain = "," not in request.headers.get("Range", "")
    response = send_file(path, "application/pdf", conditional=is_plain, etag=found.document)
    _name(response, "inline", file_names.of(found, portal().name))
    response.headers["Content-Security-Policy"] = PDF_POLICY
    return response


@bp.get("/factures/annee/<int:year>")
@limited(limits.DOWNLOADING)
def of_year(year: int) -> ResponseReturnValue:
    """Send all of one year in one ZIP."""
    at, here, who = at_hand(), portal(), owner()
    with at.store.read() as transaction:
        found = access.of_account(transaction, who, year=year)
        found = archives.there(found, at.store.data_dir)
        unopened = delivery.unopened(transaction, who, found)
    if not found:
        abort(404)

    def write(file: IO[bytes]) -> None:
        with ZipFile(file, "w") as archive:
            archives.add(archive, found, here.name, at.store.data_dir, "")

    response = send_file(at.downloads.make(who.id, write), "application/zip")
    _note_opened(unopened)
    _name(response, "attachment", f"Factures {year} - {here.name}.zip")
    return response


def _name(response: Response, how: str, name: str) -> None:
    """Name a file in both spellings (RFC 6266), and keep it out of every cache."""
    response.headers["Content-Disposition"] = (
        f"{how}; filename=\"{bills.ascii_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Cache-Control"] = guards.PRIVATE

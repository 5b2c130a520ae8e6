"""PayFiP, asked over the wire: three questions in SOAP 1.1, each an envelope of fixed form.

From the DGFiP's description of « PaiementSecuriseService »: document/literal, only the operation has a
namespace, every field is a string. No answer is awaited longer than 15 s or read beyond 64 kB.
"""

import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import BoundedSemaphore
from typing import NamedTuple
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from domain.payments.payable import Order

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService"
)
LARGEST_ANSWER = 64 * 1024
LONGEST_NUMBER = 40  # signs
AT_ONCE = 4  # threads that wait for it; the others are told that it is unavailable
PLACE_SECONDS = 1.0  # how long the others wait for a place: their threads are everybody's
_OK, _FAULT = 200, 500


class Refused(Exception):
    """PayFiP answers that it does not (`FonctionnelleErreur`): its code and what it means."""

    def __init__(self, code: str, meaning: str = "") -> None:
        super().__init__(f"{code} {meaning}".strip())
        self.code = code


class Unavailable(Exception):
    """There is no usable answer; `was_sent`: PayFiP may have heard the question all the same.

    `is_fault`: it says itself that it could not carry it out.
    """

    def __init__(self, reason: str, *, was_sent: bool = True, is_fault: bool = False) -> None:
        super().__init__(reason)
        self.was_sent = was_sent
        self.is_fault = is_fault


class Detail(NamedTuple):
    """What PayFiP says of a payment that has ended, as it says it; empty or 0 for what it leaves out."""

    id_op: str
    result: str  # P, V, R, Z, A
    reference: str  # refdet
    amount_cents: int
    numcli: str
    mode: str  # saisie
    number: str  # numauto
    made_at: datetime | None  # aware, by PayFiP's clock in Paris


class PayFip:
    """The service at one address, for all threads."""

    def __init__(self, url: str, *, timeout_seconds: float = 15) -> None:
        """Take what PORTAIL_PAYFIP_URL says; nothing is asked yet."""
        self.url = url
        self._timeout = timeout_seconds
        self._places = BoundedSemaphore(AT_ONCE)

    def page(self, id_op: str) -> str:
        """Return the address of the payer's page."""
        return f"{self.url}/paiementws.web?idop={quote(id_op, safe='')}"

    def create(self, order: Order) -> str:
        """Ask for a payment; return its identifier. Raises Refused or Unavailable."""
        said = self._ask("creerPaiementSecurise", asdict(order))
        if not said.get("idOp"):
            raise Unavailable("sa réponse n'a pas d'identifiant")
        return said["idOp"]

    def detail(self, id_op: str) -> Detail:
        """Ask what became of a payment. Raises Refused (P1 unknown, P5 no result yet) or Unavailable."""
        said = self._ask("recupererDetailPaiementSecurise", {"idOp": id_op})
        if not said.get("resultrans"):
            raise Unavailable("sa réponse est incomplète")
        amount = said.get("montant", "")
        return Detail(
            id_op=said.get("idOp", ""),
            result=said["resultrans"],
            reference=said.get("refdet", ""),
            amount_cents=int(amount) if amount.isdecimal() else 0,
            numcli=said.get("numcli", ""),
            mode=said.get("saisie", ""),
            number=said.get("numauto", "")[:LONGEST_NUMBER],
            made_at=_moment(said.get("dattrans", ""), said.get("heurtrans", "")),
        )

    def client(self, numcli: str) -> str:
        """Ask who has this number; return its names. Raises Refused or Unavailable."""
        said = self._ask("recupererDetailClient", {"numCli": numcli})
        return " ".join(filter(None, (said.get(f"libelleN{place}") for place in (1, 2, 3))))

    def _ask(self, operation: str, fields: Mapping[str, str]) -> dict[str, str]:
        if not self._places.acquire(timeout=PLACE_SECONDS):
            raise Unavailable("trop de questions à la fois", was_sent=False)
        try:
            status, body = self._exchanged(_envelope(operation, fields))
        finally:
            self._places.release()
        return _read(status, body, operation)

    def _exchanged(self, envelope: bytes) -> tuple[int, bytes]:
        """Send one envelope; return the answer's status and body."""
        until, was_sent = time.monotonic() + self._timeout, False
        try:
            with closing(self._line()) as line:
                line.connect()
                was_sent = True
                line.sock.settimeout(max(until - time.monotonic(), 0.001))
                headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
                path = urlsplit(self.url).path
                line.request("POST", f"{path}/services/securite", envelope, headers)
                answer = line.getresponse()
                return answer.status, _body(answer, line, until)
        except (OSError, HTTPException) as error:
            raise Unavailable(_seen(error), was_sent=was_sent) from error

    def _line(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port
        if parts.scheme == "https":
            context = ssl.create_default_context()
            return HTTPSConnection(host, port, timeout=self._timeout, context=context)
        return HTTPConnection(host, port, timeout=self._timeout)


def _body(answer: HTTPResponse, line: HTTPConnection, until: float) -> bytes:
    """Read an answer within what is left of its time."""
    read = bytearray()
    while part := answer.read1(LARGEST_ANSWER):
        read += part
        left = until - time.monotonic()
        if len(read) > LARGEST_ANSWER:
            raise Unavailable("sa réponse est démesurée")
        if left <= 0:
            raise TimeoutError
        if line.sock is not None:
            line.sock.settimeout(left)
    return bytes(read)


def _envelope(operation: str, fields: Mapping[str, str]) -> bytes:
    envelope = ET.Element(f"{{{SOAP}}}Envelope")
    asked = ET.SubElement(ET.SubElement(envelope, f"{{{SOAP}}}Body"), f"{{{SERVICE}}}{operation}")
    argument = ET.SubElement(asked, "arg0")
    for name, value in fields.items():
        ET.SubElement(argument, name).text = value
    return bytes(ET.tostring(envelope, encoding="utf-8", xml_declaration=True))


def _read(status: int, body: bytes, operation: str) -> dict[str, str]:
    """Return the fields of an answer; raises Refused for its « no », Unavailable for anything else."""
    if status not in (_OK, _FAULT):
        raise Unavailable(f"il répond {status}")
    try:
        text = body.decode()
        if "<!DOCTYPE" in text:  # entities could make it endless, or read files
            raise Unavailable("sa réponse n'est pas celle qu'il promet")
        root = ET.fromstring(text)  # noqa: S314 - at most 64 kB, without any DTD
    except (UnicodeDecodeError, ET.ParseError, ValueError) as error:
        raise Unavailable("sa réponse n'est pas celle qu'il promet") from error
    within = f"{{{SOAP}}}Body/"
    said = root.find(f"{within}{{{SERVICE}}}{operation}Response/return")
    if status == _OK and said is not None:
        return {each.tag: (each.text or "").strip() for each in said}
    no = root.find(f"{within}{{{SOAP}}}Fault/detail/{{{SERVICE}}}FonctionnelleErreur")
    if no is not None and no.findtext("code"):
        raise Refused(no.findtext("code", "").strip(), no.findtext("descriptif", "").strip())
    if root.find(f"{within}{{{SOAP}}}Fault") is not None:
        raise Unavailable("il annonce une panne", is_fault=True)
    raise Unavailable("sa réponse est vide")


def _moment(day: str, hour: str) -> datetime | None:
    """Return when a payment was made, None where it is not said. Of an hour that comes twice, the first."""
    try:
        made_at = datetime.strptime(f"{day} {hour}", "%d%m%Y %H%M")  # noqa: DTZ007 - the next line says where
        return made_at.replace(tzinfo=ZoneInfo("Europe/Paris"))
    except ValueError:
        return None


def _seen(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "pas de réponse à temps"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificat refusé ({error.verify_message})"
    return str(error) or type(error).__name__

"""SOAP 1.1, document/literal, as the service speaks it: only the operation has a namespace."""

from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

from commands.demo_payfip.operations import FIELDS, PayFip, Refused

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService"
)


class Answer(NamedTuple):
    """What goes back: an HTTP status and an envelope."""

    status: int
    body: bytes


class Malformed(Exception):
    """An envelope that the description does not allow; the text says why."""


def answer(payfip: PayFip, body: bytes) -> Answer:
    """Carry one operation out."""
    try:
        operation, fields = _read(body)
        return _answered(operation, _OPERATIONS[operation](payfip, fields))
    except Refused as refused:
        return fault("FonctionnelleErreur", refused.code, refused.meaning)
    except Malformed as malformed:
        return fault("TechProtocolaireErreur", "X1", str(malformed))


def fault(kind: str, code: str, meaning: str) -> Answer:
    """Return one of the service's four faults, as JAX-WS writes it: status 500."""
    body = ET.Element(f"{{{SOAP}}}Fault")
    ET.SubElement(body, "faultcode").text = "S:Server"
    ET.SubElement(body, "faultstring").text = kind
    said = ET.SubElement(ET.SubElement(body, "detail"), f"{{{SERVICE}}}{kind}")
    for name, text in (("code", code), ("descriptif", meaning), ("libelle", meaning)):
        ET.SubElement(said, name).text = text
    ET.SubElement(said, "severite").text = "2"
    return Answer(500, _enveloped(body))


def _read(body: bytes) -> tuple[str, dict[str, str]]:
    """Return the operation's name and the fields of its `arg0`."""
    try:
        envelope = ET.fromstring(body)  # noqa: S314 (loopback, at most 64 kB, the demonstration only)
    except ET.ParseError as error:
        raise Malformed("Ce n'est pas du XML.") from error

    content = envelope.find(f"{{{SOAP}}}Body")
    if envelope.tag != f"{{{SOAP}}}Envelope" or content is None or len(content) != 1:
        raise Malformed("Ce n'est pas une enveloppe SOAP 1.1 d'une opération.")

    namespace, _, operation = content[0].tag.removeprefix("{").partition("}")
    if namespace != SERVICE or operation not in _OPERATIONS:
        raise Malformed("Cette opération n'existe pas.")

    return operation, {element.tag: element.text or "" for element in content[0].findall("arg0/*")}


def _create(payfip: PayFip, fields: Mapping[str, str]) -> dict[str, str]:
    # xs:sequence: each at most once, in this order, and nothing else
    if list(fields) != [name for name in FIELDS if name in fields]:
        raise Malformed(f"Ces éléments ne suivent pas le schéma : {', '.join(fields)}.")

    return {"idOp": payfip.create(fields)}


def _detail(payfip: PayFip, fields: Mapping[str, str]) -> dict[str, str]:
    return payfip.detail(fields.get("idOp", ""))  # « idop » is an element that nobody asked for


def _client(payfip: PayFip, fields: Mapping[str, str]) -> dict[str, str]:
    number = fields.get("numCli", "")
    client = payfip.client(number)
    return {"libelleN1": client.name, "libelleN2": client.service, "numcli": number}


_OPERATIONS = {
    "creerPaiementSecurise": _create,
    "recupererDetailPaiementSecurise": _detail,
    "recupererDetailClient": _client,
}


def _answered(operation: str, fields: Mapping[str, str]) -> Answer:
    body = ET.Element(f"{{{SERVICE}}}{operation}Response")
    said = ET.SubElement(body, "return")
    for name in sorted(fields):  # the schemas list them in this order
        ET.SubElement(said, name).text = fields[name]
    return Answer(200, _enveloped(body))


def _enveloped(content: ET.Element) -> bytes:
    envelope = ET.Element(f"{{{SOAP}}}Envelope")
    ET.SubElement(envelope, f"{{{SOAP}}}Body").append(content)
    return bytes(ET.tostring(envelope, encoding="utf-8", xml_declaration=True))

"""What the service's three operations promise: its clients, its payments, its codes of refusal.

A payment is created by the portal, opened and ended by the payer, looked up by the portal. Codes are
PayFiP's: P1 unknown, P3 already used, P4 too old to be opened, P5 no result yet.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from threading import Lock
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
OPENING_TIME = timedelta(minutes=15)  # the payer's page can't be opened later

MIN_CENTS, MAX_CENTS = 100, 9_999_999
# The fields of a payment in the schema's order: what each must be, and the code where it is not.
FIELDS = {
    "exer": (r"\d{4}", "E1", "L'exercice a quatre chiffres."),
    "mel": (r"(?=.{6,80}$)[^@\s]+@[^@\s]+", "A1", "L'adresse mél n'est pas correcte."),
    "montant": (r"\d+", "M1", "Le montant est un nombre de centimes."),
    "numcli": (r"\d{6}", "T1", "Le numéro de client a six chiffres."),
    "objet": (r"[A-Za-z0-9 ]{0,100}", "O1", "L'objet a des lettres, des chiffres et des blancs."),
    "refdet": (r"[A-Za-z0-9]{6,30}", "R3", "La référence a de 6 à 30 lettres ou chiffres."),
    "saisie": (r"[TXW]", "S1", "Le mode de saisie est T, X ou W."),
    "urlnotif": (r"(?=.{1,250}$)https?://\S+", "N1", "L'adresse de notification est incorrecte."),
    "urlredirect": (r"(?=.{1,250}$)https?://\S+", "D1", "L'adresse de retour est incorrecte."),
}


class Result(StrEnum):
    """How a payment ended, as `resultrans` has it."""

    PAID_BY_CARD = "P"
    PAID_BY_DEBIT = "V"
    CARD_REFUSED = "R"
    DEBIT_REFUSED = "Z"
    GIVEN_UP = "A"


class Refused(Exception):
    """A « FonctionnelleErreur »: its code and what it means."""

    def __init__(self, code: str, meaning: str) -> None:
        super().__init__(f"{code} {meaning}")
        self.code = code
        self.meaning = meaning


@dataclass(frozen=True, slots=True)
class Client:
    """A collectivity that the service knows by its `numcli`."""

    name: str
    service: str
    takes_debits: bool = True
    is_open: bool = True


@dataclass(slots=True)
class Operation:
    """One payment: what the portal asked, and what became of it."""

    id_op: str
    asked: Mapping[str, str]
    created_at: datetime
    was_opened: bool = False
    result: Result | None = None
    ended_at: datetime | None = None
    number: str = field(default_factory=lambda: f"{secrets.randbelow(10**6):06d}")


class PayFip:
    """The service's memory. `now` is its clock; what it is told counts at once, for all threads."""

    def __init__(
        self,
        clients: Mapping[str, Client],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.clients = clients
        self.operations: dict[str, Operation] = {}
        self._now = now
        self._lock = Lock()

    def create(self, fields: Mapping[str, str]) -> str:
        """Return the `idOp` of a new payment. Raises Refused, with the first field's code."""
        for name, (pattern, code, meaning) in FIELDS.items():
            if not re.fullmatch(pattern, fields.get(name, "")):
                raise Refused(code, meaning)

        if int(fields["montant"]) < MIN_CENTS:
            raise Refused("M3", "Le montant est inférieur à un euro.")

        if int(fields["montant"]) > MAX_CENTS:
            raise Refused("M5", "Le montant est trop élevé.")

        self.client(fields["numcli"])
        made = Operation(secrets.token_hex(18), dict(fields), self._now())
        with self._lock:
            self.operations[made.id_op] = made
        return made.id_op

    def client(self, number: str) -> Client:
        """Return who has this `numcli`. Raises Refused: T1 malformed, T2 unknown, T4 closed."""
        if not re.fullmatch(FIELDS["numcli"][0], number):
            raise Refused("T1", FIELDS["numcli"][2])

        if number not in self.clients:
            raise Refused("T2", "Le numéro de client est inconnu.")

        if not self.clients[number].is_open:
            raise Refused("T4", "Ce client n'est pas actif.")

        return self.clients[number]

    def detail(self, id_op: str) -> dict[str, str]:
        """Return what is known of a payment that has ended. Raises Refused: P1, P5."""
        operation = self._find(id_op)
        if operation.result is None or operation.ended_at is None:
            raise Refused("P5", "Le résultat de la transaction n'est pas encore connu.")

        ended_at = operation.ended_at.astimezone(PARIS)
        by_debit = operation.result in {Result.PAID_BY_DEBIT, Result.DEBIT_REFUSED}
        told = ("exer", "mel", "montant", "numcli", "objet", "refdet", "saisie")
        return {
            "dattrans": f"{ended_at:%d%m%Y}",
            "heurtrans": f"{ended_at:%H%M}",
            "idOp": id_op,
            "numauto": f"{operation.number}-tip" if by_debit else operation.number,
            "resultrans": operation.result,
            **{name: operation.asked[name] for name in told},
        }

    def open(self, id_op: str) -> Operation:
        """Return the payment that a payer looks at. Raises Refused: P1, P3 ended, P4 too old."""
        operation = self._find(id_op)
        if operation.result is not None:
            raise Refused("P3", "Ce paiement a déjà eu lieu.")

        if not operation.was_opened and self._now() - operation.created_at > OPENING_TIME:
            raise Refused("P4", "Ce paiement a été demandé il y a plus de 15 minutes.")

        operation.was_opened = True
        return operation

    def end(self, id_op: str, result: Result) -> Operation:
        """Note what the payer chose. Raises Refused: as `open`, the first choice counts."""
        with self._lock:
            operation = self.open(id_op)
            operation.result = result
            operation.ended_at = self._now()
        return operation

    def _find(self, id_op: str) -> Operation:
        operation = self.operations.get(id_op)
        if operation is None or self._was_forgotten(operation):
            raise Refused("P1", "L'identifiant de la transaction est inconnu.")

        return operation

    def _was_forgotten(self, operation: Operation) -> bool:
        """Whether it was given up before the payer's page, and a night has passed since."""
        today = self._now().astimezone(PARIS).date()
        return not operation.was_opened and operation.created_at.astimezone(PARIS).date() < today

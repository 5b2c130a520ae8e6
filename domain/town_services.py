"""The services of a commune whose bills can be paid through PayFiP, as `portails.toml` names them.

The State's payment service knows each by a `numcli` of six digits. A régie's bills are paid from the portal; a
titre's on payfip.gouv.fr, by the identifier and the reference that the bill itself shows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

KNOWN = {"numcli", "nature", "saisie", "jours"}
MOST_DAYS = 3650


class Nature(StrEnum):
    """Who collects a service's bills."""

    REGIE = "regie"
    TITRE = "titre"


class Mode(StrEnum):
    """What a payment counts for (`saisie`): a test, the contract's activation, or money."""

    TEST = "T"
    ACTIVATION = "X"
    PRODUCTION = "W"


@dataclass(frozen=True, slots=True)
class TownService:
    """One service, by the name that the column « service » of a list of bills has."""

    name: str
    numcli: str
    nature: Nature = Nature.REGIE
    mode: Mode = Mode.TEST
    days: int | None = None  # payable until so many days after the due date; None: without end


def read(value: object) -> dict[str, TownService]:
    """Return the services by name, folded; raises ValueError, which says what is expected."""
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise ValueError("un tableau par service, par exemple [M470310001.services.eau]")
    return {str(name).casefold(): _service(str(name), lines) for name, lines in value.items()}


def _service(name: str, lines: Mapping[str, Any]) -> TownService:
    unknown = sorted(set(lines) - KNOWN)
    if unknown:
        raise ValueError(
            f"pour « {name} », « {unknown[0]} » n'est pas une ligne connue : numcli, nature, saisie ou jours"
        )
    numcli, days = str(lines.get("numcli", "")), lines.get("jours")
    if not re.fullmatch(r"[0-9]{6}", numcli):
        raise ValueError(f'pour « {name} », numcli = "…" : six chiffres entre guillemets')
    if lines.get("nature", "regie") not in list(Nature):
        raise ValueError(f'pour « {name} », nature = "regie" ou "titre"')
    if lines.get("saisie", "T") not in list(Mode):
        raise ValueError(
            f'pour « {name} », saisie = "T" (essais), "X" (activation) ou "W" (vrais paiements)'
        )
    if days is not None and (type(days) is not int or not 0 <= days <= MOST_DAYS):
        raise ValueError(f"pour « {name} », jours = un nombre entier de jours après l'échéance")
    return TownService(
        name,
        numcli,
        Nature(lines.get("nature", "regie")),
        Mode(lines.get("saisie", "T")),
        days,
    )

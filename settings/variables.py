"""The PORTAIL_ variables as text, each asked for once; a mistake is noted, not raised."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from domain.faults import Fault

PREFIX = "PORTAIL_"
HOUR = 3_600
T = TypeVar("T")


class WrongSettings(Fault):
    """All sentences: a start that stops says the first, `flask doctor` each."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(sentences[0])
        self.sentences = tuple(sentences)


@dataclass(slots=True)
class Variables:
    """`wrong` has a sentence for each mistake, in the order of asking; the default then stands."""

    environ: Mapping[str, str]
    known: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def text(self, name: str, default: str) -> str:
        """Return the text of PORTAIL_`name`, stripped."""
        self.known.add(PREFIX + name)
        return self.environ.get(PREFIX + name, "").strip() or default

    def parsed(
        self, name: str, parse: Callable[[str], T], *, default: T, required: bool = False
    ) -> T:
        """Return what `parse` makes of the text; its ValueError says what is expected."""
        value = self.text(name, "")
        if not value and not required:
            return default
        try:
            return parse(value)
        except ValueError as expected:
            problem = "est à définir" if not value else "n'est pas valable"
            self.wrong.append(f"{PREFIX}{name} {problem} : il faut {expected}.")
            return default

    def integer(self, name: str, default: int, *, least: int, most: int = 10**9) -> int:
        """Return a whole number within bounds."""
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit() and least <= int(value) <= most:
            return int(value)
        bounds = f"d'au moins {least}" if most == 10**9 else f"entre {least} et {most}"
        return self._refused(name, f"un nombre entier {bounds}", default)

    def number(self, name: str, default: float) -> float:
        """Return a number of seconds, at most an hour."""
        try:
            value = float(self.text(name, str(default)))
        except ValueError:
            value = 0.0
        return value if 0 < value <= HOUR else self._refused(name, "un nombre de secondes", default)

    def boolean(self, name: str, *, default: bool) -> bool:
        """Return a yes or no."""
        value = self.text(name, "true" if default else "false").lower()
        if value in ("true", "1", "yes", "oui", "on"):
            return True
        if value in ("false", "0", "no", "non", "off"):
            return False
        return self._refused(name, "« true » ou « false »", default)

    def note_unknown(self) -> None:
        """Note each name that was meant for us, and that nobody asked for."""
        for name in sorted(self.environ):
            if name not in self.known and looks_meant(name):
                near = get_close_matches(name.upper(), self.known, n=1)
                hint = f" (vouliez-vous dire {near[0]} ?)" if near else ""
                self.wrong.append(
                    f"{name} n'est pas un réglage du portail : vérifiez son orthographe{hint}."
                )

    def _refused(self, name: str, expected: str, default: T) -> T:
        self.wrong.append(f"{PREFIX}{name} n'est pas valable : il faut {expected}.")
        return default


def is_meant(name: str) -> bool:
    """Whether this can only be a setting of ours, in whatever letters."""
    return name.upper().startswith(PREFIX)


def looks_meant(name: str) -> bool:
    """Whether a name tries to be one; in our own file, PORTAL_DEMO does."""
    first = name.upper().partition("_")[0]
    return bool(get_close_matches(first, [PREFIX.rstrip("_")], cutoff=0.8))

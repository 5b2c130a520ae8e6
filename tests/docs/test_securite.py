"""docs/securite.md tells the limits as they are: whoever changes one changes the other."""

import gzip
import importlib
import re
from datetime import timedelta
from pathlib import Path

import pytest

from commands import NAMES, comptes
from domain import limits, networks, printed_codes
from domain.accounts import common_passwords
from domain.limits import Limit

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "securite.md").read_text("utf-8")
WORDS = re.sub(r"(?<=\S)\n(?=\S)", " ", PAGE)  # wherever a line is broken
SUM = WORDS.partition("## Deviner un mot de passe")[2].partition("\n## ")[0]
PER = {
    timedelta(minutes=1): "par minute",
    timedelta(minutes=15): "en 15 minutes",
    timedelta(hours=2): "en 2 heures",
    timedelta(hours=6): "en 6 heures",
    timedelta(hours=1): "par heure",
    timedelta(days=1): "par jour",
}
EVERY = {
    name: value
    for name, value in vars(limits).items()
    if isinstance(value, tuple) and value and isinstance(value[0], Limit)
}


@pytest.mark.parametrize("name", EVERY)
def test_the_page_tells_each_limit(name: str) -> None:
    figures = [f"{each.count:,} {PER[each.per]}".replace(",", " ") for each in EVERY[name]]

    assert ", ".join(figures) in WORDS


def test_the_page_does_the_sum_of_guessing_right() -> None:
    a_day, a_year = limits.FAILED_LOGINS_A_DAY[0].count, 365 * limits.FAILED_LOGINS_A_DAY[0].count
    five, eight = 36**5, 36**8
    words = len(gzip.decompress(common_passwords.PATH.read_bytes()).splitlines()) // 1000 * 1000
    of_client = 24 * limits.FAILED_LOGINS_OF_CLIENT[-1].count
    of_site = of_client * networks.WIDER[-1]

    for figure in (a_day, a_year, five, five // a_year, eight, eight // a_year, words):
        assert f"{figure:,}".replace(",", " ") in SUM
    for tries in (of_client, of_site):
        assert f"{tries:,}".replace(",", " ") in SUM
        assert f"{tries // a_day}" in SUM
    assert words / a_year > 4
    assert f"{limits.FAILED_LOGINS_OF_PORTAL[0].count} refus en une heure" in SUM


def test_the_page_does_the_sum_of_guessing_a_letters_code_right() -> None:
    codes = len(printed_codes.SIGNS) ** printed_codes.LENGTH
    figures = [codes]
    for limit in (limits.CODES_OF_NUMBER[0], limits.CODES_OF_PORTAL[0]):
        a_year = 365 * limit.count
        figures += [a_year, codes // a_year]

    for figure in figures:
        assert f"{figure:,}".replace(",", " ") in WORDS


def test_a_key_is_kept_as_long_as_a_link_that_was_handed_over() -> None:
    assert f"--validite`, {comptes.LONGEST_DAYS} jours au plus" in WORDS


CONTROLS = re.findall(
    r"^\| (\d+) \| [^|]+ \| ([^|]+) \| `(tests/\S+)` : `(test_\w+)` \|$", PAGE, re.MULTILINE
)


def test_all_78_controls_are_told_in_order() -> None:
    assert [int(number) for number, *_ in CONTROLS] == list(range(1, 79))


@pytest.mark.parametrize(("number", "where", "file", "name"), CONTROLS)
def test_a_control_is_where_the_page_says_and_has_its_test(
    number: str, where: str, file: str, name: str
) -> None:
    for place in re.findall(r"`([^`]+)`", where):
        assert (ROOT / place).is_file(), (number, place)
    assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8"), number


def test_no_command_takes_a_password() -> None:
    """Staff hand a link over; they never choose what only its owner may know."""
    names = [
        str(parameter.name)
        for group in map(importlib.import_module, (f"commands.{name}" for name in NAMES))
        for command in [group.command, *getattr(group.command, "commands", {}).values()]
        for parameter in command.params
    ]

    assert len(names) > 40
    assert not [name for name in names if re.search("passe|password|secret", name)]

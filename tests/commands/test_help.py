"""`--help` everywhere: French, with an example that could be typed."""

import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask

import translations
from commands import NAMES, Commands
from tests.commands.flask import plain

ENGLISH = re.compile(r"\b(TEXT|INTEGER|RANGE|PATH|FILE|Show|Usage|default|required)\b|<=")


def every_help() -> Iterator[tuple[str, str]]:
    translations.bind()
    root = Commands(Flask("help"))
    with click.Context(root, info_name="flask") as context:
        yield from helps_below(root, context)


def helps_below(root: Commands, context: click.Context) -> Iterator[tuple[str, str]]:
    for name in NAMES:
        later = root.get_command(context, name)
        if later is None:
            continue
        one = later.make_context(name, [], parent=context, resilient_parsing=True)
        yield name, plain(one.command.get_help(one))
        if isinstance(one.command, click.Group):
            for verb, command in one.command.commands.items():
                own = click.Context(command, info_name=verb, parent=one)
                yield f"{name} {verb}", plain(command.get_help(own))


HELPS = dict(every_help())


@pytest.mark.parametrize("name", HELPS)
def test_each_help_is_french_and_shows_an_example_of_its_own(name: str) -> None:
    assert f"Exemple : flask {name}" in " ".join(HELPS[name].split())
    assert ENGLISH.findall(HELPS[name]) == []


def test_whoever_scripts_gets_json_from_every_list_and_show() -> None:
    reading = [name for name in HELPS if name.endswith((" list", " show"))]

    assert reading
    assert [name for name in reading if "--json" not in HELPS[name]] == []

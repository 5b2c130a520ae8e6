"""A proxy in front that the settings do not know of is noticed, and no stranger can feign one."""

import os
import time
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from jobs import proxies


def ask(folder: Path, *, client: str, **headers: str) -> None:
    browser = Client(proxies.noting(Flask("small"), folder))
    browser.get("/", headers=headers, environ_overrides={"REMOTE_ADDR": client})


def test_a_neighbour_that_forwards_is_noticed(tmp_path: Path) -> None:
    ask(tmp_path, client="127.0.0.1", **{"X-Forwarded-For": "192.0.2.1"})

    assert proxies.was_seen(tmp_path)


@pytest.mark.parametrize(
    ("client", "headers"),
    [("8.8.8.8", {"X-Forwarded-For": "192.0.2.1"}), ("127.0.0.1", {})],
    ids=["a stranger's header", "a request that comes by itself"],
)
def test_nobody_else_is(tmp_path: Path, client: str, headers: dict[str, str]) -> None:
    ask(tmp_path, client=client, **headers)

    assert not proxies.was_seen(tmp_path)


def test_it_is_forgotten_a_week_after_it_was_last_seen(tmp_path: Path) -> None:
    ask(tmp_path, client="127.0.0.1", **{"X-Forwarded-For": "192.0.2.1"})
    long_ago = time.time() - 8 * 24 * 3600

    os.utime(tmp_path / proxies.FILE, (long_ago, long_ago))

    assert not proxies.was_seen(tmp_path)

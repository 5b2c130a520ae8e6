"""Real Chromium before a portal that is served as in production, with a real mail server."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import gallery, portal, screen
from tests.browser.portal import Served
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.missing import missing


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium; without a sandbox, which root may not have."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        reason = "Chromium manque : « apt install chromium » (Debian), puis relancez"
        missing(reason)
    return {"executable_path": found, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "fr-FR", "viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def served(tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase) -> Iterator[Served]:
    """A portal of its own, for a test that changes something."""
    with portal.serving(tmp_path / "data", inbox, empty_database) as one:
        yield one


@pytest.fixture(scope="module")
def gallery_portal(
    tmp_path_factory: pytest.TempPathFactory, empty_database: EmptyDatabase
) -> Iterator[Served]:
    """The portal whose every page and state is looked at; a state changes nothing for others."""
    folder = tmp_path_factory.mktemp("gallery") / "data"
    with Inbox() as inbox, portal.serving(folder, inbox, empty_database, cast=screen.CAST) as one:
        screen.prepare(one, folder.parent)
        yield one


@pytest.fixture(scope="session", autouse=True)
def contact_sheets() -> Iterator[None]:
    yield
    gallery.finish()

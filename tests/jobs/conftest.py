from pathlib import Path

import pytest

from jobs.dropped_files import Watch
from tests.databases import settings_of
from tests.jobs.depot import STILL, look
from tests.people import BOE
from tests.town import ORIGIN, SENDER, Town


@pytest.fixture
def depot(town: Town, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Boé's folder; the child process finds the same portal as the town."""
    for name, value in (
        ("DATA_DIR", str(town.data_dir)),
        ("PUBLIC_URL", ORIGIN),
        ("MAIL_SERVER", town.inbox.host),
        ("MAIL_DEFAULT_SENDER", SENDER),
        *settings_of(town.data_dir).items(),
    ):
        monkeypatch.setenv(f"PORTAIL_{name}", value)
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    town.app.extensions["portail-drop-folder"] = Watch(STILL)
    look(town)
    return town.data_dir / "depot" / BOE

"""The guides show screens as they are: a command that speaks otherwise makes its guide anew."""

from pathlib import Path

import pytest

from tests.commands.flask import ROOT
from tests.docs.guide import STEP, made_anew


@pytest.mark.parametrize("name", ["guide-du-service.md", "guide-comptes.md", "guide-factures.md"])
def test_every_screen_of_the_guide_is_what_the_command_says(name: str) -> None:
    text = (ROOT / "docs" / name).read_text("utf-8")

    again = made_anew(text)

    assert len(STEP.findall(text)) > 3
    assert again == text, f"python -m tests.docs.guide {Path('docs', name)}"

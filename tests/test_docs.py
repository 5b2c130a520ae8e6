"""What the guides say stays true: every setting has its line, every command they name exists."""

import re
import tomllib
from pathlib import Path

import pytest

import settings
from tests.docs.guide import find
from tools import wrap_documents

ROOT = Path(__file__).resolve().parents[1]
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"\bflask ((?:[a-z]+(?:-[a-z]+)* ?)+(?:--[a-z-]+)?)")
VALID = {
    "PORTAIL_PUBLIC_URL": "https://factures.ma-commune.fr",
    "PORTAIL_MAIL_SERVER": "smtp.ma-commune.fr",
    "PORTAIL_MAIL_DEFAULT_SENDER": "factures@ma-commune.fr",
}


@pytest.mark.parametrize("document", wrap_documents.documents(), ids=lambda path: path.name)
def test_a_diff_can_show_each_line_of_a_document(document: Path) -> None:
    """At most 120 signs, but for tables and what a terminal says; `make fix` breaks longer ones."""
    text = document.read_text("utf-8")

    assert wrap_documents.wrapped(text) == text


def every_setting() -> set[str]:
    asked: set[str] = set()

    class Noting(dict[str, str]):
        def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
            asked.add(name)
            return super().get(name, default)

    settings.read(Noting(VALID))
    return asked


def named_commands(guide: Path) -> list[list[str]]:
    return [match.split() for match in COMMAND.findall(guide.read_text("utf-8"))]


def test_every_setting_has_its_line_in_the_administrators_guide() -> None:
    guide = (ROOT / "docs" / "exploitation.md").read_text("utf-8")

    assert {name for name in every_setting() if f"`{name}`" not in guide} == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_command_that_a_guide_names_exists(guide: Path) -> None:
    missing = [words for words in named_commands(guide) if find(words) is None]

    assert missing == []


def test_git_keeps_just_the_pictures_that_a_document_shows() -> None:
    shown = {
        name
        for guide in GUIDES
        for name in re.findall(r"ecrans/([\w-]+\.png)", guide.read_text("utf-8"))
    }

    assert {path.name for path in (ROOT / "docs" / "ecrans").iterdir()} == shown
    assert len(shown) <= 30


def test_every_link_in_the_readme_leads_somewhere() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    local = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]

    assert [link for link in local if not (ROOT / link).exists()] == []


def test_every_place_that_the_house_in_one_page_names_is_there() -> None:
    """A folder, a file, or a module with a name in it (`domain/imports.carry_out`)."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = [name.rstrip("/") for name in re.findall(r"`([^`\s]+/[^`\s]*)`", page)]

    def is_there(name: str) -> bool:
        module, _, _ = name.rpartition(".")
        return any(
            list(ROOT.glob(place)) for place in (name, f"{name}.py", f"{module}.py") if place
        )

    assert len(named) > 50
    assert [name for name in named if not is_there(name)] == []


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]

    assert len(numbers) == len(set(numbers))


def test_the_picture_of_the_house_has_the_floors_that_imports_are_held_to() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    picture = page.split("```")[1]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    floors = project["tool"]["importlinter"]["contracts"][0]["layers"]

    heights = [
        [picture.index(f"{name}/") for name in floor.split(" | ") if f"{name}/" in picture]
        for floor in floors
    ]

    assert all(heights)
    assert sorted(heights) == heights

"""What people and scripts read on the terminal."""

import io
import json
import sys
from datetime import UTC, datetime

import pytest

from commands import console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def a_terminal(monkeypatch: pytest.MonkeyPatch, *, columns: int = 80) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return terminal


@pytest.mark.parametrize(
    ("value", "read"),
    [(0, "0 client"), (1, "1 client"), (2, "2 clients"), (3000, "3 000 clients")],
)
def test_counts_are_written_as_in_french(value: int, read: str) -> None:
    assert console.count(value, "client") == read.replace(" ", "\u00a0")


def test_a_share_has_a_comma_and_nothing_of_nothing_is_no_share() -> None:
    assert console.percent(1, 8) == "12,5\u00a0%"
    assert console.percent(0, 0) == "–"


def test_a_table_fits_the_terminal_and_shows_what_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch, columns=40)
    monkeypatch.setenv("NO_COLOR", "1")

    console.table(["N°", "Nom"], [["47031001", "L" * 80]])

    heading, row = terminal.getvalue().splitlines()
    assert heading.split() == ["N°", "Nom"]
    assert len(row) == 40
    assert row.endswith("…")


def test_what_people_look_for_is_cut_last(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch, columns=40)
    address = "mathilde.lefevre@exemple.fr"

    console.table(["Adresse", "Nom"], [[address, "L" * 80]], keep=(0,))

    assert address in terminal.getvalue()
    assert max(map(len, terminal.getvalue().splitlines()[1:])) == 40


def test_a_table_for_a_script_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    console.table(["N°", "Nom"], [["1", "L" * 300]])

    assert "L" * 300 in capsys.readouterr().out


def test_a_name_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    console.table(["Nom"], [["\033[2Jlefèvre\n"]])

    assert "\033" not in capsys.readouterr().out


def test_colour_is_only_for_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    a_terminal(monkeypatch)
    coloured = console.strong("actif", "green")
    monkeypatch.setenv("NO_COLOR", "1")
    plain = console.strong("actif", "green")

    assert "\033[" in coloured
    assert plain == "actif"


def test_json_keeps_accents_and_writes_moments_for_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console.say_json({"nom": "Boé", "le": datetime(2026, 11, 23, 8, 30, tzinfo=UTC)})

    written = capsys.readouterr().out
    assert "Boé" in written
    assert json.loads(written)["le"] == "2026-11-23T08:30:00+00:00"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("o\n", True), ("OUI\n", True), ("n\n", False), ("", False), ("peut-être\no\n", True)],
)
def test_a_question_takes_o_or_n_and_the_end_of_input_is_a_no(
    typed: str, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))

    assert console.ask("Continuer ?") is answer


def test_progress_is_silent_for_a_script_and_for_quick_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with console.Progress("Lecture", 10) as progress:
        progress.advance(5)
    assert capsys.readouterr().err == ""

    monkeypatch.setattr(sys, "stderr", Terminal())
    with console.Progress("Lecture", 10) as progress:
        progress.advance(5)
    assert isinstance(sys.stderr, Terminal)
    assert sys.stderr.getvalue() == ""


def test_progress_says_how_many_how_fast_and_how_much_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(console, "PATIENCE_SECONDS", 0.0)

    with console.Progress("Lecture", 50_000) as progress:
        progress.advance(12_000)

    assert isinstance(sys.stderr, Terminal)
    shown = sys.stderr.getvalue().replace("\u00a0", " ")
    assert "Lecture : 12 000 sur 50 000 lignes, " in shown
    assert "lignes/s, encore " in shown


def test_a_sentence_goes_on_below_instead_of_being_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch, columns=40)
    monkeypatch.setenv("NO_COLOR", "1")
    reason = "il y a une virgule à la place d'un point"

    console.table(["Ligne", "Motif"], [["8", reason], ["9", "bref"]], right=[0], wrap=True)

    lines = terminal.getvalue().splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(line[7:] for line in lines[1:3]) == reason
    assert lines[3].split() == ["9", "bref"]


def test_cells_of_words_go_on_below_within_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch, columns=80)
    monkeypatch.setenv("NO_COLOR", "1")
    address = "jean-christophe.de-la-fontaine@exemple.fr"
    row = ["23/11/2026 08:30", address, "mot de passe oublié", "attend (3 essais), " * 5]

    console.table(["Demandé le", "Adresse", "Courriel", "Devenu"], [row], keep=(1,), wrap=True)

    lines = terminal.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in terminal.getvalue()
    assert lines[1].startswith(f"23/11/2026   {address}  mot de")

"""What an import may use, and the sentence where it would use more."""

import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from domain.cores import Cores
from domain.faults import Fault
from jobs import child, confinement
from jobs.confinement import confined


@pytest.fixture(autouse=True)
def _limits_are_as_before() -> Iterator[None]:
    before = [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]

    yield

    after = [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    assert after == before


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_an_import_that_wants_more_memory_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confinement, "MEMORY_BYTES", 64 << 20)

    with pytest.raises(Fault, match="trop de mémoire"), confined():
        bytearray(256 << 20)


def test_an_import_that_takes_too_long_ends_with_a_sentence_whatever_its_reader_forgives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confinement, "CPU_SECONDS", 1)

    with pytest.raises(Fault, match="trop de mémoire ou de temps"), confined():
        read_for_ever()


def read_for_ever() -> None:
    while True:
        with suppress(Exception):
            sum(range(1000))


def test_a_child_that_a_library_ends_is_told_in_a_sentence_without_its_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "flask"
    program.write_text(
        "#!/bin/sh\necho 'memory allocation of 4096 bytes failed' >&2\nkill -ABRT $$\n"
    )
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))

    with (tmp_path / "lock").open("w") as lock:
        answer = child.run(["clients", "import"], lock.fileno(), Cores())

    assert (answer.said, answer.told) == ("", confinement.TOO_MUCH)

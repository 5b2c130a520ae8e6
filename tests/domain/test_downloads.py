"""Files made for one download: how many at once, and what a full disk does."""

import errno
from pathlib import Path
from typing import IO

import pytest

from domain.downloads import Downloads, TooManyAtOnce
from store import Unavailable


def nothing(file: IO[bytes]) -> None:
    """What a download may hold."""


def test_what_was_written_is_read_from_its_beginning_and_has_no_name(tmp_path: Path) -> None:
    with Downloads(tmp_path).make(1, lambda file: file.write(b"une facture")) as made:
        assert made.read() == b"une facture"
        assert list(tmp_path.iterdir()) == []


def test_an_account_has_two_at_once(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path)
    first, second = downloads.make(1, nothing), downloads.make(1, nothing)

    with pytest.raises(TooManyAtOnce) as refused:
        downloads.make(1, nothing)
    assert refused.value.is_own
    downloads.make(2, nothing).close()

    first.close()
    first.close()
    third = downloads.make(1, nothing)
    with pytest.raises(TooManyAtOnce):
        downloads.make(1, nothing)
    second.close()
    third.close()


def test_all_accounts_together_have_sixteen(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path)
    made = [downloads.make(number // 2, nothing) for number in range(16)]

    with pytest.raises(TooManyAtOnce) as refused:
        downloads.make(99, nothing)
    assert not refused.value.is_own

    for each in made:
        each.close()
    downloads.make(99, nothing).close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_what_cannot_be_written_is_said_and_takes_no_place(tmp_path: Path, number: int) -> None:
    downloads = Downloads(tmp_path)

    def fails(file: IO[bytes]) -> None:
        file.write(b"a")
        raise OSError(number, "ailleurs")

    for _ in range(3):
        with pytest.raises(Unavailable):
            downloads.make(1, fails)


def test_a_mistake_in_what_writes_takes_no_place(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            downloads.make(1, lambda _: 1 // 0)


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        Downloads(tmp_path / "gone").make(1, nothing)

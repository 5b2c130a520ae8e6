"""The files in folders and ZIPs as people make them, read where they lie. What a batch makes of them: test_batches."""

import zipfile
from pathlib import Path

import pytest

from domain.faults import Fault
from domain.invoices import containers
from domain.invoices.containers import Folder, NotThere


def test_a_name_has_one_kind_of_slash() -> None:
    assert containers.slashes(r" .\pdf\FA-1.pdf ") == "pdf/FA-1.pdf"


def test_a_folder_gives_every_file_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.pdf", "b/1.pdf", "a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    assert [found.name for found in Folder(tmp_path).files()] == ["a.csv", "b/1.pdf", "b/2.pdf"]


def test_a_link_in_a_folder_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "lot").mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "lot" / "1.pdf").symlink_to(tmp_path / "secret")
    folder = Folder(tmp_path / "lot")

    assert [found.refused for found in folder.files()] == ["c'est un lien, pas un fichier"]
    with pytest.raises(NotThere, match="ne peut pas être lu"):
        folder.read("1.pdf", 100)


def test_no_more_is_read_than_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "1.pdf").write_bytes(bytes(101))
    with zipfile.ZipFile(tmp_path / "lot.zip", "w") as archive:
        archive.writestr("1.pdf", bytes(101))

    for place in (Folder(tmp_path), containers.open_zip(tmp_path / "lot.zip")):
        assert len(place.read("1.pdf", 101)) == 101
        with pytest.raises(NotThere, match="dépasse"):
            place.read("1.pdf", 100)


def test_what_is_no_zip_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "lot.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "page.zip").write_bytes(b"<html>")

    with pytest.raises(Fault, match="incomplet ou abîmé"):
        containers.open_zip(tmp_path / "lot.zip")
    with pytest.raises(Fault, match="n'est pas un ZIP"):
        containers.open_zip(tmp_path / "page.zip")


def test_a_zip_of_more_than_two_gigabytes_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "lot.zip").open("wb") as file:
        file.truncate(containers.LARGEST_ZIP + 1)

    with pytest.raises(Fault, match="dépasse 2 Go"):
        containers.open_zip(tmp_path / "lot.zip")

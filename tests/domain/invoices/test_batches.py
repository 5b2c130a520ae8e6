"""Folders and ZIPs as people hand them in."""

import os
import stat
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from domain.faults import Fault
from domain.invoices import batches, containers
from domain.invoices.containers import NotThere

LIST = ("factures.csv", b"numero;client")


def a_zip(folder: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = folder / "lot.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def why_not(batch: batches.Batch, called: str) -> str:
    with pytest.raises(NotThere) as reason:
        batch.document(batch.find(called))
    return str(reason.value)


def refusal(path: Path) -> str:
    with pytest.raises(Fault) as fault:
        batches.open_batch(path)
    return str(fault.value)


@pytest.mark.parametrize(
    "called", ["FA-1.pdf", "fa-1.PDF", "FA-1", "pdf/FA-1.pdf", r"pdf\FA-1.pdf"]
)
def test_a_pdf_is_found_by_what_the_list_calls_it(tmp_path: Path, called: str) -> None:
    batch = batches.open_batch(
        a_zip(tmp_path, ("lot/factures.csv", b"x"), ("lot/pdf/FA-1.pdf", b"%PDF"))
    )

    assert batch.listing() == b"x"
    assert batch.document(batch.find(called)) == b"%PDF"


def test_a_folder_is_a_batch_too(tmp_path: Path) -> None:
    (tmp_path / "Factures.ODS").write_bytes(b"liste")
    (tmp_path / "été.pdf").write_bytes(b"%PDF")
    (tmp_path / "vue.pdf").write_bytes(b"%PDF")

    batch = batches.open_batch(tmp_path)

    assert batch.list_name == "Factures.ODS"
    assert batch.document(batch.find("e\u0301te\u0301.pdf")) == b"%PDF"
    assert batch.never_asked() == ["vue.pdf"]


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "lot"
    folder.mkdir()
    (folder / "factures.csv").write_bytes(b"x")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "FA-1.pdf").symlink_to(tmp_path / "secret")

    assert "lien" in why_not(batches.open_batch(folder), "FA-1.pdf")


@pytest.mark.parametrize(
    "name", ["../FA-1.pdf", "/etc/FA-1.pdf", "C:/FA-1.pdf", "a/../../FA-1.pdf", r"..\FA-1.pdf"]
)
def test_names_that_lead_out_of_the_zip_are_refused(tmp_path: Path, name: str) -> None:
    batch = batches.open_batch(a_zip(tmp_path, LIST, (name, b"%PDF")))

    assert "hors du ZIP" in why_not(batch, name)
    assert "hors du ZIP" in batch.remarks[0]


def test_links_in_a_zip_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("FA-1.pdf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "lien" in why_not(
        batches.open_batch(a_zip(tmp_path, LIST, (link, b"/etc/passwd"))), "FA-1.pdf"
    )


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = a_zip(tmp_path, LIST, ("FA-1.pdf", b"un"), ("FA-1.pdf", b"deux"))

    assert "deux fichiers" in why_not(batches.open_batch(path), "FA-1.pdf")


def test_a_name_found_in_two_folders_has_to_be_said_whole(tmp_path: Path) -> None:
    batch = batches.open_batch(a_zip(tmp_path, LIST, ("a/1.pdf", b"a"), ("b/1.pdf", b"b")))

    assert "plusieurs fichiers" in why_not(batch, "1.pdf")
    assert batch.document(batch.find("b/1.pdf")) == b"b"


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "utf-8"])
def test_accents_are_found_however_the_zip_was_made(tmp_path: Path, encoding: str) -> None:
    name = "Été à Noël.pdf" if encoding != "cp437" else "été à Noël.pdf"
    stand_in = "N" * len(name.encode(encoding))
    path = a_zip(tmp_path, LIST, (stand_in, b"%PDF"))
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), name.encode(encoding)))

    batch = batches.open_batch(path)

    assert batch.document(batch.find(name)) == b"%PDF"


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = a_zip(tmp_path, LIST, ("FA-1.pdf", b"%PDF"))
    content = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(sign) + place] |= 1
    path.write_bytes(content)

    assert "mot de passe" in why_not(batches.open_batch(path), "FA-1.pdf")


def test_a_zip_in_the_zip_is_named_and_not_opened(tmp_path: Path) -> None:
    batch = batches.open_batch(a_zip(tmp_path, LIST, ("autres.zip", b"PK")))

    assert batch.remarks == ["autres.zip : un ZIP dans le ZIP n'est pas ouvert."]


def test_what_computers_add_by_themselves_is_passed_over(tmp_path: Path) -> None:
    batch = batches.open_batch(
        a_zip(
            tmp_path, LIST, ("__MACOSX/._factures.csv", b""), ("Thumbs.db", b""), ("._1.pdf", b"")
        )
    )

    assert batch.remarks == batch.never_asked() == []


def test_a_damaged_member_is_refused_alone(tmp_path: Path) -> None:
    path = a_zip(tmp_path, LIST, ("1.pdf", b"un" * 500), ("2.pdf", b"deux"))
    content = bytearray(path.read_bytes())
    content[content.index(b"1.pdf") + 8] ^= 0xFF
    path.write_bytes(content)

    batch = batches.open_batch(path)

    assert "abîmé" in why_not(batch, "1.pdf")
    assert batch.document(batch.find("2.pdf")) == b"deux"


def test_half_a_zip_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = a_zip(tmp_path, LIST, ("1.pdf", os.urandom(5000)))
    path.write_bytes(path.read_bytes()[:3000])

    assert refusal(path) == "lot.zip est incomplet ou abîmé : copiez-le de nouveau."
    path.write_bytes(b"<html>")
    assert refusal(path) == "lot.zip n'est pas un ZIP."


def test_what_says_it_is_ten_gigabytes_is_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "bombe.zip"
    one = 3 * 1024**3
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(*LIST)
        archive.writestr("1.pdf", b"")
        archive.writestr("2.pdf", b"")
        for info in archive.infolist()[1:]:
            info.file_size = one

    assert "4 Go" in refusal(path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_FILES", 2)

    assert "50 000 fichiers" in refusal(a_zip(tmp_path, LIST, ("1.pdf", b""), ("2.pdf", b"")))


def test_a_pdf_beyond_the_bound_is_not_read_further(tmp_path: Path) -> None:
    batch = batches.open_batch(a_zip(tmp_path, LIST, ("1.pdf", bytes(batches.LARGEST_PDF + 1))))

    assert "20 Mo" in why_not(batch, "1.pdf")


def test_a_batch_without_a_list_or_with_two_is_refused(tmp_path: Path) -> None:
    assert "pas de liste" in refusal(a_zip(tmp_path, ("1.pdf", b"")))
    assert "plusieurs listes" in refusal(a_zip(tmp_path, LIST, ("factures.ods", b"")))
    assert "n'existe pas" in refusal(tmp_path / "rien.zip")


def test_a_list_of_another_name_is_taken_where_it_is_alone(tmp_path: Path) -> None:
    assert (
        batches.open_batch(a_zip(tmp_path, ("Facturation novembre.xlsx", b""))).list_name
        == "Facturation novembre.xlsx"
    )


def test_any_file_that_claims_to_be_a_zip_ends_in_one_sentence(tmp_path: Path) -> None:
    path = a_zip(tmp_path, LIST, ("1.pdf", b"un" * 50))
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        path.write_bytes(damaged)
        with suppress(Fault, NotThere):  # anything else is a traceback on somebody's terminal
            batch = batches.open_batch(path)
            batch.listing()
            batch.document(batch.find("1.pdf"))


def test_a_file_of_the_same_name_in_another_folder_is_not_the_one_that_is_meant(
    tmp_path: Path,
) -> None:
    batch = tmp_path / "lot"
    (batch / "0002").mkdir(parents=True)
    (batch / "factures.csv").write_text("numero\n")
    (batch / "0002" / "facture.pdf").write_bytes(b"%PDF-")

    opened = batches.open_batch(batch)

    with pytest.raises(NotThere):
        opened.find("0001/facture.pdf")
    assert opened.find(r"C:\lots\0002\facture.pdf")
    assert opened.find("facture.pdf")


def test_a_zip_whose_list_of_files_is_beyond_measure_is_not_opened(tmp_path: Path) -> None:
    batch = tmp_path / "lot.zip"
    names = (f"{number:0>250}" for number in range(60_000))
    with zipfile.ZipFile(batch, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    tracemalloc.start()

    with pytest.raises(Fault, match="plus de 50 000 fichiers"):
        containers.open_zip(batch)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20_000_000


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_is_a_sentence_however_it_is_packed(tmp_path: Path, method: int) -> None:
    batch = tmp_path / "lot.zip"
    with zipfile.ZipFile(batch, "w", method) as archive:
        archive.writestr("a.pdf", bytes(range(256)) * 400)
    content = bytearray(batch.read_bytes())
    content[60:90] = b"\xff" * 30
    batch.write_bytes(content)

    with pytest.raises(containers.NotThere, match="est abîmé dans le ZIP"):
        containers.open_zip(batch).read("a.pdf", 10_000_000)

"""What a file is, by its content: people rename `.xls` to `.csv` and programs say what they like."""

import zipfile
from enum import Enum, auto
from io import BytesIO

from sheets import Unreadable


class Kind(Enum):
    """What can be read."""

    TEXT = auto()
    WORKBOOK = auto()


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_SIGNS = (
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"{\\rtf", "un document de traitement de texte"),
    (b"\x1f\x8b", "une archive compressée"),
    (b"7z\xbc\xaf", "une archive compressée"),
    (b"Rar!", "une archive compressée"),
)
_SAVE_AS = "Ouvrez-le dans votre tableur et enregistrez-le au format .xlsx, puis recommencez."
_PROTECTED = (
    "Le classeur est protégé par un mot de passe. Ouvrez-le dans votre tableur, enregistrez-le sans "
    "mot de passe, puis recommencez."
)


def of_content(content: bytes) -> Kind:
    """Return what the file is; raises `Unreadable` with what to do where it is no list."""
    if not content.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise Unreadable("Le fichier est vide.")
    if content.startswith(_OLE):
        raise Unreadable(_ole(content))
    if content.startswith(b"PK"):
        return _zipped(content)
    for sign, what in _SIGNS:
        if content.startswith(sign):
            raise Unreadable(
                f"C'est {what} et non un tableau : il faut un fichier CSV, XLSX ou ODS."
            )
    _refuse_markup(content)
    return Kind.TEXT


def _refuse_markup(content: bytes) -> None:
    """Raise `Unreadable` for HTML and XML: what programs name « .xls » is often a page with a table."""
    start = content.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2048].lower()
    if not start.startswith((b"<", b"mime-version:")):
        return
    if b"<table" in content.replace(b"\0", b"").lower() or b"spreadsheet" in start:
        raise Unreadable(f"C'est un tableau écrit comme une page web (HTML ou XML). {_SAVE_AS}")
    if start.startswith((b"<!doctype html", b"<html")):
        raise Unreadable(
            "C'est une page web et non un tableau : le téléchargement a sans doute échoué. "
            "Recommencez-le depuis votre logiciel."
        )
    if start.startswith((b"<?xml", b"<!doctype")):
        raise Unreadable(
            "C'est un fichier XML et non un tableau : il faut un fichier CSV, XLSX ou ODS."
        )


def _ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _PROTECTED
    return f"C'est un classeur Excel d'avant 2007 (.xls). {_SAVE_AS}"


def _zipped(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            is_ods = "mimetype" in names and _start(archive, "mimetype").startswith(_ODS)
            is_protected = is_ods and b"encryption-data" in _start(archive, "META-INF/manifest.xml")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError) as error:
        raise Unreadable(
            "Le fichier est abîmé ou incomplet : copiez-le ou enregistrez-le à nouveau, "
            "puis recommencez."
        ) from error
    if is_protected:
        raise Unreadable(_PROTECTED)
    if is_ods or "xl/workbook.xml" in names:
        return Kind.WORKBOOK
    if "xl/workbook.bin" in names:
        raise Unreadable(f"C'est un classeur binaire d'Excel (.xlsb). {_SAVE_AS}")
    raise Unreadable(
        "Ce n'est pas un tableau, mais un autre document ou une archive : il faut un fichier CSV, "
        "XLSX ou ODS."
    )


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(64 * 1024)

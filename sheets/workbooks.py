"""XLSX and ODS: a ZIP of XML, read piece by piece as it is unpacked.

What a sheet holds is read in one pass, and no more of it than a piece is in memory; why by no
library: docs/decisions/0005-imports.md.
"""

import zipfile
from io import BytesIO

from sheets import Unreadable, ods, xlsx
from sheets.pages import Page, said_if_damaged

LARGEST_UNPACKED = 100 * 1024 * 1024


def pages(content: bytes) -> list[Page]:
    """Return the sheets of a workbook, hidden ones last.

    Raises `Unreadable` where it is damaged, or far larger than a list can be.
    """
    with said_if_damaged():
        archive = zipfile.ZipFile(BytesIO(content))
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise Unreadable(
                f"Déplié, le classeur dépasse {LARGEST_UNPACKED >> 20} Mo : "
                "n'y gardez que la liste, puis recommencez."
            )
        is_ods = any(part.filename == "content.xml" for part in parts)
        found = ods.pages(archive) if is_ods else xlsx.pages(archive)
    return sorted(found, key=lambda page: not page.is_visible)

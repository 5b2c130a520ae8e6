"""Several PDFs in one ZIP: packed already, they are only stored."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from domain.invoices import access, file_names
from domain.invoices.access import Invoice


def there(found: Iterable[Invoice], data_dir: Path) -> list[Invoice]:
    """Return those whose PDF the disk still has."""
    return [each for each in found if access.path(data_dir, each).is_file()]


def add(archive: ZipFile, found: Sequence[Invoice], commune: str, data_dir: Path, to: str) -> None:
    """Add the PDF of each to the folder `to` ("" or "factures/") of a ZIP.

    Each is named as when it comes alone, and dated as its bill.
    """
    for name, each in zip(file_names.each_once(found, commune), found, strict=True):
        day = each.issued_on
        entry = ZipInfo(f"{to}{name}", (max(day.year, 1980), day.month, day.day, 12, 0, 0))
        entry.external_attr = 0o100644 << 16
        with access.path(data_dir, each).open("rb") as source, archive.open(entry, "w") as target:
            shutil.copyfileobj(source, target)

"""Files written beside and renamed: what a killed process left is in nobody's way."""

import os
import tempfile
from pathlib import Path

from tests.missing import missing
from tests.store.processes import AS_NOBODY, said, start

WRITE = """
import sys
from pathlib import Path
from store import files
with files.beside(Path(sys.argv[1]) / "mardi.tar") as file:
    file.write(b"whole")
"""


def test_a_part_that_root_left_keeps_nobody_from_writing() -> None:
    if os.geteuid() != 0:
        missing("il faut root pour laisser un fichier de root")
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name)
        folder.chmod(0o777)
        left = folder / ".lundi.tar.0a1b2c3d.part"
        left.write_bytes(b"half")
        left.chmod(0o600)
        os.utime(left, (0, 0))

        said(start(AS_NOBODY + WRITE, folder))

        assert (folder / "mardi.tar").read_bytes() == b"whole"
        assert left.exists()

"""Other processes that use, hold or fill what the portal keeps, as they do on a real host."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.missing import missing

ROOT = Path(__file__).parents[2]


# Root may write everywhere. What is imported is imported before: it may lie where only root reads.
AS_NOBODY = """
import os, alembic.command, alembic.config, psycopg, store, store.secret_key
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
"""


def start(
    code: str, *arguments: object, environ: Mapping[str, str] = os.environ
) -> subprocess.Popen[str]:
    """Run Python code in the checkout."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env={**environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str], *, status: int = 0) -> str:
    """What the process wrote until its end."""
    out, errors = process.communicate(timeout=60)
    assert process.returncode == status, out + errors
    return out.strip()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system of this size at `folder`; skips where mounting is not allowed."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        missing("Un petit disque à remplir demande de pouvoir monter un tmpfs (root).")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)

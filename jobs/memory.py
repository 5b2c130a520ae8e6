"""Memory that a password's hash took is given back to the system at once.

glibc keeps the 19 MiB block of each thread that ever hashed; blocks that are mapped are returned.
"""

import ctypes

M_MMAP_THRESHOLD = -3  # <malloc.h>, glibc only
BLOCK_BYTES = 1 << 20


def give_back_large_blocks() -> None:
    """Do nothing where the C library is not glibc (musl and macOS give back by themselves)."""
    try:
        libc = ctypes.CDLL(None)
        libc.gnu_get_libc_version  # noqa: B018 - only glibc has it; elsewhere mallopt may mean else
        # Setting it also stops glibc from raising it by itself after the first large block.
        libc.mallopt(M_MMAP_THRESHOLD, BLOCK_BYTES)
    except (AttributeError, OSError):
        return

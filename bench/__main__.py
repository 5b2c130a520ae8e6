"""`python -m bench [SUBJECT…]`: all subjects, or those that are named."""

import sys
from importlib import import_module
from importlib.util import find_spec

SUBJECTS = (
    "pages",
    "funnel",
    "growth",
    "crowd",
    "profile",
    "starts",
    "communes",
    "slow",
    "upload",
    "attack",
    "accounts",
    "imports",
    "invoices",
    "cut",
    "backups",
    "kills",
)


def main(wanted: list[str]) -> int:
    """Measure, one subject after the other; returns the exit status."""
    unknown = [name for name in wanted if name not in SUBJECTS]
    if unknown:
        print(f"Inconnu : {', '.join(unknown)}. Il y a : {', '.join(SUBJECTS)}.", file=sys.stderr)
        return 2
    for name in wanted or SUBJECTS:
        if find_spec(f"bench.{name}"):
            import_module(f"bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

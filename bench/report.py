"""How a figure is printed: what it is, ours, the other's, and the ratio."""


def line(subject: str, ours: str, bare: str = "", ratio: float | None = None) -> None:
    """Print one figure; the ratio is ours divided by the bare one's."""
    shown = f"× {ratio:.2f}".replace(".", ",") if ratio is not None else ""
    print(f"{subject:44}{ours:>14}{bare:>14}{shown:>10}", flush=True)


def heading(title: str, ours: str = "portail", bare: str = "témoin") -> None:
    """Print a subject's first line."""
    print(f"\n{title:44}{ours:>14}{bare:>14}{'rapport':>10}")


def number(value: float, unit: str) -> str:
    """« 1,25 ms »."""
    digits = 2 if abs(value) < 100 else 0  # noqa: PLR2004 - three digits are enough
    return f"{value:.{digits}f} {unit}".replace(".", ",")

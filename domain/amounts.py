"""How amounts of money are written for people: « 1 234,56 € », never with a break inside."""

_SPACE = "\u00a0"


def euros(cents: int) -> str:
    """Return an amount as French people write it."""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", _SPACE)
    return f"{'-' if cents < 0 else ''}{grouped},{rest:02}{_SPACE}€"

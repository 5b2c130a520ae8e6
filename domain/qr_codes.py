"""An address as a QR code, for pages and letters."""

from functools import lru_cache

from markupsafe import Markup


@lru_cache(maxsize=64)
def drawn(text: str) -> Markup:
    """Return the code of a text as an SVG element that takes the width it is given."""
    import segno

    drawing = segno.make_qr(text, error="m").svg_inline(border=4, omitsize=True, lineclass=None)
    return Markup(drawing)  # noqa: S704 - drawn by segno, without any text of ours

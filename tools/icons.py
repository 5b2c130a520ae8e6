"""Makes the icons that browsers ask for, once: `python -m tools.icons`. The bill of layout.html, as pictures."""

from pathlib import Path

from PIL import Image, ImageDraw

from domain.colours import DEFAULT

FOLDER = Path(__file__).parents[1] / "static"
BILL = ((2, 0), (14, 0), (14, 16), (12, 14), (10, 16), (8, 14), (6, 16), (4, 14), (2, 16))
LINES = ((5, 4, 11), (5, 7, 11), (5, 10, 8))  # from where, how high, to where, on a square of 16
FINER = 4  # drawn so much larger first, so that edges come out smooth


def drawn(size: int, *, ground: str | None = None, margin: float = 0) -> Image.Image:
    """Return the bill on a square of `size`, `margin` (of 16) free around it."""
    scale = size * FINER / (16 + 2 * margin)
    picture = Image.new("RGBA", (size * FINER, size * FINER), ground or (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.polygon([((x + margin) * scale, (y + margin) * scale) for x, y in BILL], fill=DEFAULT)
    for left, height, right in LINES:
        top, thick = (height + margin - 0.75) * scale, 1.5 * scale
        edges = (left + margin) * scale, top, (right + margin) * scale, top + thick
        pen.rectangle(edges, fill="white")
    return picture.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    drawn(32).save(FOLDER / "favicon.ico", sizes=[(16, 16), (32, 32)])
    drawn(180, ground="white", margin=3).save(FOLDER / "apple-touch-icon.png", optimize=True)

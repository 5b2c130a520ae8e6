"""docs/ecrans/: what people see, as pictures. Made by `make ecrans`, never by `make test`."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "docs" / "ecrans"
IS_ASKED_FOR = bool(os.environ.get("ECRANS"))
WIDTHS = (360, 1280)
SCHEMES = {"light": "clair", "dark": "sombre"}
COLOURS = 20  # enough for text on three grounds; a quarter of the bytes


def take(page: Page, name: str) -> None:
    """Keep four pictures of the whole page, where pictures are asked for."""
    if not IS_ASKED_FOR:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for scheme, word in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
            picture = picture.quantize(COLOURS, dither=Image.Dither.NONE)
            picture.save(FOLDER / f"{name}-{width}-{word}.png", optimize=True)

"""What people see, as pictures: made by `make ecrans` in build/ecrans, never by `make test`.

Those that a document shows are copied to docs/ecrans, where git keeps them.
"""

import io
import os
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "ecrans"
KEPT = ROOT / "docs" / "ecrans"
IS_ASKED_FOR = bool(os.environ.get("ECRANS"))
WIDTHS = (360, 1280)
SCHEMES = {"light": "clair", "dark": "sombre"}
SHEET_WIDTH = 240  # of one picture on a contact sheet
PER_SHEET = 8
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
    page.emulate_media(color_scheme="light")


def finish() -> None:
    """Lay contact sheets beside the pictures, and renew those that documents show."""
    if not IS_ASKED_FOR:
        return
    for width in WIDTHS:
        for word in SCHEMES.values():
            _lay_sheets(sorted(FOLDER.glob(f"*-{width}-{word}.png")), f"planche-{width}-{word}")
    for kept in KEPT.glob("*.png"):
        shutil.copyfile(FOLDER / kept.name, kept)


def _lay_sheets(pictures: list[Path], name: str) -> None:
    for start in range(0, len(pictures), PER_SHEET):
        shown = [Image.open(path).convert("RGB") for path in pictures[start : start + PER_SHEET]]
        small = [
            each.resize((SHEET_WIDTH, each.height * SHEET_WIDTH // each.width)) for each in shown
        ]
        height = max(each.height for each in small)
        sheet = Image.new("RGB", (SHEET_WIDTH * len(small), height), "white")
        for place, each in enumerate(small):
            sheet.paste(each, (place * SHEET_WIDTH, 0))
        sheet.save(FOLDER / f"{name}-{start // PER_SHEET + 1:02}.png", optimize=True)

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
INDEX_HEAD = """# Ce que les gens voient

Chaque page, chacun de ses états et chaque mail, sur un téléphone (360 px) et sur un ordinateur (1280 px), en clair et en
sombre. Ces images sont faites par les tests : `make ecrans` les refait."""
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


def write_index() -> None:
    """List the pictures, so that they can be leafed through where the source is read."""
    if not IS_ASKED_FOR:
        return
    suffix = f"-{WIDTHS[0]}-{SCHEMES['light']}.png"
    names = sorted(path.name.removesuffix(suffix) for path in FOLDER.glob(f"*{suffix}"))
    lines = [INDEX_HEAD]
    for name in names:
        shown = [
            f'<img src="{name}-{width}-{word}.png" width="{160 if width == WIDTHS[0] else 320}" alt="{word}, {width} px">'
            for width in WIDTHS
            for word in SCHEMES.values()
        ]
        lines += [f"\n## {name.replace('-', ' ')}\n", *shown]
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n", "utf-8")

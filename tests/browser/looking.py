"""What an eye that knows the rules sees on a page: axe-core, the validator, what overflows."""

from importlib import resources
from typing import Any

import html5lib
from html5lib.html5parser import ParseError
from playwright.sync_api import Page

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TAGS = (*WCAG, "best-practice")
# axe's one rule of WCAG 2.2 that is off unless asked for.
RULES = {"target-size": {"enabled": True}}
WHAT_A_SCREEN_CHANGES = ("color-contrast", "link-in-text-block", "target-size")
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# WCAG 1.4.12: what a reader may ask of any page without losing a word of it.
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; "
    "word-spacing: .16em !important } p { margin-bottom: 2em !important }"
)
WEAK_RINGS = """(() => {
    const part = value => { value /= 255;
        return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4; };
    const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
        return .2126 * part(r) + .7152 * part(g) + .0722 * part(b); };
    const ground = each => { for (; each; each = each.parentElement) {
        const colour = getComputedStyle(each).backgroundColor;
        if (!/, 0\\)$/.test(colour)) return colour; } return 'rgb(255, 255, 255)'; };
    const shown = [...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
        .filter(each => each.offsetParent);
    return shown.filter(each => { each.focus({focusVisible: true});
        const { outlineColor, outlineStyle } = getComputedStyle(each);
        const [low, high] = [light(outlineColor), light(ground(each.parentElement))].sort((a, b) => a - b);
        if (document.activeElement !== each) return false; // folded away
        return outlineStyle === 'none' || (high + .05) / (low + .05) < 3; })
    .map(each => each.outerHTML);
})()"""
SMALL_TARGETS = """[...document.querySelectorAll('a, button, input:not([type=hidden])')]
    .filter(each => each.offsetParent && !each.closest('.skip'))
    .filter(each => !(each.matches('a') && getComputedStyle(each).display === 'inline'))
    .filter(each => each.getBoundingClientRect().height < 43.5)
    .map(each => each.outerHTML)"""


def axe(page: Page, *, rules: tuple[str, ...] = (), tags: tuple[str, ...] = TAGS) -> list[str]:
    """Every violation of axe-core's rules (or only of these), and what it concerns."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE)
    kind, values = ("rule", rules) if rules else ("tag", tags)
    options = {"runOnly": {"type": kind, "values": values}, "rules": {} if rules else RULES}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']} ({each['help']}): {node['html']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def is_valid(html: str) -> None:
    """Raise what html5lib, told to be strict, has to say."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        parser.parse(html)
    except ParseError as error:
        raise AssertionError(f"{error}: {parser.errors[:3]}") from error


def overflows(page: Page) -> bool:
    """Whether the page is wider than the screen."""
    return bool(page.evaluate(WIDER))


def overflows_when_text_is_doubled(page: Page) -> bool:
    """Whether text at 200 % makes the page wider than the screen (WCAG 1.4.4)."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = overflows(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def weak_rings(page: Page) -> list[str]:
    """What takes the keyboard's focus and shows it by less than 3:1, or not at all."""
    found: list[str] = page.evaluate(WEAK_RINGS)
    return found


def small_targets(page: Page) -> list[str]:
    """Buttons, fields and links that stand alone but are lower than 44 px."""
    found: list[str] = page.evaluate(SMALL_TARGETS)
    return found

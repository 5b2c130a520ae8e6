"""What a screen reader says of a page: Chromium's accessibility tree, a line for each thing."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

# What the tree calls a thing, and what a French screen reader says. Others are only walked through.
ROLES = {
    "banner": "en-tête",
    "navigation": "navigation",
    "main": "contenu principal",
    "contentinfo": "pied de page",
    "complementary": "complément",
    "heading": "titre",
    "link": "lien",
    "button": "bouton",
    "textbox": "champ de saisie",
    "image": "image",
    "img": "image",
    "group": "groupe",
    "list": "liste",
    "table": "tableau",
    "row": "ligne",
    "columnheader": "en-tête de colonne",
    "rowheader": "en-tête de ligne",
    "cell": "cellule",
}
SILENT_INSIDE = {"heading", "link", "button", "textbox", "image", "img"}  # their name says it all


def read(page: Page) -> list[str]:
    """The page from top to bottom; the title first, as it is said when a page opens."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return [f"page : {page.title()}", *_lines(nodes[0], by_id, 0)]


def _lines(node: dict[str, Any], by_id: dict[str, Any], depth: int) -> Iterator[str]:
    role, name = node.get("role", {}).get("value", ""), _value(node, "name")
    said = "" if node.get("ignored") else _said(node, role, name)
    if said:
        yield "  " * depth + said
    if said and role in SILENT_INSIDE:
        return
    for child in node.get("childIds", []):
        if child in by_id:
            yield from _lines(by_id[child], by_id, depth + bool(said))


def _said(node: dict[str, Any], role: str, name: str) -> str:
    if role == "StaticText":
        return name.strip()
    if role not in ROLES:
        return ""
    properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
    words = [ROLES[role]]
    if role == "heading":
        words.append(f"de niveau {properties.get('level')}")
    if name:
        words.append(f"« {' '.join(name.split())} »")
    words += [f"contient « {_value(node, 'value')} »"] if _value(node, "value") else []
    notes = {
        "invalid": "saisie incorrecte",
        "readonly": "lecture seule",
        "focused": "a le focus",
    }
    words += [notes[key] for key in notes if properties.get(key) in (True, "true")]
    if _value(node, "description"):
        words.append(f"– {_value(node, 'description')}")
    return " ".join(words)


def _value(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))

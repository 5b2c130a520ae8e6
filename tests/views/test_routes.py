"""Every address is in routes.txt, so that a change of one is seen; every POST has a limit or a reason.

A line: method, address, view; of a POST without `@limited` also the reason, after « : ».
"""

from pathlib import Path

from tests.town import Town

KEPT = Path(__file__).with_name("routes.txt")


def kept() -> dict[str, str]:
    """What the file says: the reason of each route, empty where it gives none."""
    lines = KEPT.read_text("utf-8").splitlines()
    return {" ".join(route.split()): reason for route, _, reason in map(_parts, lines)}


def _parts(line: str) -> tuple[str, str, str]:
    return line.partition(" : ")


def served(town: Town) -> dict[str, bool]:
    """The routes of the portal, and whether each one's view is limited."""
    return {
        f"{method} {rule.rule} {rule.endpoint}": _is_limited(town, rule.endpoint)
        for rule in town.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def _is_limited(town: Town, endpoint: str) -> bool:
    return town.app.view_functions[endpoint].__code__.co_name == "counted"  # by `views.limits`


def test_the_routes_are_those_of_the_file(town: Town) -> None:
    there, known = set(served(town)), set(kept())

    assert there - known == set(), "new: add them to tests/views/routes.txt"
    assert known - there == set(), "gone: take them out of tests/views/routes.txt"


def test_every_post_has_a_limit_or_a_reason(town: Town) -> None:
    reasons = kept()
    posts = {each: limit for each, limit in served(town).items() if each.startswith("POST")}

    assert any(posts.values())
    assert [each for each, limit in posts.items() if limit == bool(reasons.get(each))] == []

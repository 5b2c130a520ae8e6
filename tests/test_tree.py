"""Where tests stand: what two of them share is the kit's, and a rule's test bears its module's name."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
OF_A_TEST = re.compile(
    r"^from tests\.(?:\w+\.)*test_\w+ import|^from tests\S* import test_", re.MULTILINE
)


def test_no_test_takes_anything_from_another() -> None:
    files = TESTS.rglob("*.py")

    assert [str(each) for each in files if OF_A_TEST.search(each.read_text("utf-8"))] == []


def test_the_test_of_a_rule_is_found_by_the_name_of_its_module() -> None:
    """`test_links.py`, or `test_plan_held.py` for a part of what `plan.py` promises."""
    lost = [
        test
        for test in (TESTS / "domain").rglob("test_*.py")
        for room in [TESTS.parent / test.parent.relative_to(TESTS)]
        if not any(f"{test.stem}_".startswith(f"test_{rule.stem}_") for rule in room.glob("*.py"))
    ]

    assert [str(each) for each in lost] == []

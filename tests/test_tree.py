"""Where tests stand: what two of them share is the kit's, and a rule's test bears its module's name."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
OF_A_TEST = re.compile(
    r"^from tests\.(?:\w+\.)*test_\w+ import|^from tests\S* import test_", re.MULTILINE
)
# Parts of one rule, which is tried whole: their test is that of the whole.
TRIED_WHOLE = {
    "domain/invoices/cut_preview.py": "tests/commands/test_factures_decouper.py",
    "domain/invoices/cut_table.py": "tests/commands/test_factures_decouper.py",
    "domain/invoices/drawings.py": "tests/domain/invoices/test_whole.py",
    "domain/invoices/page_text.py": "tests/domain/invoices/test_whole.py",
    "domain/invoices/printing.py": "tests/commands/test_factures_a_imprimer.py",
    "domain/invoices/parts.py": "tests/domain/invoices/test_whole.py",
    "domain/invoices/sightings.py": "tests/domain/invoices/test_pages.py",
}
NO_RULE = {"domain/faults.py"}  # a sentence that is carried


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


def test_each_module_of_the_rules_has_its_test() -> None:
    root = TESTS.parent
    modules = {
        str(path.relative_to(root)): path.stem
        for path in (root / "domain").rglob("*.py")
        if path.stem != "__init__"
    }
    untested = {
        module
        for module, name in modules.items()
        if not any((TESTS / module).parent.glob(f"test_{name}.py"))
        and not any((TESTS / module).parent.glob(f"test_{name}_*.py"))
    }

    assert untested == {*TRIED_WHOLE, *NO_RULE}
    assert [test for test in TRIED_WHOLE.values() if not (root / test).is_file()] == []

"""What becomes of each line of a list, counted and told from another plan."""

from domain.listings import Reject
from domain.plans import Plan

REJECT = Reject(2, "Numéro", "le numéro manque", ["", "X"])


def test_each_line_counts_once() -> None:
    plan: Plan[str, str] = Plan(added=["1", "2"], changed=["3"], unchanged=4, rejects=[REJECT])

    assert plan.counts() == {"added": 2, "changed": 1, "unchanged": 4, "rejected": 1}


def test_what_is_refused_tells_a_plan_from_another_and_whom_it_reaches_does_not() -> None:
    one: Plan[str, str] = Plan(added=["1"])
    same: Plan[str, str] = Plan(added=["1"], held=[])
    others = [Plan[str, str](added=["1"], rejects=[REJECT._replace(line=n)]) for n in (2, 3)]

    assert one.fingerprint() == same.fingerprint()
    assert len({each.fingerprint() for each in (one, *others)}) == 3

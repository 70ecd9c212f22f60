"""Coverage: what cases touch, exact counts, and suggested cases that touch the rest."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlgate.analysis.coverage import Coverage, Goal, coverage, goals_of, suggestions, touched_by
from mlgate.assessment import assess
from mlgate.model import RuleSet
from random_rules import Draw
from rulesets import answers, ruleset

RULES = ruleset("""
dimensions: [{id: d, title: D, base: 20}]
questions:
  - {id: task, type: choice, ask: Q, choices: {plan: P, learn: L}, assume: plan}
  - {id: where, type: choices, ask: Q, choices: {eu: E, us: U}, assume: []}
  - {id: labels, type: number, ask: Q, whole: true, when: task == learn, assume: 0}
rules:
  - {id: MANY, when: labels >= 100, points: {d: 30}, say: s, why: w}
verdicts: [{id: low, title: L}, {id: high, title: H, min: {d: 50}}]
""")


def touched(rules: RuleSet, *sheets: dict[str, Any]) -> set[str]:
    read = [answers(rules, sheet) for sheet in sheets]
    return {str(goal) for goal in coverage(rules, [(sheet, assess(rules, sheet)) for sheet in read]).touched}


def test_the_goals_of_a_rule_set() -> None:
    assert [str(goal) for goal in goals_of(RULES)] == [
        "MANY fires",
        "MANY does not fire",
        "answer task.plan",
        "answer task.learn",
        "answer where.eu",
        "answer where.us",
        "verdict low",
        "verdict high",
        "minimum met: high.d 50",
        "minimum missed: high.d 50",
    ]


BLANK = {"verdict low", "minimum missed: high.d 50"}
SHEETS: list[Any] = [
    pytest.param({}, BLANK, id="nothing answered decides no rule"),
    pytest.param({"task": "plan"}, BLANK | {"MANY does not fire", "answer task.plan"}, id="a hidden question"),
    pytest.param({"task": ["plan", "learn"]}, BLANK, id="two choices are no definite answer"),
    pytest.param({"where": ["eu"]}, BLANK | {"answer where.eu"}, id="one of several choices"),
    pytest.param(
        {"task": "learn", "labels": 100},
        {"answer task.learn", "MANY fires", "verdict high", "minimum met: high.d 50"},
        id="the other side",
    ),
]


@pytest.mark.parametrize(("sheet", "expected"), SHEETS)
def test_what_a_case_touches(sheet: dict[str, Any], expected: set[str]) -> None:
    assert touched(RULES, sheet) == expected


def test_inherited_items_count_where_they_are_written() -> None:
    from mlgate.loading.rulesets import read_ruleset

    parent = "mlgate: 1\nid: p\nversion: 1.0.0\ntitle: P\nverdicts: [{id: low, title: L}]\nquestions:\n"
    parent += "  - {id: a, type: yes_no, ask: Q, assume: no}\nrules:\n"
    parent += "".join(f"  - {{id: {id}, when: a, at_most: low, say: s, why: w}}\n" for id in ("A", "B", "C"))
    child = "mlgate: 1\nid: c\nversion: 1.0.0\ntitle: C\nextends: p\noverride: {A: {why: x}}\ndisable: {B: y}\n"
    rules = read_ruleset(child, "c.yaml", lambda name, file: (parent, "p.yaml"))
    assert [str(goal) for goal in goals_of(rules)] == ["A fires", "A does not fire"]
    assert len(list(goals_of(rules, all=True))) == 7


def test_a_share_is_compared_in_whole_numbers() -> None:
    goals = tuple(Goal("fires", f"R{n}") for n in range(12_000))
    assert not Coverage(goals, frozenset(goals[1:])).reaches(100)
    assert Coverage(goals, frozenset(goals[1:])).reaches(99)
    assert Coverage(goals, frozenset(goals)).reaches(100)
    assert Coverage((), frozenset()).reaches(100)


def test_suggestions_are_short_and_cover_everything() -> None:
    found = suggestions(RULES, tuple(goals_of(RULES)))
    assert {goal for one in found for goal in one.goals} == set(goals_of(RULES))
    assert len(found) <= 3


def test_suggestions_are_the_same_every_time() -> None:
    first, second = (suggestions(RULES, tuple(goals_of(RULES))) for _ in range(2))
    assert [one.answers for one in first] == [one.answers for one in second]


@given(st.integers(0, 10**9))
@settings(max_examples=6)
def test_suggestions_touch_what_they_say(seed: int) -> None:
    rules = ruleset(Draw(seed).text)
    missing = tuple(goals_of(rules))
    found = suggestions(rules, missing)
    for one in found:
        assert set(one.goals) <= set(touched_by(rules, one.answers, assess(rules, one.answers)))

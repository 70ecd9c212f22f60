"""What a closer look calls idle, or proved to be idle, held against every world of random rule sets."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pytest

from brute import World, worlds
from mlgate.analysis.lint import closer, search
from mlgate.analysis.lint.closer import Closer
from mlgate.analysis.lint.reading import Cap, Element, Enough, Minimum, Points, RulesOut, elements_of
from mlgate.analysis.lint.study import Study
from mlgate.assessment.plan import Plan
from mlgate.model import Effect, RuleSet
from mlgate.values import replace
from random_rules import Draw
from rulesets import ruleset

SEEDS = range(40)
MOST_WORLDS = 1500


@dataclass
class Sample:
    """A random rule set with all of its worlds."""

    rules: RuleSet
    worlds: list[World]
    verdicts: list[str]


def sample(seed: int) -> Sample:
    rules = ruleset(Draw(seed).text)
    found = list(worlds(rules, {}))
    if len(found) > MOST_WORLDS:
        pytest.skip("too many worlds for brute force")
    return Sample(rules, found, [world.verdict() for world in found])


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave nearly everything to the search: next to no worlds are sampled."""
    for name in ("AT_RANDOM", "EXTREME", "NEAR_VERDICTS"):
        monkeypatch.setattr(closer, name, 8)
    monkeypatch.setattr(closer, "CLOSE", 64)
    monkeypatch.setattr(closer, "ROUNDS", 1)
    monkeypatch.setattr(search, "SAMPLED", 4)


def without(rules: RuleSet, plan: Plan, element: Element) -> RuleSet:
    """Take one element out of a rule set."""
    if isinstance(element, Minimum):
        verdicts = list(rules.verdicts)
        kept = tuple(one for one in verdicts[element.place].minimums if one[0] != plan.dimensions[element.dimension])
        verdicts[element.place] = replace(verdicts[element.place], minimums=kept)
        return replace(rules, verdicts=tuple(verdicts))
    rule = rules.rules[plan.rules[element.rule].id]
    return replace(rules, rules={**rules.rules, rule.id: replace(rule, effect=reduced(rule.effect, plan, element))})


def reduced(effect: Effect, plan: Plan, element: Element) -> Effect:
    match element:
        case Points(_, dimension):
            return replace(effect, points=tuple(one for one in effect.points if one[0] != plan.dimensions[dimension]))
        case Enough():
            return replace(effect, enough=None)
        case Cap():
            return replace(effect, at_most=None)
        case RulesOut(_, place):
            return replace(effect, rules_out=tuple(one for one in effect.rules_out if one != plan.rungs[place].id))
    raise AssertionError(element)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.usefixtures("blind")
def test_parts_are_idle_exactly_where_no_world_has_another_verdict_without_them(seed: int) -> None:
    known = sample(seed)
    study = Study(known.rules)
    elements = list(elements_of(study.plan))
    idle = Closer(study.plan, study.state).idle(elements)
    for element in elements:
        other = without(known.rules, study.plan, element)
        same = [World(other, world.values).verdict() for world in known.worlds] == known.verdicts
        assert (element in idle) == same, element
        assert same or not idle.get(element), element


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.usefixtures("blind")
def test_questions_are_idle_only_where_no_other_answer_changes_a_verdict(seed: int) -> None:
    known = sample(seed)
    study = Study(known.rules)
    numbers = [number for number, variable in enumerate(study.plan.variables) if variable.question]
    idle = Closer(study.plan, study.state).idle_variables(numbers)
    for number in numbers:
        matters = differs(known, study.plan.variables[number].question, study.plan.variables[number].choice)
        assert not (matters and idle.get(number)), "proved, and yet it matters"
        assert matters or number in idle, "found to matter, and yet it does not"


def differs(known: Sample, question: str, choice: str) -> bool:
    """Tell whether two worlds that differ only in one question, or one choice of it, have different verdicts."""
    found: dict[Any, set[str]] = defaultdict(set)
    for world, verdict in zip(known.worlds, known.verdicts, strict=True):
        rest = dict(world.values)
        own = rest.pop(question)
        left = own - {choice} if isinstance(own, frozenset) else None
        found[tuple(rest.items()), left].add(verdict)
    return any(len(verdicts) > 1 for verdicts in found.values())


def test_elements_of_different_kinds_are_never_the_same() -> None:
    assert len({Cap(3), Enough(3), Points(3, 1), RulesOut(3, 1)}) == 4


PARITY = """
dimensions: [{id: need, title: Need}]
questions:
  - {id: a, type: yes_no, ask: '?', assume: no}
  - {id: b, type: yes_no, ask: '?', assume: no}
rules:
  - {id: A, when: a, points: {need: 40}, say: s, why: w}
  - {id: B, when: b, points: {need: 40}, say: s, why: w}
  - {id: NOT-BOTH, when: a and b, points: {need: -20}, say: s, why: w}
  - {id: SMALL, when: a or b, points: {need: 4}, say: s, why: w}
verdicts: [{id: low, title: Low}, {id: mid, title: Mid, min: {need: 30}}, {id: high, title: High, min: {need: 70}}]
"""


@pytest.mark.usefixtures("blind")
def test_points_that_no_sum_needs_are_proved_idle() -> None:
    study = Study(ruleset(PARITY))
    idle = Closer(study.plan, study.state).idle(elements_of(study.plan))
    points = [
        (study.plan.rules[element.rule].id, proved) for element, proved in idle.items() if isinstance(element, Points)
    ]
    assert points == [("SMALL", True)]

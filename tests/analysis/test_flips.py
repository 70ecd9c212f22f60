"""Flips, held against every change of one or two answers of random rule sets."""

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

import pytest

from brute import Value, World
from mlgate.analysis.flips import flips
from mlgate.model import Answer, Flip, Interval, RuleSet
from rulesets import answers, ruleset

from . import possibilities
from .generated import generated

Changes = tuple[tuple[str, Value], ...]


def as_answer(question: str, value: Value) -> Answer:
    """Give the definite answer of a value."""
    if isinstance(value, Fraction):
        return Answer(question, interval=Interval(value, value))
    return Answer(question, choices=tuple(sorted(value)) if isinstance(value, frozenset) else (str(value),))


def provisional(rules: RuleSet, given: Mapping[str, Answer]) -> str:
    """Give the verdict of the provisional world, the slow way."""
    return World(rules, possibilities.provisional(rules, given)).verdict()


def all_changes(rules: RuleSet, given: Mapping[str, Answer], most: int) -> Iterator[tuple[Changes, str]]:
    """Walk every change of at most `most` changeable answers, with the verdict that it gives."""
    movable = [question for question in rules.questions.values() if question.changeable is not None]
    values = {q.id: [v for v in possibilities.values(rules, q, None) if v is not None] for q in movable}
    for count in range(1, most + 1):
        for some in itertools.combinations(values, count):
            for chosen in itertools.product(*(values[id] for id in some)):
                changes = tuple(zip(some, chosen, strict=True))
                changed = {**given, **{id: as_answer(id, value) for id, value in changes}}
                yield changes, provisional(rules, changed)


def covers(flip: Flip, changes: Changes) -> bool:
    """Tell whether a flip speaks of these changes."""
    said = dict(flip.changes)
    return set(said) == {id for id, _ in changes} and all(holds(said[id], value) for id, value in changes)


def holds(said: object, value: Value) -> bool:
    if isinstance(said, Interval) and isinstance(value, Fraction):
        return (said.low is None or value >= said.low) and (said.high is None or value <= said.high)
    return said == value


def in_one_formula(rules: RuleSet, changes: Changes) -> bool:
    """Tell whether two changed numbers meet in a fact: then each is said as one number, not as a range."""
    from mlgate.analysis.flips import _formula_groups
    from mlgate.assessment.plan import plan_of

    groups = [_formula_groups(plan_of(rules)).get(id) for id, _ in changes]
    known = [group for group in groups if group is not None]
    return len(known) != len(set(known))


@pytest.mark.parametrize("seed", range(0, 500, 4))
def test_flips_are_the_minimal_changes_of_brute_force(seed: int) -> None:
    one = generated(seed, questions=(3, 5))
    rules, given = one.ruleset, one.answers
    now = provisional(rules, given)
    current = possibilities.provisional(rules, given)
    found = flips(rules, given)
    reached: dict[Changes, str] = {}
    for changes, verdict in all_changes(rules, given, 2):
        # Some of the stretches that count are narrower than the values tried here; those at their ends are left out.
        reached[changes] = verdict
    for changes, verdict in reached.items():
        speaking = [flip for flip in found if covers(flip, changes)]
        for flip in speaking:
            assert flip.verdict == verdict, (one.text, changes)
        idle = any(current[id] == value for id, value in changes)
        smaller = any(
            reached[some] == verdict
            for size in range(1, len(changes))
            for some in itertools.combinations(changes, size)
        )
        if verdict == now or smaller or idle or in_one_formula(rules, changes) or at_an_end(found, changes, verdict):
            continue
        assert speaking, (one.text, changes, verdict)


def at_an_end(found: tuple[Flip, ...], changes: Changes, verdict: str) -> bool:
    """Tell whether a flip says the same but for the very end of an open stretch, which it leaves out."""
    for flip in found:
        said = dict(flip.changes)
        if flip.verdict != verdict or set(said) != {id for id, _ in changes}:
            continue
        if all(holds(said[id], value) or near(said[id], value) for id, value in changes):
            return True
    return False


def near(said: object, value: Value) -> bool:
    if not isinstance(said, Interval) or not isinstance(value, Fraction) or said.low is None or said.high is None:
        return False
    slack = max(abs(value), Fraction(1)) / 100
    return said.low - slack <= value <= said.high + slack


@pytest.mark.parametrize("seed", range(1, 120, 6))
def test_a_flip_gives_what_it_says_at_both_ends_and_nothing_smaller_does(seed: int) -> None:
    one = generated(seed)
    rules, given = one.ruleset, one.answers
    for flip in flips(rules, given):
        for ends in itertools.product(*(ends_of(value) for _, value in flip.changes)):
            changes = tuple(zip((id for id, _ in flip.changes), ends, strict=True))
            changed = {**given, **{id: as_answer(id, value) for id, value in changes}}
            assert provisional(rules, changed) == flip.verdict, (one.text, changes)


def ends_of(value: object) -> list[Value]:
    if isinstance(value, Interval):
        assert not value.low_open
        assert not value.high_open
        return [value.low, value.high]
    return [value]  # type: ignore[list-item]


@pytest.mark.parametrize("seed", [3, 11, 42, 77])
def test_three_changes_add_only_what_two_do_not_reach(seed: int) -> None:
    one = generated(seed, questions=(4, 6))
    two, three = flips(one.ruleset, one.answers), flips(one.ruleset, one.answers, 3)
    assert {flip for flip in three if len(flip.changes) <= 2} == set(two)
    for flip in three:
        if len(flip.changes) == 3:
            smaller = {frozenset(dict(other.changes)) for other in two if other.verdict == flip.verdict}
            subsets = itertools.combinations(flip.changes, 2)
            assert not any(
                frozenset(dict(some)) in smaller and tuple(some) in {other.changes for other in two} for some in subsets
            )


WORSE = ruleset(
    """
dimensions: [{id: data, title: Data, base: 20}]
questions:
  - {id: labels, type: number, ask: '?', assume: 0, changeable: {effort: 5 days}}
  - {id: tested, type: yes_no, ask: '?', assume: no, changeable: {effort: 1 day}}
rules:
  - {id: MANY, when: labels >= 1000, points: {data: 40}, say: s, why: w}
  - {id: TEST, when: not tested, at_most: collect, say: s, why: w}
  - {id: FULL, when: labels >= 1000 and not tested, at_most: rules, say: s, why: w}
verdicts:
  - {id: rules, title: Rules}
  - {id: collect, title: Collect, when: labels < 1000}
  - {id: model, title: Model, min: {data: 50}}
"""
)


def test_a_heavier_verdict_by_making_things_worse_is_nothing_to_do() -> None:
    found = flips(WORSE, answers(WORSE, {"labels": "5000", "tested": "no"}))
    kinds = {(flip.verdict, flip.kind) for flip in found}
    assert kinds == {("model", "do"), ("collect", "falls_back")}


def test_what_is_open_is_found_out_however_it_turns_out() -> None:
    found = flips(WORSE, answers(WORSE, {"tested": "yes"}))
    alone = [flip for flip in found if len(flip.changes) == 1 and flip.changes[0][0] == "labels"]
    assert {flip.kind for flip in alone} == {"find_out"}


HELD_DOWN = ruleset(
    """
questions:
  - {id: metric, type: yes_no, ask: '?', assume: no, changeable: {effort: 2 days}}
  - {id: bought, type: yes_no, ask: '?', assume: yes, changeable: {effort: 1 day}}
rules:
  - {id: METRIC, when: not metric, at_most: define, say: s, why: w}
  - {id: NONE, when: not bought, at_most: rules, say: s, why: w}
verdicts: [{id: define, title: Define}, {id: rules, title: Rules}, {id: buy, title: Buy}]
"""
)


def test_what_only_holds_a_verdict_down_is_nothing_to_do() -> None:
    found = flips(HELD_DOWN, answers(HELD_DOWN, {"metric": "no", "bought": "yes"}))
    assert {(flip.verdict, len(flip.changes), flip.kind) for flip in found} == {
        ("buy", 1, "do"),
        ("rules", 2, "falls_back"),
    }

"""What carries the verdict and what an answer decides, held against every value that an open answer leaves."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from brute import Value, World
from mlgate.analysis.outlook import outlook
from mlgate.assessment import assess
from mlgate.assessment.ranges import range_of
from mlgate.model import LARGEST, Answer, Assumption, Interval, RuleSet
from rulesets import answers, ruleset

from . import possibilities
from .generated import generated
from .test_flips import as_answer

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("carries.yaml").read_text("utf-8"))
CHUNKS = 12
MOST_WORLDS = 1_000


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_carries(case: dict[str, Any]) -> None:
    rules = ruleset(
        f"questions: {case['questions']}\nfacts: {case.get('facts', '[]')}\n"
        f"rules: [{{id: R, when: {case['rule']}, at_most: low, say: s, why: w}}]\n"
        "verdicts: [{id: low, title: Low}, {id: high, title: High}]\n"
    )
    found = assumed(rules, answers(rules, case.get("answers", {})))
    assert [one.question for one in found if one.carries] == case["carries"]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_an_assumption_carries_the_verdict_where_some_other_value_left_changes_it(chunk: int) -> None:
    for seed in range(chunk, 600, CHUNKS):
        one = generated(seed, questions=(3, 7))
        rules, given = one.ruleset, one.answers
        now = World(rules, possibilities.provisional(rules, given)).verdict()
        for taken in assumed(rules, given):
            values = possibilities.values(rules, rules.questions[taken.question], given.get(taken.question))
            others = {verdict_with(rules, given, taken.question, value) for value in values}
            assert taken.carries is (others != {now}), (one.text, given, taken)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_value_left_is_said_to_decide_what_the_worlds_with_it_come_to(chunk: int) -> None:
    for seed in range(chunk, 240, CHUNKS):
        one = generated(seed)
        rules, given = one.ruleset, one.answers
        if possibilities.count(rules, given) > MOST_WORLDS:
            continue
        worlds = possibilities.verdicts(rules, given)
        for found in outlook(rules, given, assess(rules, given)).find_out:
            place = list(rules.questions).index(found.question)
            for value in {values[place] for values in worlds}:
                true = {verdict for values, verdict in worlds.items() if values[place] == value}
                said = [set(verdicts) for stretch, verdicts in found.decides if covers(stretch, value)]
                assert any(true <= verdicts for verdicts in said), (one.text, given, found, value)


def covers(said: str | frozenset[str] | Interval, value: Value) -> bool:
    """Tell whether a value is one of those that an entry speaks of."""
    if isinstance(said, Interval):
        return isinstance(value, Fraction) and range_of(said, Fraction(0), LARGEST).has(value)
    return said == ("n/a" if value is None else value)


def test_an_answer_with_no_choice_decides_as_well() -> None:
    rules = ruleset(
        "questions: [{id: c, type: choices, ask: '?', choices: {a: A, b: B}, assume: [a]}]\n"
        "rules: [{id: R, when: not c has a, at_most: low, say: s, why: w}]\n"
        "verdicts: [{id: low, title: Low}, {id: high, title: High}]\n"
    )
    (found,) = outlook(rules, {}, assess(rules, {})).find_out
    told = {frozenset[str](): "low", frozenset("a"): "high", frozenset("b"): "low", frozenset("ab"): "high"}
    assert dict(found.decides) == {chosen: (verdict,) for chosen, verdict in told.items()}


def test_a_question_whose_answer_alone_moves_the_verdict_comes_first_even_if_nobody_can_change_it() -> None:
    changeable = "changeable: {effort: 1 day, how: h}"
    asked = [f"{{id: {id}, type: yes_no, ask: '?', assume: 'no', {changeable}}}" for id in "abcd"]
    asked += [f"{{id: {id}, type: yes_no, ask: '?', assume: 'no'}}" for id in "fghi"]
    when = "a and b or c and d or (f and not g and not h and not i)"
    rules = ruleset(
        f"questions: [{', '.join(asked)}]\nrules: [{{id: R, when: {when}, at_most: low, say: s, why: w}}]\n"
        "verdicts: [{id: low, title: Low}, {id: high, title: High}]\n"
    )
    assert [one.question for one in outlook(rules, {}, assess(rules, {})).find_out][:1] == ["f"]


def assumed(rules: RuleSet, given: dict[str, Answer]) -> tuple[Assumption, ...]:
    return outlook(rules, given, assess(rules, given)).assumptions


def verdict_with(rules: RuleSet, given: dict[str, Answer], question: str, value: Value) -> str:
    """Give the provisional verdict with one answer given, the slow way."""
    answer = Answer(question, not_applicable=True) if value is None else as_answer(question, value)
    return World(rules, possibilities.provisional(rules, {**given, question: answer})).verdict()

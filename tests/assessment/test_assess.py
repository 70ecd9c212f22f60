"""Assessing: the cases of semantics.yaml, and agreement with looking at every world of small random rule sets."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from brute import Provisional, worlds
from mlgate.assessment import assess
from mlgate.assessment.plan import plan_of
from mlgate.model import Assessment, RuleSet
from one_world import verdict_in_world
from random_rules import Draw
from rulesets import answers, ruleset

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("semantics.yaml").read_text("utf-8"))
SEEDS = st.integers(0, 10**9)


def plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


def seen(rules: RuleSet, result: Assessment) -> dict[str, Any]:
    """What an assessment says, in the words of semantics.yaml."""
    return {
        "verdict": result.verdict,
        **{f"rule {one.rule}": one.outcome for one in result.findings},
        **{f"because {one.rule}": [*one.because, *one.missing] for one in result.findings},
        **{f"score {id}": [one.low, one.value, one.high] for id, one in result.scores.items()},
        **{f"rung {one.verdict}": "open" if one.open is None else one.open for one in result.rungs},
        **{f"closed {one.verdict}": list(one.closed_by) for one in result.rungs},
        **{f"world {id}": plain(value) for id, value in result.world.items()},
        **{f"fact {id}": [one.low, one.value, one.high] for id, one in result.facts.items()},
        "cap": [result.cap.verdict, *result.cap.by] if result.cap else None,
        "provisional cap": [result.provisional_cap.verdict, *result.provisional_cap.by]
        if result.provisional_cap
        else None,
        "enough": [result.enough.verdict, *result.enough.by] if result.enough else None,
        "hidden": sorted(result.hidden),
        "open": list(result.open),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_semantics(case: dict[str, Any]) -> None:
    rules = ruleset(case["rules"])
    given_answers = {
        id: {True: "yes", False: "no"}.get(v, v) if isinstance(v, bool) else v for id, v in case["answers"].items()
    }
    found = seen(rules, assess(rules, answers(rules, given_answers)))
    assert {key: found[key] for key in case["expect"]} == case["expect"]


# --- Agreement with every world ---------------------------------------------------------------------------------------


@given(SEEDS)
@settings(max_examples=80)
def test_agrees_with_looking_at_every_world(seed: int) -> None:
    draw = Draw(seed, arithmetic=seed % 3 != 0)
    rules = ruleset(draw.text)
    sheet = answers(rules, draw.answers())
    result = assess(rules, sheet)
    every = list(worlds(rules, sheet))
    for finding in result.findings:
        outcomes = {world.fires(finding.rule) for world in every}
        if finding.outcome == "open" and "number" in dict(draw.facts).values():
            continue  # the bounds of arithmetic are sound and not always exact
        assert (finding.rule, {"fires": {True}, "no": {False}, "open": {True, False}}[finding.outcome]) == (
            finding.rule,
            outcomes,
        )
    for id, score in result.scores.items():
        scores = [world.score(id) for world in every]
        assert score.low <= min(scores) <= max(scores) <= score.high
    for rung in result.rungs:
        opened = {rung.verdict in world.open_rungs() for world in every}
        assert rung.open is None or opened == {rung.open}


@given(SEEDS)
@settings(max_examples=80)
def test_the_provisional_world_is_a_possible_one_with_its_own_verdict(seed: int) -> None:
    draw = Draw(seed)
    rules = ruleset(draw.text)
    sheet = answers(rules, draw.answers())
    result, world = assess(rules, sheet), Provisional(rules, sheet)
    assert {id: world.value(id) for id in result.world} == result.world
    assert result.verdict == world.verdict()
    assert {id: score.value for id, score in result.scores.items()} == {id: world.score(id) for id in result.scores}
    assert {f.rule: f.provisional for f in result.findings} == {id: world.fires(id) for id in rules.rules}
    assert {r.verdict for r in result.rungs if r.provisional_open} == set(world.open_rungs())
    for id, fact in result.facts.items():
        assert (id, fact.value) == (id, world.value(id))
    assert result.verdict in {one.verdict() for one in worlds(rules, sheet)}


@given(SEEDS)
@settings(max_examples=30)
def test_one_world_is_read_as_by_hand(seed: int) -> None:
    draw = Draw(seed)
    rules = ruleset(draw.text)
    plan = plan_of(rules)
    for world in list(worlds(rules, {}))[:: 1 + seed % 7]:
        assert verdict_in_world(plan, world.values) == world.verdict()


@given(SEEDS)
@settings(max_examples=30)
def test_a_decided_truth_survives_every_further_answer(seed: int) -> None:
    draw = Draw(seed)
    rules = ruleset(draw.text)
    more = draw.answers(share=1)
    some = {id: value for id, value in more.items() if draw.random.random() < 0.5}
    before, after = assess(rules, answers(rules, some)), assess(rules, answers(rules, more))
    for early, late in zip(before.findings, after.findings, strict=True):
        assert early.outcome in ("open", late.outcome)
    for early_rung, late_rung in zip(before.rungs, after.rungs, strict=True):
        assert early_rung.open in (None, late_rung.open)
    for id, score in after.scores.items():
        assert before.scores[id].low <= score.low <= score.high <= before.scores[id].high


@given(SEEDS)
@settings(max_examples=30)
def test_the_order_of_questions_and_rules_changes_nothing(seed: int) -> None:
    draw = Draw(seed)
    rules, given_answers = ruleset(draw.text), draw.answers()
    other = ruleset(draw.shuffled(seed))
    first, second = assess(rules, answers(rules, given_answers)), assess(other, answers(other, given_answers))
    assert (first.verdict, first.scores, first.world) == (second.verdict, second.scores, second.world)
    assert {f.rule: f.outcome for f in first.findings} == {f.rule: f.outcome for f in second.findings}
    assert [(r.verdict, r.open, r.provisional_open) for r in first.rungs] == [
        (r.verdict, r.open, r.provisional_open) for r in second.rungs
    ]


@given(SEEDS)
@settings(max_examples=30)
def test_a_fired_cap_always_holds(seed: int) -> None:
    draw = Draw(seed)
    rules = ruleset(draw.text)
    sheet = answers(rules, draw.answers())
    result = assess(rules, sheet)
    ladder = [rung.id for rung in rules.verdicts]
    if result.cap:
        assert ladder.index(result.verdict) <= ladder.index(result.cap.verdict)
        assert all(ladder.index(world.verdict()) <= ladder.index(result.cap.verdict) for world in worlds(rules, sheet))
    if result.provisional_cap:
        assert ladder.index(result.verdict) <= ladder.index(result.provisional_cap.verdict)


@given(SEEDS, st.integers(1, 60), st.integers(0, 1))
@settings(max_examples=30)
def test_more_points_never_close_a_rung(seed: int, points: int, dimension: int) -> None:
    draw = Draw(seed)
    rules = ruleset(draw.text)
    base = ("base: 40", "base: 20")[dimension]
    richer = ruleset(draw.text.replace(base, f"base: {min(100, int(base[6:]) + points)}"))
    given_answers = draw.answers()
    before, after = assess(rules, answers(rules, given_answers)), assess(richer, answers(richer, given_answers))
    for early, late in zip(before.rungs, after.rungs, strict=True):
        assert late.provisional_open >= early.provisional_open
        assert {True: {True}, None: {None, True}, False: {False, None, True}}[early.open] >= {late.open}

"""What is possible and what matters, held against every world of random rule sets."""

import itertools
from collections import Counter
from math import log2
from textwrap import dedent

import pytest

from brute import World
from mlgate.analysis.possible import possible
from mlgate.analysis.questions import information, next_question, open_questions
from mlgate.analysis.space import space_of
from mlgate.assessment import assess
from mlgate.model import Answer, Interval
from rulesets import answers, ruleset

from . import possibilities
from .generated import Generated, generated

SEEDS = range(500)
CHUNKS = 20
MOST_WORLDS = 3_000


def small(seeds: range) -> list[Generated]:
    """Draw the rule sets whose worlds brute force can walk."""
    drawn = (generated(seed) for seed in seeds)
    return [one for one in drawn if possibilities.count(one.ruleset, one.answers) <= MOST_WORLDS]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_possible_verdicts_and_questions_that_matter_are_those_of_all_worlds(chunk: int) -> None:
    proofs: Counter[str] = Counter()
    for one in small(SEEDS[chunk::CHUNKS]):
        rules, given = one.ruleset, one.answers
        worlds = possibilities.verdicts(rules, given)
        found, mattering = possible(rules, given), open_questions(rules, given)
        true = set(worlds.values())
        assert true <= set(found.verdicts), one.text
        if found.proof != "not ruled out":
            assert true == set(found.verdicts), one.text
        assert found.witnessed <= true, one.text
        provisional = World(rules, possibilities.provisional(rules, given))
        assert assess(rules, given).verdict == provisional.verdict(), one.text
        assert provisional.verdict() in found.verdicts
        if mattering.proved:
            assert set(mattering.questions) == matter(worlds, list(rules.questions)), one.text
        assert matter(worlds, list(rules.questions)) <= set(mattering.questions), one.text
        assert bool(mattering.questions) != found.settled
        assert (next_question(rules, given) is None) == found.settled
        proofs[found.proof] += 1
    assert proofs["not ruled out"] <= 0.02 * proofs.total() + 1


def matter(worlds: dict[tuple[object, ...], str], questions: list[str]) -> set[str]:
    """Give the questions in which alone two worlds with different verdicts differ."""
    found = set()
    for place, question in enumerate(questions):
        seen: dict[tuple[object, ...], str] = {}
        for values, verdict in worlds.items():
            if seen.setdefault(values[:place] + values[place + 1 :], verdict) != verdict:
                found.add(question)
                break
    return found


def test_what_a_question_tells_is_never_below_nothing_and_at_most_all_of_it() -> None:
    for seed in range(150):
        one = generated(seed)
        space = space_of(one.ruleset, one.answers)
        most = log2(len(space.plan.rungs))
        gains = information(space, [question.id for question in one.ruleset.questions.values()])
        assert all(-1e-9 < gain < most + 1e-9 for gain in gains.values()), (one.text, gains)


def test_a_question_with_several_choices_tells_what_all_of_them_tell_together() -> None:
    rules = ruleset(
        dedent("""
        questions:
          - {id: c, type: choices, ask: C?, choices: {a: A, b: B, d: D, e: E}, assume: []}
        rules: [{id: R, when: c has a or c has b and c has d and c has e, at_most: low, say: s, why: w}]
        verdicts: [{id: low, title: Low}, {id: high, title: High}]
        """)
    )
    mattering = open_questions(rules, {})
    whole = -sum(count / 16 * log2(count / 16) for count in (9, 7))
    assert mattering.questions == ("c",)
    assert mattering.gains["c"] == pytest.approx(whole, abs=0.01)


@pytest.mark.parametrize("seed", range(0, 400, 8))
def test_knowing_more_never_adds_a_verdict(seed: int) -> None:
    one = generated(seed)
    rules, given = one.ruleset, one.answers
    before = set(possible(rules, given).verdicts)
    exact = possible(rules, given).proof != "not ruled out"
    for question, answer in given.items():
        fewer = {id: other for id, other in given.items() if id != question}
        assert before <= set(possible(rules, fewer).verdicts) or not exact, one.text
        narrower = None if rules.questions[question].type == "choices" else narrowed(answer)
        if narrower is not None:
            after = possible(rules, {**given, question: narrower})
            assert set(after.verdicts) <= before or after.proof == "not ruled out", one.text


def narrowed(answer: Answer) -> Answer | None:
    """Give an answer that says more, where there is one."""
    if answer.choices and len(answer.choices) > 1 and not answer.unknown:
        return Answer(answer.question, choices=answer.choices[:1])
    interval = answer.interval
    if interval is not None and interval.low is not None and interval.low != interval.high:
        return Answer(answer.question, interval=Interval(interval.low, interval.low))
    return None


def test_a_question_that_cannot_change_the_verdict_is_never_asked() -> None:
    rules = ruleset(
        dedent("""
        questions:
          - {id: a, type: yes_no, ask: A?, assume: no}
          - {id: b, type: yes_no, ask: B?, assume: no}
        rules: [{id: R, when: b and (a or not a), at_most: low, say: s, why: w}]
        verdicts: [{id: low, title: Low}, {id: high, title: High}]
        """)
    )
    assert open_questions(rules, {}).questions == ("b",)
    known = answers(rules, {"b": "yes"})
    assert possible(rules, known).settled
    assert next_question(rules, known) is None


@pytest.mark.parametrize(("least", "settled"), [(10, True), (12, True), (13, False), (17, False), (18, True)])
def test_a_minimum_that_is_met_either_way_settles_it(least: int, settled: bool) -> None:
    """The score is 12, and an open answer adds 0 to 5."""
    rules = ruleset(
        dedent(f"""
        dimensions: [{{id: d, title: D, base: 12}}]
        questions: [{{id: a, type: yes_no, ask: A?, assume: no}}]
        rules: [{{id: R, when: a, points: {{d: 5}}, say: s, why: w}}]
        verdicts: [{{id: low, title: Low}}, {{id: high, title: High, min: {{d: {least}}}}}]
        """)
    )
    assert possible(rules, {}).settled is settled


def test_overlapping_rules_give_only_the_scores_that_worlds_have() -> None:
    ladder = ", ".join(f"{{id: v{n}, title: V{n}, min: {{d: {n}}}}}" for n in range(1, 10))
    rules = ruleset(
        dedent(f"""
        dimensions: [{{id: d, title: D}}]
        questions: [{{id: x, type: number, ask: X?, whole: true, assume: 0}}]
        rules:
          - {{id: A, when: x >= 500, points: {{d: 5}}, say: s, why: w}}
          - {{id: B, when: x < 500, points: {{d: 5}}, say: s, why: w}}
          - {{id: C, when: 100 <= x < 500, points: {{d: -3}}, say: s, why: w}}
          - {{id: D, when: x >= 800, points: {{d: 4}}, say: s, why: w}}
        verdicts: [{{id: v0, title: V0}}, {ladder}]
        """)
    )
    assert possible(rules, {}).verdicts == ("v2", "v5", "v9")


def test_a_verdict_is_never_lost_when_a_budget_ends() -> None:
    """A knapsack that no bound decides: what is neither shown nor excluded stays in the list and is said to be so."""
    weights = [1, 2, 4, 8, 16, 32, 3, 6, 12, 24, 5, 10, 20, 40, 7, 14, 28, 9, 18, 36, 11, 22]
    lines = "".join(f"  - {{id: q{n}, type: yes_no, ask: Q?, assume: no}}\n" for n in range(len(weights)))
    points = "".join(
        f"  - {{id: R{n}, when: q{n}, points: {{d: {w}, e: {w * 37 % 41}}}, say: s, why: w}}\n"
        for n, w in enumerate(weights)
    )
    rules = ruleset(
        "dimensions: [{id: d, title: D}, {id: e, title: E, base: 100}]\nquestions:\n"
        + lines
        + "rules:\n"
        + points
        + "verdicts: [{id: low, title: Low}, {id: high, title: High, min: {d: 100}}]\n"
    )
    found = possible(rules, {})
    assert set(found.verdicts) == {"low", "high"}


def test_any_order_of_answers_is_the_same_sheet() -> None:
    one = generated(7)
    for order in itertools.islice(itertools.permutations(one.answers.items()), 6):
        assert possible(one.ruleset, dict(order)) == possible(one.ruleset, one.answers)


def test_a_minimum_of_nothing_is_always_met() -> None:
    """A score never falls below 0, however many points are taken away."""
    rules = ruleset(
        dedent("""
        dimensions: [{id: d, title: D}]
        questions:
          - {id: a, type: yes_no, ask: A?, assume: no}
          - {id: b, type: yes_no, ask: B?, assume: no}
        rules:
          - {id: R, when: a, points: {d: -10}, say: s, why: w}
          - {id: S, when: a and b, at_most: mid, say: s, why: w}
        verdicts: [{id: low, title: Low}, {id: mid, title: Mid, min: {d: 0}}, {id: high, title: High, min: {d: 0}}]
        """)
    )
    assert possible(rules, {}).verdicts == ("mid", "high")

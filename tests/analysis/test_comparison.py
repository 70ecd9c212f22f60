"""Comparing two versions: what is written differently, and above all what comes out differently."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brute import World, worlds
from mlgate.analysis.comparison import ItemChange, compare, understood, verdict
from mlgate.loading.cases import read_cases
from mlgate.model import Answer, RuleSet
from random_rules import Draw
from rulesets import answers, ruleset

OLD = """mlgate: 1
id: small
version: 1.0.0
title: Small
dimensions: [{id: d, title: D, base: 50}]
questions:
  - {id: a, type: choice, ask: Q, choices: {x: X, y: Y}, assume: x}
  - {id: n, type: number, ask: Q, whole: true, max: 100, assume: 0}
rules:
  - {id: CAP, when: a == y, at_most: low, say: s, why: w}
  - {id: MANY, when: n >= 10, points: {d: 20}, say: s, why: w}
verdicts: [{id: low, title: L}, {id: mid, title: M}, {id: high, title: H, min: {d: 60}}]
"""


def changed(*pairs: tuple[str, str]) -> RuleSet:
    text = OLD
    for was, now in pairs:
        assert was in text
        text = text.replace(was, now)
    return ruleset(text)


def test_nothing_changed() -> None:
    found = compare(ruleset(OLD), changed(("id: small", "id: small # the same")))
    assert (found.items, found.moves, found.examples, found.moved) == ((), (), (), 0)


def test_words_change_no_verdict() -> None:
    found = compare(ruleset(OLD), changed(("say: s", "say: t"), ("title: H", "title: Higher")))
    assert found.items == (
        ItemChange("changed", "rules", "CAP", ("say",)),
        ItemChange("changed", "rules", "MANY", ("say",)),
        ItemChange("changed", "verdicts", "high", ("title", "short")),
    )
    assert (found.moved, found.drawn, found.examples) == (0, 12, ())


def test_another_spelling_of_a_condition_changes_no_verdict() -> None:
    found = compare(ruleset(OLD), changed(("n >= 10", "not n < 10")))
    assert [(one.id, one.fields) for one in found.items] == [("MANY", ("when",))]
    assert found.examples == ()


def test_a_threshold_that_moves() -> None:
    found = compare(ruleset(OLD), changed(("n >= 10", "n >= 20")))
    (example,) = found.examples
    assert (example.before, example.after) == ("high", "mid")
    assert (example.fires, example.fires_no_more) == ((), ("MANY",))
    assert set(example.answers) == {"n"}
    assert 0 < found.moved == example.count < found.drawn


def test_an_item_more_and_an_item_less() -> None:
    new = "  - {id: NEW, when: n == 7, enough: low, say: s, why: w}\nverdicts:"
    found = compare(ruleset(OLD), changed(("verdicts:", new), ("id: CAP", "id: CAP2")))
    assert [(one.kind, one.id) for one in found.items] == [("added", "CAP2"), ("added", "NEW"), ("removed", "CAP")]
    assert [(one.before, one.after, one.fires) for one in found.examples] == [("mid", "low", ("NEW",))]


def test_the_order_of_the_ladder_is_meaning() -> None:
    found = compare(
        ruleset(OLD), changed(("{id: low, title: L}, {id: mid, title: M}", "{id: mid, title: M}, {id: low, title: L}"))
    )
    assert [one.id for one in found.items] == ["the ladder"]
    assert {(one.before, one.after) for one in found.examples} == {("mid", "low")}


def test_cases_that_move_and_what_is_found_only_near_them() -> None:
    rare = " and ".join(f"q{number}" for number in range(12))
    questions = "".join(f"  - {{id: q{number}, type: yes_no, ask: Q, assume: no}}\n" for number in range(12))
    rule = f"  - {{id: RARE, when: {rare}, at_most: low, say: s, why: w}}\n"
    old = ruleset(OLD.replace("rules:\n", questions + "rules:\n"))
    new = ruleset(OLD.replace("rules:\n", questions + "rules:\n" + rule))
    sheet = ", ".join(f"q{number}: yes" for number in range(12))
    cases = read_cases(f"- {{id: all, answers: {{{sheet}}}, expect: {{verdict: low}}}}", "c.yaml", new).cases
    found = compare(old, new, cases)
    assert [(one.case, one.before, one.after) for one in found.moves] == [("all", "mid", "low")]
    assert ("mid", "low", 0) in {(one.before, one.after, one.count) for one in found.examples}


def test_answers_that_one_of_the_two_does_not_know() -> None:
    new = changed(("y: Y}", "y: Y, z: Z}"), ("{id: n,", "{id: m, renamed_from: n,"), ("when: n", "when: m"))
    given_answers = {"a": Answer("a", choices=("z",)), **answers(ruleset(OLD), {"n": 50})}
    assert set(understood(ruleset(OLD), given_answers)) == {"n"}
    assert set(understood(new, given_answers)) == {"a", "m"}
    assert verdict(ruleset(OLD), given_answers) == verdict(new, given_answers) == "high"


@given(st.integers(0, 10**9))
@settings(max_examples=6)
def test_examples_show_what_they_say(seed: int) -> None:
    first, second = ruleset(Draw(seed).text), ruleset(Draw(seed + 1).text)
    for example in compare(first, second, drawn=100).examples:
        pair = verdict(first, example.answers), verdict(second, example.answers)
        assert pair == (example.before, example.after)


@pytest.mark.parametrize("seed", range(12))
def test_the_share_of_small_sets_is_that_of_all_worlds(seed: int) -> None:
    """Against every world of two rule sets that differ in their rules alone."""
    one, other = Draw(seed), Draw(seed)
    other.lines["rules"] = other.lines["rules"][1:]
    first, second = ruleset(one.text), ruleset(other.text.replace("base: 40", "base: 50"))
    found = compare(first, second, drawn=200_000)
    assert found.complete
    pairs = [
        (World(first, world.values).verdict(), World(second, world.values).verdict()) for world in worlds(first, {})
    ]
    assert {(example.before, example.after) for example in found.examples} == {
        (before, after) for before, after in pairs if before != after
    }

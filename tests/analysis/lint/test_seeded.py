"""Nine defects in one rule set are found, a large form is linted in time, and what is called proved is true."""

import random
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from analysis.generated import generated
from mlgate.analysis.lint.engine import lint
from mlgate.analysis.lint.registry import CHECKS
from mlgate.assessment.assess import assess, verdict_of_state
from mlgate.assessment.plan import Plan, plan_of
from mlgate.files import load_ruleset
from mlgate.loading.answers import parse_answer
from mlgate.model import Effect, RuleSet
from mlgate.values import replace
from one_world import state_of_world
from rulesets import ruleset

SEEDED = ruleset((Path(__file__).parent / "seeded.yaml").read_text("utf-8"))
DEFECTS = [
    ("MG201", "NEVER", "never true"),
    ("MG202", "ALWAYS", "always true"),
    ("MG204", "SAME-B", "exactly when SAME-A does"),
    ("MG207", "UNDER", "can never matter"),
    ("MG210", "build", "can never be reached"),
    ("MG211", "rules", "never decides"),
    ("MG213", "signal", "2 rungs"),
    ("MG221", "colour", "can never change"),
    ("MG223", "rights", "in the project's favour"),
]


def test_all_seeded_defects_are_found_within_three_seconds() -> None:
    start = process_time()
    report = lint(SEEDED, CHECKS)
    assert process_time() - start < 3
    found = {(one.code, one.item): one for one in report.diagnostics}
    for code, item, message in DEFECTS:
        one = found[code, item]
        assert message in one.message
        assert one.reason or one.witness
    assert "the best score is 75" in found["MG210", "build"].reason
    assert found["MG223", "rights"].witness == {"rights": "forbidden"}
    assert "BAN" in found["MG207", "UNDER"].reason


def test_the_same_twice() -> None:
    assert lint(SEEDED, CHECKS) == lint(SEEDED, CHECKS)


def form(source: random.Random) -> dict[str, Any]:
    """Write a form of 110 questions with points per choice, 60 of them shown by another answer."""
    questions: list[dict[str, Any]] = []
    for number in range(110):
        choices = {f"c{n}": {"label": "x", "points": {f"d{number % 4}": n + 1}, "why": "w"} for n in range(4)}
        question = {"id": f"q{number:03}", "type": "choice", "ask": "?", "choices": choices, "assume": "c0"}
        if number >= 50:
            question["when"] = f"q{source.randrange(number):03} != c0"
        questions.append(question)
    verdicts: list[dict[str, Any]] = [{"id": "a", "title": "A"}]
    verdicts += [{"id": f"v{n}", "title": "V", "min": {f"d{n}": 40 + 10 * n}} for n in range(4)]
    dimensions = [{"id": f"d{n}", "title": "D"} for n in range(4)]
    head = {"mlgate": 1, "id": "form", "version": "1", "title": "Form"}
    return {**head, "dimensions": dimensions, "questions": questions, "verdicts": verdicts}


def test_a_large_form_is_linted_in_time() -> None:
    rules = ruleset(yaml.safe_dump(form(random.Random(5)), sort_keys=False))
    start = process_time()
    report = lint(rules, CHECKS)
    assert process_time() - start < 10
    assert [one for one in report.diagnostics if one.level != "note" and one.proved] == []


# --- What is proved is true -------------------------------------------------------------------------------------------


def some_worlds(plan: Plan, source: random.Random, count: int) -> list[dict[str, Any]]:
    """Draw worlds without the linter's help."""
    worlds = []
    for _ in range(count):
        world: dict[str, Any] = {}
        for question in plan.ruleset.questions.values():
            ids = [choice.id for choice in question.choices]
            if question.optional and source.random() < 0.3:
                world[question.id] = None
            elif question.type == "choices":
                world[question.id] = frozenset(id for id in ids if source.random() < 0.5)
            elif ids:
                world[question.id] = source.choice(ids)
            else:
                cell = source.choice(plan.variables[plan.index[question.id]].cells)
                world[question.id] = _inside(plan, question.id, cell)
        worlds.append(world)
    return worlds


def _inside(plan: Plan, id: str, cell: Any) -> Any:
    from mlgate.assessment.cells import inside

    return inside(cell, whole=plan.variables[plan.index[id]].whole)


def without_effects(rules: RuleSet, id: str, message: str) -> RuleSet:
    """Take away the one effect that a message names."""
    effect: Effect = rules.rules[id].effect
    if "'enough" in message:
        effect = replace(effect, enough=None)
    elif "'at_most" in message:
        effect = replace(effect, at_most=None)
    elif "'rules_out" in message:
        effect = replace(effect, rules_out=tuple(one for one in effect.rules_out if f": {one}'" not in message))
    else:
        dimension = message.split(" ", maxsplit=1)[0]
        effect = replace(effect, points=tuple(pair for pair in effect.points if pair[0] != dimension))
    return replace(rules, rules={**rules.rules, id: replace(rules.rules[id], effect=effect)})


@pytest.mark.parametrize("seed", range(25))
def test_proved_findings_hold_in_random_worlds(seed: int) -> None:
    rules = generated(seed).ruleset
    plan = plan_of(rules)
    source = random.Random(seed)
    worlds = some_worlds(plan, source, 150)
    states = [state_of_world(plan, world) for world in worlds]
    verdicts = [verdict_of_state(plan, state) for state in states]
    for one in lint(rules, CHECKS).diagnostics:
        if one.level == "note":
            continue
        if one.code in ("MG201", "MG202") and one.item in rules.rules and "condition of" in one.message:
            place = list(rules.rules).index(one.item)
            wanted = one.code == "MG202"
            assert all(plan.rules[place].condition.read(state.masks) is wanted for state in states), one
        elif one.code == "MG207":
            changed = plan_of(without_effects(rules, one.item, one.message))
            again = [verdict_of_state(changed, state_of_world(changed, world)) for world in worlds]
            assert again == verdicts, one
        elif one.code == "MG210":
            assert [rung.id for rung in rules.verdicts].index(one.item) not in verdicts, one
        elif one.code == "MG221":
            for world, verdict in zip(worlds, verdicts, strict=True):
                other = {**world, one.item: source.choice(worlds)[one.item]}
                assert verdict_of_state(plan, state_of_world(plan, other)) == verdict, one


@pytest.mark.parametrize("name", ["default", "llm"])
def test_examples_can_be_replayed(name: str) -> None:
    rules = load_ruleset(name)
    jumps = [one for one in lint(rules, CHECKS).diagnostics if one.code == "MG213"]
    assert jumps
    for one in jumps:
        answers = {id: parse_answer(rules, rules.questions[id], text) for id, text in one.witness.items()}
        assert f"gives '{assess(rules, answers).verdict}'" in one.reason.rpartition(", ")[2], one

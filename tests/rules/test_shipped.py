"""The rule sets that are shipped: their cases hold and cover everything, and the default one keeps to its own rules."""

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from mlgate.analysis.cases import run_case
from mlgate.analysis.coverage import coverage
from mlgate.analysis.outlook import outlook
from mlgate.assessment import assess
from mlgate.assessment.assess import total_scores, verdict_place
from mlgate.assessment.plan import plan_of
from mlgate.assessment.provisional import provisional_world
from mlgate.files import builtin_rules_folder, load_ruleset
from mlgate.loading.answers import read_sheet
from mlgate.loading.cases import read_cases
from mlgate.model import NUMERIC_TYPES, Answer, Interval, Question, RuleSet
from rulesets import answers

FOLDER = Path(str(builtin_rules_folder()))
SHIPPED = sorted(path.parent.name for path in FOLDER.glob("*/ruleset.yaml"))
DEFAULT = load_ruleset("default")
EXAMPLES = sorted((FOLDER / "default" / "examples").glob("*.yaml"))
FRAUD = {"annual_value": "n/a", "value_per_decision": "0.104875", "build_cost": "60000", "run_cost": "20000"}


def cases_of(name: str, rules: RuleSet):
    """Read the cases beside a shipped rule set."""
    path = FOLDER / name / "cases.yaml"
    return read_cases(path.read_bytes(), str(path), rules).cases


@pytest.mark.parametrize("name", SHIPPED)
def test_every_case_holds(name: str) -> None:
    rules = load_ruleset(name)
    failing = [
        (one.case.name, one.mismatches)
        for one in (run_case(rules, case) for case in cases_of(name, rules))
        if not one.holds
    ]
    assert not failing


@pytest.mark.parametrize("name", SHIPPED)
def test_the_cases_reach_every_rule_choice_verdict_cap_and_both_sides_of_every_minimum(name: str) -> None:
    rules = load_ruleset(name)
    found = coverage(rules, [(case.answers, assess(rules, case.answers)) for case in cases_of(name, rules)])
    assert not found.missing


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_says_why_and_on_what_it_rests(name: str) -> None:
    rules = load_ruleset(name)
    for rule in rules.rules.values():
        assert rule.say, rule.id
        assert rule.why, rule.id
        assert rule.sources, rule.id
    used = {id for item in (*rules.rules.values(), *rules.facts.values(), *rules.recipes) for id in item.sources}
    used |= {id for question in rules.questions.values() for id in question.sources}
    assert used == set(rules.sources) or rules.extends


def test_no_source_is_presented_as_more_than_was_read() -> None:
    for source in DEFAULT.sources.values():
        assert source.basis in ("full text", "abstract", "excerpt", "secondary"), source.id


def test_a_tie_never_decides() -> None:
    """Points are tens and minimums lie between two tens."""
    points = [number for rule in DEFAULT.rules.values() for _, number in rule.effect.points]
    bases = [dimension.base for dimension in DEFAULT.dimensions.values()]
    minimums = [least for rung in DEFAULT.verdicts for _, least in rung.minimums]
    assert all(number % 10 == 0 for number in points + bases)
    assert all(least % 10 == 5 for least in minimums)


def test_a_blank_sheet_is_named_and_not_condemned() -> None:
    assessment = assess(DEFAULT, {})
    found = outlook(DEFAULT, {}, assessment)
    assert assessment.verdict in ("define", "rules")
    assert not found.possible.settled
    assert found.conditions
    assert any(one.carries for one in found.assumptions)
    unknown = {id: Answer(id, unknown=True) for id, one in DEFAULT.questions.items() if one.type != "text"}
    assert assess(DEFAULT, unknown).verdict == assessment.verdict


# --- Economics, limits and cadence ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("volume", "low", "high"), [("200000", 738, 739), ("2000000", "3.7", "3.9"), ("200000..2000000", "3.7", 739)]
)
def test_the_worked_example_pays_back_as_calculated(volume: str, low: object, high: object) -> None:
    facts = assess(DEFAULT, answers(DEFAULT, {**FRAUD, "volume": volume})).facts
    payback = facts["payback_months"]
    assert payback.low is not None
    assert payback.high is not None
    assert Fraction(str(low)) < payback.low <= payback.high < Fraction(str(high))
    assert facts["break_even_volume"].value is not None
    assert round(facts["break_even_volume"].value) == 381_406


def test_a_loss_never_pays_back() -> None:
    facts = assess(DEFAULT, answers(DEFAULT, {**FRAUD, "volume": "1000"})).facts
    assert facts["net"].value is not None
    assert facts["net"].value < 0
    assert facts["payback_months"].value is None
    assert DEFAULT.facts["payback_months"].otherwise == "never"


@pytest.mark.parametrize(
    ("given", "closed"),
    [
        (
            {"task": "perceive", "existing_model": "tested_ok", "model_at": "hosted", "latency_budget": "20 ms"},
            "pretrained",
        ),
        (
            {
                "task": "predict",
                "regime": "high_risk",
                "approval_time": "300 days",
                "drift": "weeks",
                "change_plan": "no",
            },
            "invest",
        ),
        (
            {
                "task": "perceive",
                "existing_model": "likely",
                "model_at": "in_process",
                "footprint": "device",
                "size_budget": "1 MB",
            },
            "pretrained",
        ),
    ],
)
def test_a_limit_closes_what_cannot_keep_it(given: dict[str, str], closed: str) -> None:
    assessment = assess(DEFAULT, answers(DEFAULT, given))
    (rung,) = (rung for rung in assessment.rungs if rung.verdict == closed)
    assert rung.open is False
    closing = [
        id for id in rung.closed_by if closed in DEFAULT.rules[id].effect.rules_out or DEFAULT.rules[id].effect.at_most
    ]
    assert closing
    assert all(DEFAULT.rules[id].why and DEFAULT.rules[id].sources for id in closing)


def test_a_plan_for_changes_makes_slow_approval_fit() -> None:
    slow = {"task": "predict", "regime": "high_risk", "approval_time": "300 days", "drift": "weeks"}
    assert assess(DEFAULT, answers(DEFAULT, slow)).facts["updates_fit"].value is False
    assert assess(DEFAULT, answers(DEFAULT, {**slow, "change_plan": "yes"})).facts["updates_fit"].value is True


# --- Every dimension decides ------------------------------------------------------------------------------------------


def test_removing_the_points_of_any_dimension_moves_one_sheet_in_a_hundred() -> None:
    plan = plan_of(DEFAULT)
    moved = [0] * len(plan.dimensions)
    total = 0
    for given in neighbours(1500):
        _, state = provisional_world(plan, given)
        firing = [bool(rule.condition.read(state.masks)) for rule in plan.rules]
        scores = total_scores(plan, firing)
        now = verdict_place(plan, state, firing, scores)
        total += 1
        for place, base in enumerate(plan.bases):
            without = [base if one == place else score for one, score in enumerate(scores)]
            moved[place] += verdict_place(plan, state, firing, without) != now
    assert all(count >= 0.01 * total for count in moved), dict(zip(plan.dimensions, moved, strict=True))


def neighbours(count: int) -> Iterator[dict[str, Answer]]:
    """Draw sheets that differ in one answer from a case or an example."""
    drawn = random.Random(1)
    sheets = [dict(case.answers) for case in cases_of("default", DEFAULT)]
    sheets += [dict(read_sheet(path.read_bytes(), path.name, DEFAULT).answers) for path in EXAMPLES]
    asked = [question for question in DEFAULT.questions.values() if question.type != "text"]
    for _ in range(count):
        question = drawn.choice(asked)
        yield {**drawn.choice(sheets), question.id: any_answer(question, drawn)}


def any_answer(question: Question, drawn: random.Random) -> Answer:
    """Draw a definite answer."""
    if question.type in NUMERIC_TYPES:
        number = min(Fraction(10) ** drawn.randint(0, 7), question.maximum)
        return Answer(question.id, interval=Interval(number, number))
    return Answer(question.id, choices=(drawn.choice(question.choices).id,))


# --- Examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_complete(path: Path) -> None:
    sheet = read_sheet(path.read_bytes(), path.name, DEFAULT)
    assert sheet.project
    assessment = assess(DEFAULT, sheet.answers)
    found = outlook(DEFAULT, sheet.answers, assessment)
    assert found.possible.settled or path.stem == "churn"


def test_the_churn_example_is_the_one_of_the_documents() -> None:
    path = FOLDER / "default" / "examples" / "churn.yaml"
    sheet = read_sheet(path.read_bytes(), path.name, DEFAULT)
    assessment = assess(DEFAULT, sheet.answers)
    found = outlook(DEFAULT, sheet.answers, assessment)
    assert assessment.verdict == "rules"
    assert found.possible.verdicts == ("stop", "rules", "prototype")
    assert set(found.open_questions) == {"baseline", "annual_value", "data_rights"}
    assert [(one.question, one.otherwise) for one in found.conditions] == [("data_rights", ("stop",))]
    payback = assessment.facts["payback_months"]
    assert (payback.low, payback.high) == (Fraction("6.4"), 32)
    value = next(one for one in found.find_out if one.question == "annual_value")
    assert any(isinstance(said, Interval) and said.low == 70_000 for said, _ in value.decides)

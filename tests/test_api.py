"""The public Python API: what it takes, what it gives, how it refuses."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import mlgate
from mlgate.loading.answers import read_sheet

ROOT = Path(__file__).parents[1]
CHURN = ROOT / "rules" / "default" / "examples" / "churn.yaml"
RULES = mlgate.load()


def test_everything_public_is_there_and_explained() -> None:
    for name in mlgate.__all__:
        assert name == "__version__" or getattr(mlgate, name).__doc__
    for name, value in vars(mlgate.Result).items():
        assert name.startswith("_") or value.__doc__


def test_what_does_not_exist_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        mlgate.asess  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("name", ["default", "quick", str(ROOT / "rules" / "quick"), ROOT / "rules" / "default"])
def test_rule_sets_are_loaded_by_name_and_path(name: Any) -> None:
    assert mlgate.load(name).id in str(name)


def test_a_rule_set_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(mlgate.Unusable, match="default, ") as caught:
        mlgate.load("defualt")
    assert "there is no rule set 'defualt'" in str(caught.value)


def test_nothing_known_is_no_verdict() -> None:
    result = mlgate.assess(RULES, {})
    assert len(result.possible) == 8
    assert not result.settled
    assert result.open_questions
    assert result.conditions
    assert repr(result) == f"<Result rules, possible: {', '.join(rung.id for rung in RULES.verdicts)}>"


def test_mapping_path_and_sheet_come_to_the_same() -> None:
    sheet = read_sheet(CHURN.read_bytes(), str(CHURN), RULES)
    by_sheet, by_path = mlgate.assess(RULES, sheet), mlgate.assess("default", CHURN)
    assert by_sheet.to_json() == by_path.to_json()
    assert (by_path.verdict, by_path.possible) == ("rules", ("stop", "rules", "prototype"))
    assert by_path.scores["purpose"].value == 80
    assert by_path.facts["payback_months"].value is not None
    assert {finding.rule for finding in by_path.findings if finding.outcome == "open"} >= {"BASE-01", "ECON-02"}
    assert {each.question for each in by_path.assumptions} >= {"baseline", "data_rights"}
    assert {flip.verdict for flip in by_path.flips} >= {"stop", "prototype"}
    assert [each.question for each in by_path.find_out] == list(by_path.open_questions)
    assert by_path.rungs[0].verdict == "stop"


def test_a_report_can_be_had_in_every_form() -> None:
    result = mlgate.assess(RULES, CHURN)
    assert json.loads(result.to_json())["verdict"]["id"] == result.verdict
    assert result.to_markdown().startswith("# Churn early warning")
    assert result.to_html().startswith("<!")


# the question, the value, the same as an answers file says it
VALUES: list[tuple[str, Any, Any]] = [
    ("task", "predict", "predict"),
    ("baseline", ["far", "close"], "[far, close]"),
    ("baseline", {"close", "far"}, "[close, far]"),
    ("change_plan", True, "yes"),
    ("change_plan", False, "no"),
    ("labels", 4000, "4000"),
    ("labels", "1k..5k", "1k..5k"),
    ("annual_value", 99.5, "99.5"),
    ("annual_value", Decimal("0.1"), "0.1"),
    ("annual_value", 1e-7, "0.0000001"),
    ("annual_value", "n/a", "n/a"),
    ("expected_lift", 0.05, "5 %"),
    ("expected_lift", Fraction(1, 8), "12.5 %"),
    ("expected_lift", "5 %", "5 %"),
    ("latency_budget", "50 ms", "50 ms"),
    ("labels", "unknown", "unknown"),
    ("labels", None, "null"),
    ("metric_name", "churn", "churn"),
    ("labels", {"value": 10, "note": "counted", "basis": "measured"}, "{value: 10, note: counted, basis: measured}"),
]


@pytest.mark.parametrize(
    ("question", "value", "written"),
    VALUES,
    ids=lambda value: type(value).__name__ if isinstance(value, set | frozenset) else str(value),
)
def test_a_plain_value_means_what_it_means_in_a_file(question: str, value: Any, written: str) -> None:
    sheet = read_sheet(f"mlgate: 1\nanswers:\n  {question}: {written}\n", "answers.yaml", RULES)
    given = mlgate.assess(RULES, {question: value})
    assert json.loads(given.to_json())["answers"] == json.loads(mlgate.assess(RULES, sheet).to_json())["answers"]


# the answers, what is said about them
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"tusk": "predict"}, "unknown question 'tusk'"),
    ({"task": "forcast"}, "unknown choice 'forcast'"),
    ({"labels": "many"}, "'many' is not a number"),
    ({"labels": float("nan")}, "nan is not a number that can be compared"),
    ({"labels": float("inf")}, "inf is not a number that can be compared"),
    ({"latency_budget": 5}, "'5' needs a unit"),
    ({"labels": [1, 2]}, "a value of type list is no answer"),
    ({"labels": object()}, "a value of type object is no answer"),
    ({"task": {"value": "predict", "nota": "x"}}, "unknown key 'nota'"),
    ({"task": {"value": "predict", "basis": "sure"}}, "unknown basis 'sure'"),
    ({"task": "n/a"}, "always applies"),
]


@pytest.mark.parametrize(("answers", "says"), REFUSED, ids=lambda value: str(value).split(" at 0x")[0][:40])
def test_what_is_no_answer_is_refused(answers: dict[str, Any], says: str) -> None:
    with pytest.raises(mlgate.Unusable) as caught:
        mlgate.assess(RULES, answers)
    assert says in str(caught.value)
    assert "help:" in str(caught.value)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(mlgate.Unusable) as caught:
        mlgate.assess(RULES, {"tusk": "predict", "labels": "many"})
    assert len(caught.value.problems) == 2

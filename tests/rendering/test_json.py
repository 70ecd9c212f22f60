"""JSON: the contract's object, in its order, with exact numbers and nothing that steers a terminal."""

import json
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest

from churn import Project, churn, worded
from mlgate.model import Answer, Interval, Question
from mlgate.rendering import json as rendering
from mlgate.rendering.json import written, written_ends
from nasty import everything

KEYS = """
mlgate schema_version rules project owner date verdict possible conditions cap enough dimensions rungs findings
flips open_questions assumed facts answers next
"""
FINDING = "rule outcome points enough at_most rules_out because missing statement sources"


def rendered(project: Project) -> str:
    return rendering.render(
        project.rules, project.sheet, project.assessment, project.outlook, project.report.program_version
    )


def test_the_object_has_the_keys_of_the_contract_in_order() -> None:
    found = json.loads(rendered(churn()))
    assert list(found) == KEYS.split()
    assert list(found["verdict"]) == ["id", "title", "settled", "proof"]
    assert list(found["rungs"][0]) == ["verdict", "open", "missing", "closed_by"]
    assert list(found["findings"][0]) == FINDING.split()
    assert list(found["flips"][0]) == ["changes", "verdict", "effort", "kind"]


def test_what_was_answered_is_there_as_in_the_answers_file() -> None:
    answers = json.loads(rendered(churn()))["answers"]
    assert answers["labels"] == {"value": "6000..9000", "note": "two years of contracts"}
    assert answers["build_cost"] == 80000
    assert answers["latency_budget"] in ("1 day", "1 day")
    assert answers["value_per_decision"] == "n/a"
    assert answers["baseline"]["value"] == "unknown"


@everything
def test_typed_words_survive_and_steer_nothing(words: str) -> None:
    text = rendered(worded(words))
    assert json.loads(text)["project"] == words
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff]", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(6000), "6000"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 3), repr(1 / 3)),
        (Fraction(10**15), "1000000000000000"),
        (Fraction(1, 10**12), "0.000000000001"),
        (True, "true"),
        (None, "null"),
        ({}, "{}"),
        ([], "[]"),
        (("a", "b"), '["a", "b"]'),
        ("\u202e\x1b\U000e0041", '"\\u202e\\u001b\\udb40\\udc41"'),
    ],
)
def test_values_are_written_exactly(value: rendering.Json, text: str) -> None:
    assert written(value) == text
    json.loads(text, parse_float=Decimal)


@pytest.mark.parametrize(
    ("interval", "ends"),
    [
        pytest.param(Interval(Fraction(70_000), None), (70_000, 10**15), id="no bound is the question's own"),
        pytest.param(Interval(Fraction(24), Fraction("24.001")), (24, "24.001"), id="as it stands"),
        pytest.param(Interval(Fraction(1, 3), Fraction(2, 3)), ("0.3334", "0.6666"), id="digits that end"),
    ],
)
def test_every_value_of_a_written_range_belongs_to_it(interval: Interval, ends: tuple[object, object]) -> None:
    question = Question("q", "number", "?")
    assert written_ends(question, interval) == tuple(Fraction(str(end)) for end in ends)


def test_open_and_listed_answers_keep_their_form() -> None:
    question = Question("q", "choice", "?")
    several = Question("q", "choices", "?")
    assert rendering._answer(question, Answer("q", choices=("a", "b"))) == ("a", "b")
    assert rendering._answer(several, Answer("q", choices=())) == ()
    assert rendering._answer(several, Answer("q", choices=("a",))) == ("a",)
    assert rendering._answer(question, Answer("q", unknown=True)) == "unknown"


def test_the_way_to_json_loads_no_other_renderer() -> None:
    code = "import mlgate.rendering.json, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_paths())
    loaded = set(run.stdout.split())
    others = {f"mlgate.rendering.{name}" for name in ("terminal", "markdown", "html")}
    assert loaded & {"rich", "questionary", "yaml", "typer", *others} == set()


def _paths() -> dict[str, str]:
    from pathlib import Path

    return {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}

"""The language of conditions: every case of language.yaml, and that no text whatever can hurt."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlgate.assessment import assess
from mlgate.expression.errors import ExpressionError
from mlgate.expression.resolution import Named, read_condition
from mlgate.model import Outcome
from rulesets import answers, ruleset

HERE = Path(__file__).parent
SCOPE = HERE.joinpath("scope.yaml").read_text("utf-8")
CASES: list[dict[str, Any]] = yaml.safe_load(HERE.joinpath("language.yaml").read_text("utf-8"))
TRUTHS: dict[Any, Outcome] = {True: "fires", False: "no", "open": "open"}
RULES = ruleset(SCOPE)
NAMES = {id: Named(q.type, tuple(choice.id for choice in q.choices)) for id, q in RULES.questions.items()} | {
    id: Named("truth" if fact.holds else fact.value.kind if fact.value else "number")  # type: ignore[arg-type]
    for id, fact in RULES.facts.items()
}
NAMES["drift"] = Named("choice", NAMES["drift"].choices, "duration")


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@pytest.mark.parametrize("case", [c for c in CASES if "is" in c], ids=lambda c: f"{c['text']} {c['answers']}"[:70])
def test_truth(case: dict[str, Any]) -> None:
    rule = f"\nrules: [{{id: R, when: {quoted(case['text'])}, say: s, why: w, at_most: only}}]"
    rules = ruleset(SCOPE + rule)
    given = {
        id: {True: "yes", False: "no"}.get(v, v) if isinstance(v, bool) else v for id, v in case["answers"].items()
    }
    (finding,) = assess(rules, answers(rules, given)).findings
    assert finding.outcome == TRUTHS[case["is"]]


@pytest.mark.parametrize("case", [c for c in CASES if "says" in c], ids=lambda c: c["text"])
def test_mistake(case: dict[str, Any]) -> None:
    text: str = case["text"]
    with pytest.raises(ExpressionError) as caught:
        read_condition(text, NAMES)
    error = caught.value
    marked = text[error.at.offset : error.at.offset + error.at.length]
    assert (error.message, marked) == (case["says"], case["at"])
    assert case["help"] in error.help
    assert bool(case["help"]) == bool(error.help)
    if case.get("last"):
        assert error.at.offset == text.rindex(case["at"])


# name, the text, what it says
HOSTILE: list[tuple[str, str, str]] = [
    ("parentheses", "(" * 2_000 + "labels > 5" + ")" * 1_990, "nested more than 100 levels"),
    ("not", "not " * 900 + "review", "nested more than 100 levels"),
    ("minus", "-" * 3_000 + "5 > 4", "nested more than 100 levels"),
    ("a sum", "+".join(["labels"] * 500) + " > 5", "nested more than 100 levels"),
    ("functions", "min(" * 900 + "1", "nested more than 100 levels"),
    ("mixed", "not (-min(" * 300 + "1", "nested more than 100 levels"),
    ("a long text", "labels > 5 or " * 300 + "review", "at most 4,000 characters"),
    ("digits", "labels > " + "9" * 3_000, "at most 30 characters"),
    ("an exponent", "labels > 1e99", "at most 1e15"),
    ("an open string", "task == '" + "x" * 3_000, "unexpected character"),
    ("control characters", "labels > 5\x07", "unexpected character"),
]


@pytest.mark.parametrize(("text", "says"), [pytest.param(t, s, id=name) for name, t, s in HOSTILE])
def test_hostile_text_is_refused_at_once(text: str, says: str) -> None:
    begin = time.process_time()
    with pytest.raises(ExpressionError) as caught:
        read_condition(text, NAMES)
    assert says in caught.value.message
    assert len(caught.value.message) < 200
    assert time.process_time() - begin < 1  # of processor time, which a busy machine does not stretch


def test_a_wide_condition_is_read() -> None:
    assert read_condition(" or ".join(["labels > 5"] * 285), NAMES).names == {"labels"}


WORDS = [
    "labels",
    "task",
    "predict",
    "regions",
    "eu",
    "review",
    "and",
    "or",
    "not",
    "in",
    "has",
    "(",
    ")",
    ",",
    "==",
    "!=",
    "<",
]
WORDS += [
    "<=",
    "+",
    "-",
    "*",
    "/",
    "5",
    "1e3",
    "%",
    "k",
    "days",
    "min",
    "value",
    "coalesce",
    "drift",
    "latency",
    "'",
    '"',
    "é",
    ".",
]


def outcome(text: str) -> ExpressionError | None:
    try:
        read_condition(text, NAMES)
    except ExpressionError as error:
        return error
    return None


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_text_is_read_or_refused_in_place(text: str) -> None:
    error = outcome(text)
    assert error is None or 0 <= error.at.offset <= len(text)
    assert error is None or error.at.length >= 1

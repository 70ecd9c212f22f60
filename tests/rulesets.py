"""Rule sets and answers as tests write them: YAML text or plain data in, the values of the program out."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from mlgate.loading.rulesets import read_ruleset
from mlgate.model import NUMERIC_TYPES, Answer, Interval, Question, RuleSet
from mlgate.quantity import read_range

FRAME = """
mlgate: 1
id: test
version: 1.0.0
title: Test
"""
LADDER = """
verdicts: [{id: low, title: Low}, {id: mid, title: Mid}, {id: high, title: High}]
"""


def no_other(name: str, file: str) -> tuple[str, str]:
    """Fetch nothing: the test uses one file."""
    raise AssertionError(f"{file} extends {name}")


def ruleset(text: str) -> RuleSet:
    """Read a rule set that extends nothing; the head of the file may be left out."""
    return read_ruleset(text if "mlgate:" in text else FRAME + text, "team.yaml", no_other)


def answers(rules: RuleSet, given: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers from data: unknown, n/a, one choice or several, a number or a range as it stands in an answers file."""
    return {id: answer(rules.questions[id], value) for id, value in given.items() if value is not None}


def answer(question: Question, value: Any) -> Answer:
    """One answer from data."""
    if value == "unknown":
        return Answer(question.id, unknown=True)
    if value == "n/a":
        return Answer(question.id, not_applicable=True)
    if question.type in NUMERIC_TYPES:
        if isinstance(value, Fraction | int):
            return Answer(question.id, interval=Interval(Fraction(value), Fraction(value)))
        return Answer(question.id, interval=Interval(*read_range(str(value), question.type)))
    listed = value if isinstance(value, list | tuple | frozenset | set) else [value]
    words = [{True: "yes", False: "no"}.get(one, one) if isinstance(one, bool) else str(one) for one in listed]
    return Answer(question.id, choices=tuple(words))

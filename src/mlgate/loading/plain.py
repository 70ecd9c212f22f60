"""Plain Python values for questions in, answers out: what `mlgate.assess` takes instead of a file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import get_args

from mlgate.loading.answers import NotAnAnswer, parse_answer
from mlgate.model import Answer, Basis, Question, RuleSet
from mlgate.problem import Problem, Unusable, did_you_mean, quote
from mlgate.quantity import exact
from mlgate.values import replace

_LONG_FORM = ("value", "note", "basis", "source")


def plain_answers(ruleset: RuleSet, given: Mapping[str, object]) -> dict[str, Answer]:
    """Read answers from a mapping; None counts as not asked. Raises Unusable with every mistake."""
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        try:
            answer = _answer(ruleset, str(name), value)
        except NotAnAnswer as error:
            problems.append(Problem(f"answer {quote(str(name))}: {error}", help=error.hint))
            continue
        if answer is not None:
            answers[answer.question] = answer
    if problems:
        raise Unusable(problems)
    return answers


def _answer(ruleset: RuleSet, name: str, value: object) -> Answer | None:
    id = ruleset.renamed.get(name, name)
    question = ruleset.questions.get(id)
    if question is None:
        raise NotAnAnswer(f"unknown question {quote(name)}", did_you_mean(name, ruleset.questions, "questions"))
    if isinstance(value, Mapping):
        return _long(ruleset, question, value)
    return None if value is None else parse_answer(ruleset, question, _text(question, value))


def _long(ruleset: RuleSet, question: Question, given: Mapping[str, object]) -> Answer | None:
    for key in given:
        if key not in _LONG_FORM:
            raise NotAnAnswer(f"unknown key {quote(str(key))}", did_you_mean(str(key), _LONG_FORM, "keys"))
    basis = given.get("basis", "estimate")
    if basis not in get_args(Basis):
        raise NotAnAnswer(f"unknown basis {quote(str(basis))}", did_you_mean(str(basis), get_args(Basis), "bases"))
    answer = _answer(ruleset, question.id, given.get("value"))
    note, source = str(given.get("note", "")), str(given.get("source", ""))
    return answer and replace(answer, note=note, basis=basis, source=source)


def _text(question: Question, value: object) -> str:
    """Write a value as an answers file says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Real | Decimal):
        return _number(question, value)
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | set | frozenset) and all(isinstance(one, str) for one in value):
        return f"[{', '.join(sorted(value) if isinstance(value, set | frozenset) else value)}]"
    raise NotAnAnswer(
        f"a value of type {type(value).__name__} is no answer", "give a text, a number, True, False or a list of ids"
    )


def _number(question: Question, value: Real | Decimal) -> str:
    """Write a number in decimals; a share of 0.05 is 5 %."""
    try:
        number = value if isinstance(value, Fraction) else Fraction(str(value))
    except ValueError:
        raise NotAnAnswer(f"{value} is not a number that can be compared", "for example 12") from None
    return f"{exact(number * 100)} %" if question.type == "percent" else exact(number)

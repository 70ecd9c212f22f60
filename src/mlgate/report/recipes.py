"""The provisional world goes in; the recipe that fits it comes out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from mlgate.expression.syntax import (
    And,
    ChoiceValue,
    Coalesce,
    Combine,
    Compare,
    Constant,
    Extreme,
    HasChoice,
    Holds,
    Member,
    Not,
    Number,
    Or,
    Term,
    Test,
    Value,
)
from mlgate.model import Recipe
from mlgate.report.matter import Matter, rank

Known = Mapping[str, str | Fraction | bool | frozenset[str] | None]


def recipe_for(matter: Matter) -> Recipe | None:
    """Give the first recipe whose condition holds, for a verdict under which the simplest method is still to be run.

    The two plainest verdicts say that nothing is to be built yet; the heaviest has left the simplest method behind.
    """
    top = len(matter.ruleset.verdicts) - 1
    if not min(2, top - 1) <= rank(matter, matter.assessment.verdict) < top:
        return None
    facts = {name: fact.value for name, fact in matter.assessment.facts.items()}
    known: Known = {**matter.assessment.world, **facts}
    for recipe in matter.ruleset.recipes:
        if recipe.when is None:
            return recipe
        # A recipe for work that nobody has named would be a guess.
        if not recipe.when.names & set(matter.assessment.open) and _holds(matter, recipe.when.test, known):
            return recipe
    return None


def _holds(matter: Matter, test: Test, known: Known) -> bool:
    """Tell whether a condition holds in one world; a comparison with n/a does not."""
    match test:
        case And(parts):
            return all(_holds(matter, part, known) for part in parts)
        case Or(parts):
            return any(_holds(matter, part, known) for part in parts)
        case Not(part):
            return not _holds(matter, part, known)
        case Member(name, choices):
            value = known.get(name)
            return isinstance(value, str) and value in choices
        case HasChoice(name, choice):
            value = known.get(name)
            return isinstance(value, frozenset) and choice in value
        case Holds(name):
            return known.get(name) is True
        case Compare(term, op, bound):
            number = _number(matter, term, known)
            return number is not None and _compare(number, op, bound)
        case Constant(value):
            return value


def _compare(number: Fraction, op: str, bound: Fraction) -> bool:
    answers = {"==": number == bound, "<": number < bound, "<=": number <= bound, ">": number > bound}
    return answers.get(op, number >= bound)


def _number(matter: Matter, term: Term, known: Known) -> Fraction | None:
    match term:
        case Number(value):
            return value
        case Value(name):
            value_of = known.get(name)
            return value_of if isinstance(value_of, Fraction) else None
        case ChoiceValue(name):
            chosen = known.get(name)
            question = matter.ruleset.questions.get(name)
            carried = (choice.value for choice in (question.choices if question else ()) if choice.id == chosen)
            return next(carried, None)
        case Combine(op, left, right):
            return _combined(op, _number(matter, left, known), _number(matter, right, known))
        case Extreme(op, parts):
            numbers = [_number(matter, part, known) for part in parts]
            found = [number for number in numbers if number is not None]
            return None if len(found) < len(numbers) else min(found) if op == "min" else max(found)
        case Coalesce(parts):
            return next((number for part in parts if (number := _number(matter, part, known)) is not None), None)


def _combined(op: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or (op == "/" and right == 0):
        return None
    if op == "/":
        return left / right
    return left + right if op == "+" else left - right if op == "-" else left * right

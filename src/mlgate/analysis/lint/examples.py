"""A world in, an example project as an answers file would have it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from mlgate.analysis.axes import Option
from mlgate.analysis.lint.worlds import World, Worlds
from mlgate.assessment.cells import inside
from mlgate.assessment.plan import Plan
from mlgate.assessment.provisional import provisional_world
from mlgate.assessment.ranges import Range
from mlgate.loading.answers import parse_answer
from mlgate.loading.writing import number as written_number
from mlgate.model import NUMERIC_TYPES


def example(worlds: Worlds, world: World, questions: Iterable[str] = ()) -> dict[str, str]:
    """Give the answers of a world: those of the given questions, and all that are not as assumed."""
    plan = worlds.plan
    start = worlds.bases[0]
    wanted = set(questions)
    answers: dict[str, str] = {}
    for number, axis in enumerate(worlds.axes):
        if world[number] != start[number]:
            wanted.add(plan.variables[axis.variable].question)
    for _ in range(len(plan.ruleset.questions)):
        states = {
            axis.variable: worlds.option(world, number)
            for number, axis in enumerate(worlds.axes)
            if plan.variables[axis.variable].question in wanted
        }
        answers = answers_of(plan, states)
        missing = set(_assumed_otherwise(worlds, world, answers)) - wanted
        if not missing:
            break
        wanted |= missing
    return answers


def _assumed_otherwise(worlds: Worlds, world: World, answers: Mapping[str, str]) -> Iterator[str]:
    """Walk the questions that count with these answers and for which they make something else assumed."""
    plan = worlds.plan
    given = {id: parse_answer(plan.ruleset, plan.ruleset.questions[id], text) for id, text in answers.items()}
    _, state = provisional_world(plan, given)
    for number, axis in enumerate(worlds.axes):
        variable = plan.variables[axis.variable]
        counts = state.masks[axis.variable] != variable.na or state.given[axis.variable] == variable.na
        if counts and not worlds.option(world, number).mask & state.given[axis.variable]:
            yield variable.question


def answers_of(plan: Plan, states: Mapping[int, Option]) -> dict[str, str]:
    """Write what variables are as answers, in the order of the rule set."""
    found: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for number, option in states.items():
        variable = plan.variables[number]
        if variable.choice:
            chosen = several.setdefault(variable.question, [])
            if option.mask & 0b10 and not option.mask & 0b01:
                chosen.append(variable.choice)
        elif variable.question:
            found[variable.question] = answer_text(plan, number, option)
    found |= {question: f"[{', '.join(chosen)}]" for question, chosen in several.items()}
    return {id: found[id] for id in plan.ruleset.questions if id in found}


def answer_text(plan: Plan, number: int, option: Option) -> str:
    """Write one state of a question's variable as an answer."""
    variable = plan.variables[number]
    applicable = option.mask & variable.all
    if not applicable:
        return "n/a"
    cell = variable.cells[(applicable & -applicable).bit_length() - 1]
    if not isinstance(cell, Range):
        return cell
    kind = plan.ruleset.questions[variable.question].type
    value = inside(option.range if option.range is not None and option.range.is_point else cell, whole=variable.whole)
    return written_number(Fraction(0) if value is None else value, kind if kind in NUMERIC_TYPES else "number")

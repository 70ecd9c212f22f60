"""A number of a state in, the stretches of its values on which every fact that depends on it stays in one cell, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from mlgate.analysis.thresholds import segments, usual_grid
from mlgate.assessment.plan import Plan, Variable
from mlgate.assessment.ranges import Range, point
from mlgate.assessment.state import State, WorldValue, cell_in_world, effective_mask
from mlgate.expression.walking import names_in
from mlgate.model import Question
from mlgate.values import value

# Gives what a question is taken for in the state as it is just now.
Taken = Callable[[Question], WorldValue]


@value
class Depending:
    """The facts that depend on a number; `touched` are they and what else the number changes on the way to them."""

    facts: tuple[int, ...]
    touched: tuple[int, ...]  # in dependency order


def stretches_in(
    plan: Plan, state: State, number: int, cell: Range, landmarks: Iterable[Fraction], taken: Taken | None = None
) -> list[Range]:
    """Cut a cell, or a part of one, where a fact that depends on the number changes its own cell.

    Everything else stays as it is in the state; with `taken`, what is taken for open answers is worked out anew.
    """
    depending = depending_on(plan, number)
    if not depending.facts:
        return [cell]
    changed = (number, *depending.touched)
    kept = [(one, state.given[one], state.pieces[one], state.masks[one], state.ranges[one]) for one in changed]

    def read(value: Fraction) -> tuple[int, ...]:
        _set(plan, state, number, value)
        for one in depending.touched:
            _settle(plan, state, one, taken)
        return tuple(state.masks[fact] for fact in depending.facts)

    try:
        found = segments(read, cell, usual_grid(cell, landmarks), whole=plan.variables[number].whole)
    finally:
        for one, given, pieces, mask, range_ in kept:
            state.given[one], state.pieces[one], state.masks[one], state.ranges[one] = given, pieces, mask, range_
    return found or [cell]


def _set(plan: Plan, state: State, number: int, value: Fraction) -> None:
    """Give a question a number; where it is hidden just now, what facts come to is read as if it were not."""
    state.given[number], state.pieces[number] = cell_in_world(plan.variables[number], value)
    state.masks[number], state.ranges[number] = state.given[number], point(value)


def _settle(plan: Plan, state: State, number: int, taken: Taken | None) -> None:
    variable = plan.variables[number]
    if variable.question and taken is not None:
        value = taken(plan.ruleset.questions[variable.question])
        state.given[number], state.pieces[number] = cell_in_world(variable, value)
    state.masks[number] = effective_mask(plan, state, number)


@lru_cache(maxsize=1024)
def depending_on(plan: Plan, number: int) -> Depending:
    """Give the facts that depend on the value of a question, through other facts too."""
    facts: list[int] = []
    names = {plan.variables[number].id}
    for place, variable in enumerate(plan.variables):
        if variable.term is not None and names & set(names_in(variable.term)):
            facts.append(place)
            names.add(variable.id)
    return Depending(tuple(facts), _touched(plan, number, facts))


def _touched(plan: Plan, number: int, facts: Iterable[int]) -> tuple[int, ...]:
    """Give the facts and what lies between the number and them: a guard or an assumption may read it as well."""
    inputs = _inputs(plan)
    reached = {number}
    for place, some in enumerate(inputs):
        if some & reached:
            reached.add(place)
    found: set[int] = set()
    waiting = list(facts)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting += (inputs[place] & reached) - {number}
    return tuple(sorted(found))


@lru_cache(maxsize=32)
def _inputs(plan: Plan) -> tuple[frozenset[int], ...]:
    """Give, for every variable, those that its formula, its guard and its assumptions read."""
    return tuple(frozenset(_inputs_of(plan, variable)) for variable in plan.variables)


def _inputs_of(plan: Plan, variable: Variable) -> Iterator[int]:
    if variable.term is not None:
        yield from (plan.index[name] for name in names_in(variable.term))
    conditions = (variable.guard, *plan.assumptions.get(variable.question, ()))
    for condition in conditions:
        yield from condition.depends if condition is not None else ()

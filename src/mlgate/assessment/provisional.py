"""A plan and answers in, the provisional world out: one value for every question, assumed where the answer is open."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from mlgate.assessment.plan import Plan
from mlgate.assessment.state import State, WorldValue, cell_in_world, effective_mask
from mlgate.model import NUMERIC_TYPES, Answer, Interval, Question

# The world's values after guards (n/a: None), and the state that they make.
World = dict[str, WorldValue]


def provisional_world(plan: Plan, answers: Mapping[str, Answer]) -> tuple[World, State]:
    """Build the provisional world question by question, in dependency order."""
    count = len(plan.variables)
    state = State([0] * count, [()] * count, [0] * count, [None] * count)
    world: World = {}
    for number, variable in enumerate(plan.variables):
        if variable.question:
            if variable.question not in world:
                world[variable.question] = value_taken(plan, state, plan.ruleset.questions[variable.question], answers)
            state.given[number], state.pieces[number] = cell_in_world(variable, world[variable.question])
        state.masks[number] = effective_mask(plan, state, number)
        if variable.question and state.masks[number] == variable.na:
            world[variable.question] = None
    return world, state


def value_taken(plan: Plan, state: State, question: Question, answers: Mapping[str, Answer]) -> WorldValue:
    """Give what a question is taken for where the state is worked out for everything that comes before it."""
    return value_of(question, answers.get(question.id), _assumed(plan, state, question))


def _assumed(plan: Plan, state: State, question: Question) -> WorldValue:
    for entry, condition in zip(question.assume, plan.assumptions[question.id], strict=True):
        if condition is None or condition.read(state.masks):
            return entry.value
    return None


def value_of(question: Question, answer: Answer | None, assumed: WorldValue) -> WorldValue:
    """Give the value that an answer takes in the provisional world: itself, or the one nearest to what is assumed."""
    if answer is None or answer.unknown:
        return assumed
    if answer.not_applicable:
        return None
    if question.type == "choices":
        return assumed if answer.choices is None else frozenset(answer.choices)
    if question.type in NUMERIC_TYPES:
        return assumed if answer.interval is None else _nearest_number(question, answer.interval, assumed)
    return assumed if answer.choices is None else _nearest_choice(question, answer.choices, assumed)


def _nearest_number(question: Question, interval: Interval, assumed: WorldValue) -> Fraction:
    if interval.low is not None and interval.low == interval.high:
        return interval.low
    low = question.minimum if interval.low is None else max(interval.low, question.minimum)
    high = question.maximum if interval.high is None else min(interval.high, question.maximum)
    if question.whole:
        low, high = Fraction(math.ceil(low)), Fraction(math.floor(high))
    if not isinstance(assumed, Fraction):
        return high if question.worse == "high" else low
    return min(max(assumed, low), high)


def _nearest_choice(question: Question, possible: tuple[str, ...], assumed: WorldValue) -> str:
    if len(possible) == 1:
        return possible[0]
    order = [choice.id for choice in question.choices]
    places = sorted(order.index(id) for id in possible)
    if not isinstance(assumed, str):
        return order[places[-1 if question.worse == "high" else 0]]
    wanted = order.index(assumed)
    return order[min(places, key=lambda place: (abs(place - wanted), place))]

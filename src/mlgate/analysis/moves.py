"""The provisional world of a sheet in, the values that each of its questions can be moved to out.

Of values that neither rules nor facts tell apart there is one: a choice, a set of choices, a stretch of numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from mlgate.analysis.stretches import stretches_in
from mlgate.assessment.assess import verdict_of_state
from mlgate.assessment.cells import inside
from mlgate.assessment.plan import Plan, plan_of
from mlgate.assessment.provisional import World, provisional_world, value_taken
from mlgate.assessment.ranges import Range, interval_of, overlap, point, range_of
from mlgate.assessment.state import State, WorldValue
from mlgate.model import NUMERIC_TYPES, Answer, Interval, Question, RuleSet
from mlgate.values import field, record, value

MOST_SUBSETS = 5  # of a question that takes several choices every set is tried up to 2**5, beyond that single changes
NOT_APPLICABLE = "n/a"


@value
class Move:
    """One question moved to another value: the parts of its variables, and the value as a flip says it."""

    question: str
    value: str | Fraction | Interval | frozenset[str]
    cells: tuple[tuple[int, int, Range | None], ...]  # variable, mask, range
    sample: Fraction | None = None


@record
class Start:
    """Where changes start from: the provisional world and its verdict."""

    plan: Plan
    answers: Mapping[str, Answer]
    world: World
    state: State
    place: int
    stretches: dict[int, tuple[tuple[int, Range], ...]] = field(default_factory=dict)  # those worked out already


def start_of(ruleset: RuleSet, answers: Mapping[str, Answer]) -> Start:
    """Give the provisional world of a sheet with its verdict."""
    return start_in(plan_of(ruleset), answers)


def start_in(plan: Plan, answers: Mapping[str, Answer]) -> Start:
    """Give the provisional world of a sheet as a plan reads it, with its verdict."""
    world, state = provisional_world(plan, answers)
    return Start(plan, answers, world, state, verdict_of_state(plan, state))


def moves_of(start: Start, id: str) -> Iterator[Move]:
    """Walk the values that a question can be changed to: all cells but the one that it is in."""
    question = start.plan.ruleset.questions[id]
    if question.type == "text":
        return
    if question.type == "choices":
        yield from _to_sets(start, question, _set_now(start, question))
    elif question.type in NUMERIC_TYPES:
        yield from _to_stretches(start, question)
    else:
        number = start.plan.index[id]
        for place, choice in enumerate(question.choices):
            if not start.state.given[number] >> place & 1:
                yield Move(id, choice.id, ((number, 1 << place, None),))


def moves_left(start: Start, question: Question) -> Iterator[Move]:
    """Walk the single values that an open answer leaves possible, n/a of an optional question among them."""
    answer = start.answers.get(question.id)
    is_blank = answer is None or answer.unknown
    if question.optional and is_blank:
        numbers = start.plan.of_question(question.id)
        cells = tuple((number, start.plan.variables[number].na, None) for number in numbers)
        yield Move(question.id, NOT_APPLICABLE, cells)
    if question.type == "choices":
        now = frozenset(answer.choices or ()) if answer is not None and not is_blank else None
        yield from _to_sets(start, question, now) if now is None else ()
    elif question.type in NUMERIC_TYPES:
        yield from _to_numbers(start, question, answer)
    elif question.type != "text":
        number = start.plan.index[question.id]
        left = None if answer is None or is_blank else answer.choices
        for place, choice in enumerate(question.choices):
            if left is None or choice.id in left:
                yield Move(question.id, choice.id, ((number, 1 << place, None),))


# --- Sets of choices --------------------------------------------------------------------------------------------------


def _set_now(start: Start, question: Question) -> frozenset[str] | None:
    """Give the choices that are taken in the provisional world; None where the question is not applicable."""
    numbers = start.plan.of_question(question.id)
    if any(start.state.given[number] == start.plan.variables[number].na for number in numbers):
        return None
    return frozenset(start.plan.variables[number].choice for number in numbers if start.state.given[number] == 0b10)


def _to_sets(start: Start, question: Question, now: frozenset[str] | None) -> Iterator[Move]:
    numbers = start.plan.of_question(question.id)
    for chosen in sets_of(question, now):
        cells = tuple(
            (number, 0b10 if start.plan.variables[number].choice in chosen else 0b01, None) for number in numbers
        )
        yield Move(question.id, chosen, cells)


def sets_of(question: Question, now: frozenset[str] | None) -> Iterator[frozenset[str]]:
    """Walk the sets of choices other than the present one; with many choices only those that differ in one."""
    ids = [choice.id for choice in question.choices]
    if len(ids) <= MOST_SUBSETS:
        every = itertools.product((False, True), repeat=len(ids))
        some = (frozenset(itertools.compress(ids, chosen)) for chosen in every)
        yield from (chosen for chosen in some if chosen != now)
        return
    near = frozenset[str]() if now is None else now
    if now is None:
        yield near
    yield from (near ^ {id} for id in ids)


# --- Stretches of numbers ---------------------------------------------------------------------------------------------


def _to_stretches(start: Start, question: Question) -> Iterator[Move]:
    """Walk the stretches of a number that rules or facts tell apart, except the one that holds the present value."""
    number = start.plan.index[question.id]
    current = start.state.given[number]
    value = number_now(start, number)
    for place, stretch in stretches_of(start, number):
        if current >> place & 1 and value is not None and stretch.has(value):
            continue
        sample = inside(stretch, whole=question.whole)
        if sample is not None:
            yield Move(question.id, interval_of(stretch), ((number, 1 << place, stretch),), sample)


def _to_numbers(start: Start, question: Question, answer: Answer | None) -> Iterator[Move]:
    """Walk one number of every stretch that an answer leaves some of."""
    number = start.plan.index[question.id]
    given = range_given(question, answer)
    for place, stretch in stretches_of(start, number):
        left = stretch if given is None else overlap(stretch, given)
        sample = None if left is None else inside(left, whole=question.whole)
        if sample is not None:
            yield Move(question.id, sample, ((number, 1 << place, point(sample)),), sample)


def range_given(question: Question, answer: Answer | None) -> Range | None:
    """Give the numbers that an answer leaves; None where it names none."""
    if answer is None or answer.interval is None:
        return None
    return range_of(answer.interval, question.minimum, question.maximum)


def stretches_of(start: Start, number: int) -> tuple[tuple[int, Range], ...]:
    """Give the stretches of a number that rules or facts tell apart in the provisional world, each with its cell."""
    if number not in start.stretches:
        start.stretches[number] = tuple(_stretches(start, number))
    return start.stretches[number]


def _stretches(start: Start, number: int) -> Iterator[tuple[int, Range]]:
    def taken(question: Question) -> WorldValue:
        return value_taken(start.plan, start.state, question, start.answers)

    variable = start.plan.variables[number]
    landmarks = _landmarks(start, number)
    for place, cell in enumerate(variable.cells):
        assert isinstance(cell, Range)
        for stretch in stretches_in(start.plan, start.state, number, cell, landmarks, taken):
            yield place, stretch


def _landmarks(start: Start, number: int) -> list[Fraction]:
    """Give numbers near which thresholds are likely: the value, the ends of the answer, those that choices carry."""
    question = start.plan.variables[number].question
    value, answer = number_now(start, number), start.answers.get(question)
    ends = (answer.interval.low, answer.interval.high) if answer is not None and answer.interval is not None else ()
    carried = {one for variable in start.plan.variables for one in variable.numbers if one is not None}
    return [one for one in (value, *ends) if one is not None] + sorted(carried)


def number_now(start: Start, number: int) -> Fraction | None:
    """Give the number that a question has in the provisional world, hidden or not."""
    pieces = [piece for piece in start.state.pieces[number] if piece is not None]
    return Fraction(pieces[0].low) if pieces else None

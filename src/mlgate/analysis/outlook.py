"""A rule set, answers and their assessment in, what is possible, what would change it and what to find out, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from mlgate.analysis.flips import carrying, flips_from
from mlgate.analysis.moves import NOT_APPLICABLE, Start, range_given, sets_of, start_of
from mlgate.analysis.possible import is_possible_with, possible, possible_in
from mlgate.analysis.questions import mattering_in
from mlgate.analysis.space import Space, space_of
from mlgate.analysis.stretches import stretches_in
from mlgate.assessment.plan import plan_of
from mlgate.assessment.ranges import Range, interval_of
from mlgate.assessment.state import cell_in_world, state_of
from mlgate.model import (
    NUMERIC_TYPES,
    Answer,
    Assessment,
    Assumption,
    FindOut,
    Flip,
    Interval,
    Outlook,
    Possible,
    Question,
    RuleSet,
    Texts,
    UnconfirmedCondition,
)

MOST_FIND_OUT = 3
MOST_LOOKED_AT = 6
MOST_SETS = 4  # choices of which several can be taken, of which every set is said
MOST_COMBINATIONS = 1 << 22  # with more combinations open, thresholds of single questions say little


def outlook(ruleset: RuleSet, answers: Mapping[str, Answer], assessment: Assessment, *, changes: int = 2) -> Outlook:
    """Conclude what analysis says beyond the assessment; `changes` is the most answers that a flip may change."""
    space = space_of(ruleset, answers)
    found = possible_in(space)
    mattering = mattering_in(space, found)
    start = start_of(ruleset, answers)
    flips = flips_from(start, changes)
    taken = tuple(assumptions(start, assessment))
    alone = {assumption.question for assumption in taken if assumption.carries} | _found_out(flips, 1)
    ranked = sorted(mattering.questions, key=_by_effect(alone, _found_out(flips, changes), mattering.gains))
    return Outlook(
        possible=found,
        conditions=tuple(unconfirmed(space, answers, assessment, found)),
        assumptions=taken,
        flips=flips,
        open_questions=mattering.questions,
        find_out=tuple(find_out(ruleset, answers, ranked, thresholds=space.combinations <= MOST_COMBINATIONS)),
    )


# --- Conditions and assumptions ---------------------------------------------------------------------------------------


def unconfirmed(
    space: Space, answers: Mapping[str, Answer], assessment: Assessment, found: Possible
) -> Iterator[UnconfirmedCondition]:
    """Walk the open questions with a condition, each with the verdicts that are possible only if it fails."""
    plan = space.plan
    cells: dict[str, dict[int, int]] = {}
    for question in plan.ruleset.questions.values():
        if question.condition and _is_relied_on(space, question, assessment):
            value = assessment.world[question.id]
            numbers = plan.of_question(question.id)
            cells[question.id] = {number: cell_in_world(plan.variables[number], value)[0] for number in numbers}
    together = {number: mask for some in cells.values() for number, mask in some.items()}
    otherwise: dict[str, list[str]] = {id: [] for id in cells}
    for place, rung in enumerate(plan.rungs):
        # One world in which every condition holds speaks for all of them; only without it is each looked at alone.
        if rung.id in found.witnessed and not is_possible_with(space, place, together):
            for id, some in cells.items():
                if not is_possible_with(space, place, some):
                    otherwise[id].append(rung.id)
    for id, verdicts in otherwise.items():
        yield UnconfirmedCondition(id, plan.ruleset.questions[id].condition, tuple(verdicts))


def _is_relied_on(space: Space, question: Question, assessment: Assessment) -> bool:
    """Tell whether the verdict relies on an open condition: one that bears on it, asked in the provisional world."""
    relevant = {axis.variable for axis in space.axes}
    if question.id not in assessment.open or not relevant.intersection(space.plan.of_question(question.id)):
        return False
    return question.optional or assessment.world.get(question.id) is not None


def assumptions(start: Start, assessment: Assessment) -> Iterator[Assumption]:
    """Walk what the provisional verdict takes for open answers, with whether another value would change it."""
    taken = [
        question
        for question in map(start.plan.ruleset.questions.__getitem__, assessment.open)
        if question.id not in assessment.hidden
        and (question.optional or assessment.world.get(question.id, "") is not None)
    ]
    carry = carrying(start, taken)
    for question in taken:
        yield Assumption(question.id, assessment.world[question.id], question.id in carry, question.condition)


# --- What to find out -------------------------------------------------------------------------------------------------


def find_out(
    ruleset: RuleSet, answers: Mapping[str, Answer], ranked: Sequence[str], *, thresholds: bool
) -> Iterator[FindOut]:
    """Walk the open questions that decide most, of those that matter in the order of what they decide.

    What each value leaves possible is worked out where `thresholds` is set; with much else open it says little. A
    question whose every answer leaves the same verdicts gives way to one whose answers do not.
    """
    found = []
    for id in ranked[: MOST_LOOKED_AT if thresholds else MOST_FIND_OUT]:
        question = ruleset.questions[id]
        effort = question.changeable.effort if question.changeable else ""
        found.append(FindOut(id, effort, tuple(decided(ruleset, answers, question)) if thresholds else ()))
    yield from sorted(found, key=lambda one: len({verdicts for _, verdicts in one.decides}) == 1)[:MOST_FIND_OUT]


def _by_effect(
    alone: set[str], together: set[str], gains: Mapping[str, float]
) -> Callable[[str], tuple[bool, bool, float]]:
    """Order questions: whose answer alone moves the verdict first, then with another, then by what each tells."""
    return lambda question: (question not in alone, question not in together, -gains.get(question, 0.0))


def _found_out(flips: tuple[Flip, ...], most: int) -> set[str]:
    """Give the questions whose finding out is in a flip of at most so many changes."""
    return {id for flip in flips if flip.kind == "find_out" and len(flip.changes) <= most for id, _ in flip.changes}


def decided(
    ruleset: RuleSet, answers: Mapping[str, Answer], question: Question
) -> Iterator[tuple[str | frozenset[str] | Interval, Texts]]:
    """Walk the values that a question can still have, with the verdicts that each leaves possible."""
    for value, answer in values_of(ruleset, answers, question):
        yield value, possible(ruleset, {**answers, question.id: answer}).verdicts


def values_of(
    ruleset: RuleSet, answers: Mapping[str, Answer], question: Question
) -> Iterator[tuple[str | frozenset[str] | Interval, Answer]]:
    """Walk the values that an open answer leaves: choices, sets of them, n/a, and the stretches of a number that
    rules and facts tell apart. Where there are too many sets to be said, there is none.
    """
    answer = answers.get(question.id)
    is_blank = answer is None or answer.unknown
    if question.type in NUMERIC_TYPES:
        for stretch in stretches(ruleset, answers, question):
            interval = interval_of(stretch)
            yield interval, Answer(question.id, interval=interval)
    elif question.type == "choices":
        for chosen in sets_of(question, None) if len(question.choices) <= MOST_SETS else ():
            yield chosen, Answer(question.id, choices=tuple(sorted(chosen)))
    else:
        left = None if answer is None or is_blank else answer.choices
        for id in (choice.id for choice in question.choices if left is None or choice.id in left):
            yield id, Answer(question.id, choices=(id,))
    if question.optional and is_blank:
        yield NOT_APPLICABLE, Answer(question.id, not_applicable=True)


def stretches(ruleset: RuleSet, answers: Mapping[str, Answer], question: Question) -> Iterator[Range]:
    """Walk the stretches of a number's answer between the thresholds at which rules or facts change."""
    plan = plan_of(ruleset)
    state = state_of(plan, answers)
    number = plan.index[question.id]
    given = range_given(question, answers.get(question.id))
    for piece in state.pieces[number]:
        if piece is not None:
            landmarks = [Fraction(end) for end in (given or piece)[:2]]
            yield from stretches_in(plan, state, number, piece, landmarks)

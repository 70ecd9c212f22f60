"""An assumption on the favourable side, without the sentence that names it.

Avoid:
    - {id: rights, type: choice, choices: {allowed: ..., forbidden: ...}, assume: allowed, ...}

Prefer:
    - {id: rights, type: choice, choices: {allowed: ..., forbidden: ...}, assume: allowed,
       condition: Legal allows this use of the data, ...}

Why: With another answer the verdict would be lower, so a blank is counted in the project's favour. That is fair only
where the report says under "Holds only if" what was taken for granted. Otherwise assume the lowest answer. Exempt are
n/a of an optional question and values that are assumed only `when` something else is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from mlgate.analysis.axes import Axis
from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.assessment.assess import verdict_of_state
from mlgate.assessment.cells import inside
from mlgate.assessment.provisional import provisional_world
from mlgate.assessment.ranges import Range
from mlgate.loading.writing import answer_value
from mlgate.model import Answer, Assume, Interval, Question

CODE = "MG223"
MOST_CHOICES = 6  # of a question that takes several; of more, no two are changed together


def find(study: Study) -> Iterator[Diagnostic]:
    """Answer every question that has no condition in each other way, all else as assumed."""
    world, state = provisional_world(study.plan, {})
    place = verdict_of_state(study.plan, state)
    for question in study.ruleset.questions.values():
        entry = _in_force(study, question, state.masks)
        if question.condition or entry is None or entry.when is not None or world.get(question.id) is None:
            continue
        for answer in _others(study, question):
            lower = verdict_of_state(study.plan, provisional_world(study.plan, {question.id: answer})[1])
            if lower < place:
                yield _diagnostic(study, question, answer, place, lower)
                break


def _in_force(study: Study, question: Question, masks: list[int]) -> Assume | None:
    for entry, condition in zip(question.assume, study.plan.assumptions[question.id], strict=True):
        if condition is None or condition.read(masks):
            return entry
    return None


def _others(study: Study, question: Question) -> Iterator[Answer]:
    """Walk one answer for everything that rules tell apart."""
    if question.optional:
        yield Answer(question.id, not_applicable=True)
    if question.type == "choices":
        yield from (Answer(question.id, choices=chosen) for chosen in _subsets(question))
        return
    numbers = study.plan.of_question(question.id)
    for axis in study.worlds.axes:
        if axis.variable in numbers:
            yield from _of_axis(study, question, axis)


def _subsets(question: Question) -> Iterator[tuple[str, ...]]:
    ids = [choice.id for choice in question.choices]
    sizes = range(len(ids) + 1) if len(ids) <= MOST_CHOICES else (0, 1, len(ids))
    for size in sizes:
        yield from combinations(ids, size)


def _of_axis(study: Study, question: Question, axis: Axis) -> Iterator[Answer]:
    variable = study.plan.variables[axis.variable]
    for option in axis.samples:
        for place, cell in enumerate(variable.cells):
            if not option.mask >> place & 1:
                continue
            if isinstance(cell, Range):
                exact = option.range is not None and option.range.is_point
                value = inside(option.range if exact and option.range else cell, whole=variable.whole)
                if value is not None:
                    yield Answer(question.id, interval=Interval(value, value))
            elif isinstance(cell, str):
                yield Answer(question.id, choices=(cell,))


def _diagnostic(study: Study, question: Question, answer: Answer, place: int, lower: int) -> Diagnostic:
    rungs = study.ruleset.verdicts
    other = answer_value(question, answer)
    return Diagnostic(
        CODE,
        "error",
        question.id,
        question.origin,
        f"what is assumed of '{question.id}' is in the project's favour, and no condition says so",
        reason=f"on a blank sheet the verdict is '{rungs[place].id}'; with {question.id}: {other} it is "
        f"'{rungs[lower].id}'",
        help="add condition: with the sentence that must hold, or assume the lower answer",
        mark="assume:",
        witness={question.id: other},
    )

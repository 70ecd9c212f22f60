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
from fractions import Fraction

from mlgate.analysis.flips import verdicts_of
from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.analysis.moves import NOT_APPLICABLE, Move, moves_left, start_in
from mlgate.loading.writing import answer_value
from mlgate.model import Answer, Assume, Interval, Question

CODE = "MG223"


def find(study: Study) -> Iterator[Diagnostic]:
    """Answer every question that has no condition in each other way, all else as assumed."""
    start = start_in(study.plan, {})
    for question in study.ruleset.questions.values():
        entry = _in_force(study, question, start.state.masks)
        if question.condition or entry is None or entry.when is not None or start.world.get(question.id) is None:
            continue
        moves = {question.id: tuple(moves_left(start, question))}
        for ((id, step),), lower in verdicts_of(start, moves, 1):
            if lower < start.place:
                yield _diagnostic(study, question, _answer(question, moves[id][step]), start.place, lower)
                break


def _in_force(study: Study, question: Question, masks: list[int]) -> Assume | None:
    for entry, condition in zip(question.assume, study.plan.assumptions[question.id], strict=True):
        if condition is None or condition.read(masks):
            return entry
    return None


def _answer(question: Question, move: Move) -> Answer:
    match move.value:
        case Fraction():
            return Answer(question.id, interval=Interval(move.value, move.value))
        case frozenset():
            ids = (choice.id for choice in question.choices)
            return Answer(question.id, choices=tuple(id for id in ids if id in move.value))
        case str() if move.value != NOT_APPLICABLE:
            return Answer(question.id, choices=(move.value,))
    return Answer(question.id, not_applicable=True)


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

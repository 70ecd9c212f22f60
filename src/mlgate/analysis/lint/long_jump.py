"""A single answer that moves the verdict by two rungs or more, by points alone.

Avoid:
    - {id: A, when: signal == shown, points: {data: 60}, ...}

Prefer:
    - {id: A, when: signal == shown, points: {data: 20}, ...}

Why: A step like that can be right, but it should be one that you chose: a knock-out says `at_most`, in the open, while
points are meant to add up. This is a note, never an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlgate.analysis.axes import Axis
from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.examples import answer_text, example
from mlgate.analysis.lint.reading import Reading
from mlgate.analysis.lint.study import Study
from mlgate.analysis.lint.worlds import World
from mlgate.analysis.space import first_copies

CODE = "MG213"
MOST_READINGS = 12  # spent on making one example short


def find(study: Study) -> Iterator[Diagnostic]:
    """Look at all neighbours of the worlds on an edge; one example for each question, with the longest jump."""
    told: set[str] = set()
    for axis, start in first_copies(study.worlds.axes):
        question = study.plan.variables[axis.variable].question
        if question not in told and (found := _longest(study, axis, start)):
            told.add(question)
            yield _diagnostic(study, axis, *found)


def _longest(study: Study, axis: Axis, start: int) -> tuple[int, int, int, int, int] | None:
    """Give the longest jump as (rungs, base world, step before, step after, verdict before)."""
    found: tuple[int, int, int, int, int] | None = None
    for first in range(len(axis.samples)):
        for second in range(len(axis.samples)):
            if first == second:
                continue
            same = _same_but_points(study, start + first, start + second)
            for place, length, bits in _jumps(study, start + first, start + second):
                if (shown := bits & same) and (found is None or length > found[0]):
                    found = length, (shown & -shown).bit_length() - 1, first, second, place
    return found


def _jumps(study: Study, first: int, second: int) -> Iterator[tuple[int, int, int]]:
    worlds = study.worlds
    verdicts = worlds.near.verdicts
    for place in range(len(verdicts) - 2):
        low = worlds.copy(verdicts[place], first)
        for higher in range(place + 2, len(verdicts)):
            if low and (bits := low & worlds.copy(verdicts[higher], second)):
                yield place, higher - place, bits


def _same_but_points(study: Study, first: int, second: int) -> int:
    """Give the base worlds in which two copies differ in nothing but points."""
    worlds, near = study.worlds, study.worlds.near
    differ = 0
    for bits in (*near.closed, *near.enough, *near.holds):
        differ |= worlds.copy(bits, first) ^ worlds.copy(bits, second)
    return worlds.copy(near.full, 0) & ~differ


class Jump(NamedTuple):
    """Two answers on one axis, and the places of the verdicts that they give in a world."""

    axis: int  # its place among the axes
    first: int
    second: int
    low: int
    high: int


def _shortest(study: Study, world: World, jump: Jump) -> World:
    """Set as many other answers as can be to what is assumed, the jump staying: as many at a time as keep it."""
    start = study.worlds.bases[0]
    others = [place for place in range(len(world)) if place != jump.axis and world[place] != start[place]]
    for _ in range(MOST_READINGS):
        if not others:
            break
        steps, current = [], list(world)
        for place in others:
            current[place] = start[place]
            steps.append(tuple(current))
        kept = _leading(_keeps(study, steps, jump), len(steps))
        world = steps[kept - 1] if kept else world
        others = others[kept + 1 :]  # the next one is needed
    return world


def _leading(bits: int, size: int) -> int:
    """Count the ones at the beginning."""
    return next((place for place in range(size) if not bits >> place & 1), size)


def _keeps(study: Study, worlds: Sequence[World], jump: Jump) -> int:
    """Give the worlds in which the jump is the same, by points alone."""
    before = [(*one[: jump.axis], jump.first, *one[jump.axis + 1 :]) for one in worlds]
    after = [(*one[: jump.axis], jump.second, *one[jump.axis + 1 :]) for one in worlds]
    reading = Reading(study.worlds.block_of([*before, *after]))
    size = len(worlds)
    full = (1 << size) - 1
    kept = reading.verdicts[jump.low] & (reading.verdicts[jump.high] >> size) & full
    for bits in (*reading.closed, *reading.enough, *reading.holds):
        kept &= ~(bits ^ (bits >> size))
    return kept & full


def _diagnostic(study: Study, axis: Axis, length: int, base: int, first: int, second: int, place: int) -> Diagnostic:
    worlds, plan = study.worlds, study.plan
    variable = plan.variables[axis.variable]
    question = study.ruleset.questions[variable.question]
    number = worlds.axes.index(axis)
    jump = Jump(number, first, second, place, place + length)
    world = list(_shortest(study, worlds.bases[base], jump))
    world[number] = second
    texts = [answer_text(plan, axis.variable, axis.samples[step]) for step in (first, second)]
    low, high = plan.rungs[jump.low].id, plan.rungs[jump.high].id
    named = f"{question.id} has {variable.choice}" if variable.choice else question.id
    return Diagnostic(
        CODE,
        "note",
        question.id,
        question.origin,
        f"one answer moves the verdict by {length} rungs, by points alone",
        reason=f"{named}: {texts[0]} gives '{low}', {texts[1]} gives '{high}'",
        help="if it should decide alone, say so with at_most or enough; if not, give it fewer points",
        witness=example(worlds, tuple(world), [question.id]),
    )

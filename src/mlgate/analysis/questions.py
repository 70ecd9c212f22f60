"""A rule set and answers in, the open questions that can still change the verdict out, and which to ask next.

A question matters where two worlds that differ only in it have different verdicts; so none matters once the verdict is
settled. Where all combinations can be read this is exact; otherwise sampled worlds show that a question matters,
and one that bounds connect to the verdict without such a witness counts as mattering, which is said (`proved`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import log2, prod
from typing import Literal

from mlgate.analysis.axes import Axis, fixed_parts
from mlgate.analysis.possible import possible_in
from mlgate.analysis.space import Space, drawn_pool, first_copies, neighbours, pool, space_of
from mlgate.analysis.worlds import Block, Part, repeating
from mlgate.assessment.plan import Plan
from mlgate.model import Answer, Possible, RuleSet
from mlgate.values import value

Order = Literal["author", "fewest"]
READ_WHOLE = 1 << 17  # combinations that are read in one block to decide all questions at once
COMPARED = 1 << 8  # worlds that are varied to show that a question matters


@value
class Mattering:
    """The open questions that can still change the verdict, most useful first, and whether that is proved of all."""

    questions: tuple[str, ...]
    proved: bool
    gains: Mapping[str, float]


def open_questions(ruleset: RuleSet, answers: Mapping[str, Answer]) -> Mattering:
    """Give the open questions that can still change the verdict, those that tell most first."""
    return mattering_in(space_of(ruleset, answers))


def mattering_in(space: Space, found: Possible | None = None) -> Mattering:
    """Give the questions of a space that matter; empty exactly when one verdict is possible.

    `found` is what is possible in the space, where that is known already.
    """
    if len(space.bounds.upper) == 1 or len((found or possible_in(space)).verdicts) == 1:
        return Mattering((), True, {})
    whole = _whole(space)
    shown = _exact(space, whole) if whole is not None else _sampled(space)
    candidates = _candidates(space)
    proved = whole is not None or shown == candidates
    questions = [one for one in candidates if one in shown] if whole is not None else list(candidates)
    gains = information(space, questions)
    order = {one: place for place, one in enumerate(questions)}
    ranked = sorted(questions, key=lambda one: (-round(gains.get(one, 0.0), 9), order[one]))
    return Mattering(tuple(ranked), proved, gains)


def next_question(
    ruleset: RuleSet, answers: Mapping[str, Answer], asked: Iterable[str] = (), order: Order = "author"
) -> str | None:
    """Give the question to ask next: one that matters and has not been asked, or None where there is none."""
    space = space_of(ruleset, answers)
    if len(space.bounds.upper) == 1:
        return None
    if (axes := _whole(space)) is not None:
        return next(iter(STRATEGIES[order](space, _unasked(_exact(space, axes), asked))), None)
    ordered = STRATEGIES[order](space, _unasked(_candidates(space), asked))
    matters = set(_sampled(space))
    for question in ordered:
        if question in matters:
            return question
    # Nothing is shown to matter: where the verdict is settled nothing does.
    return None if len(possible_in(space).verdicts) == 1 else next(iter(ordered), None)


def _unasked(questions: Iterable[str], asked: Iterable[str]) -> list[str]:
    done = set(asked)
    return [question for question in questions if question not in done]


def _candidates(space: Space) -> tuple[str, ...]:
    return _questions(space.plan, (axis.variable for axis in space.axes))


def _questions(plan: Plan, variables: Iterable[int]) -> tuple[str, ...]:
    """Give the questions of variables, in the order of the rule set."""
    found = {plan.variables[number].question for number in variables}
    return tuple(one for one in plan.ruleset.questions if one in found)


# --- Strategies -------------------------------------------------------------------------------------------------------


def by_author(space: Space, questions: Sequence[str]) -> list[str]:
    """Take the questions as the rule set has them: those of `ask`, then those of the file."""
    ruleset = space.plan.ruleset
    return sorted(questions, key=[*ruleset.ask, *ruleset.questions].index)


def by_information(space: Space, questions: Sequence[str]) -> list[str]:
    """Take first the questions whose answer is expected to tell most about the verdict; greedy, not optimal."""
    gains = information(space, questions)
    order = list(space.plan.ruleset.questions)
    return sorted(questions, key=lambda one: (-round(gains[one], 9), order.index(one)))


STRATEGIES: dict[Order, Callable[[Space, Sequence[str]], list[str]]] = {"author": by_author, "fewest": by_information}


def information(space: Space, questions: Iterable[str]) -> dict[str, float]:
    """Give, for each question, the expected drop in the entropy of the verdict over sampled worlds, in bits."""
    block, verdicts = drawn_pool(space)
    verdicts = [bits for bits in verdicts if bits]
    before = _entropy([bits.bit_count() for bits in verdicts])
    gains: dict[str, float] = {}
    axes = {axis.variable for axis in space.axes if axis.samples}
    for question in questions:
        numbers = [number for number in space.plan.of_question(question) if number in axes]
        after = 0.0
        for bits in _by_answer(block, numbers):
            after += bits.bit_count() / block.size * _entropy([(bits & one).bit_count() for one in verdicts])
        gains[question] = before - after
    return gains


def _by_answer(block: Block, numbers: Iterable[int]) -> list[int]:
    """Share the block out by what a question would be answered, all of its variables together; hidden is one answer."""
    found = [block.full]
    for number in numbers:
        cells: dict[int, int] = {}
        for part in block.part(number):
            cells[part.mask] = cells.get(part.mask, 0) | part.bits
        found = [shared for bits in found for own in cells.values() if (shared := bits & own)]
    return found


def _entropy(counts: Sequence[int]) -> float:
    total = sum(counts)
    return -sum(count / total * log2(count / total) for count in counts if count) if total else 0.0


# --- Which questions matter -------------------------------------------------------------------------------------------


def _whole(space: Space) -> list[Axis] | None:
    """Give the axes where all their combinations can be read exactly in one block, else None."""
    if any(not axis.samples for axis in space.axes):
        return None  # a fact over a range can only be claimed
    return list(space.axes) if prod(len(axis.options) for axis in space.axes) <= READ_WHOLE else None


def _exact(space: Space, axes: Sequence[Axis]) -> tuple[str, ...]:
    """Compare the verdicts of all neighbouring combinations, axis by axis."""
    size = prod(len(axis.options) for axis in axes)
    full = (1 << size) - 1
    given: dict[int, Sequence[Part]] = dict(fixed_parts(space.plan, space.state, full))
    strides: list[tuple[Axis, int]] = []
    stride = 1
    for axis in axes:
        bits = repeating(len(axis.options), stride, size)
        given[axis.variable] = [Part(one.mask, one.range, part) for one, part in zip(axis.options, bits, strict=True)]
        strides.append((axis, stride))
        stride *= len(axis.options)
    verdicts = [bits for bits in Block(space.plan, size, given).verdicts() if bits]
    found = [axis.variable for axis, stride in strides if _differs(verdicts, len(axis.options), stride, size)]
    return _questions(space.plan, found)


def _differs(verdicts: Iterable[int], options: int, stride: int, size: int) -> bool:
    """Tell whether some combination and its neighbour along an axis have different verdicts."""
    if options == 1:
        return False
    last = repeating(options, stride, size)[options - 1]
    inner = ((1 << size) - 1) ^ last
    return any((bits ^ (bits >> stride)) & inner for bits in verdicts)


def _sampled(space: Space) -> tuple[str, ...]:
    """Show that questions matter by sampled worlds that differ only in one of them."""
    axes = [axis for axis in space.axes if len(axis.samples) > 1]
    base = pool(space, COMPARED)
    return _questions(space.plan, _matter_in(base, axes))


def _matter_in(base: Block, axes: Sequence[Axis]) -> Iterator[int]:
    """Walk the variables of which another value gives one of some worlds another verdict."""
    verdicts = neighbours(base, axes).verdicts()
    for axis, start in first_copies(axes):
        width = base.size * len(axis.samples)
        shown = [bits >> (base.size * start) & ((1 << width) - 1) for bits in verdicts]
        if _differs(shown, len(axis.samples), base.size, width):
            yield axis.variable

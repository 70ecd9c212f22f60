"""A rule set and answers in, the smallest changes of answers that lead to another verdict out.

Every combination of one or two changes (three on request) is one world; all of them are read in one block. A number
that a formula depends on moves between the stretches on which the facts stay the same, so thresholds are computed,
not declared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from mlgate.analysis.moves import Move, Start, moves_left, moves_of, start_of
from mlgate.analysis.worlds import Block, Part, bits_at
from mlgate.assessment.plan import Plan
from mlgate.assessment.provisional import value_of
from mlgate.assessment.ranges import overlap, point, range_of
from mlgate.assessment.state import cell_in_world
from mlgate.expression.walking import names_in
from mlgate.model import Answer, Flip, FlipKind, Interval, Question, RuleSet
from mlgate.quantity import written

AT_ONCE = 1 << 17


def flips(ruleset: RuleSet, answers: Mapping[str, Answer], most: int = 2) -> tuple[Flip, ...]:
    """Give every minimal change of at most `most` answers that leads to another verdict, cheapest effort first."""
    return flips_from(start_of(ruleset, answers), most)


def flips_from(start: Start, most: int = 2) -> tuple[Flip, ...]:
    """Give the flips of a sheet whose provisional world is known."""
    moves = {question: tuple(moves_of(start, question)) for question in changeable(start.plan.ruleset)}
    moves = {question: some for question, some in moves.items() if some}
    reached: dict[frozenset[tuple[str, int]], int] = {}
    for count in range(1, most + 1):
        for combination, place in verdicts_of(start, moves, count):
            if place != start.place and not _has_smaller(reached, combination, place):
                reached[frozenset(combination)] = place
    return tuple(
        sorted(
            _said(start, moves, reached),
            key=lambda flip: (flip.days or 0, len(flip.changes), flip.verdict, str(flip.changes)),
        )
    )


def changeable(ruleset: RuleSet) -> tuple[str, ...]:
    """Give the questions whose answer can be changed or found out."""
    return tuple(question.id for question in ruleset.questions.values() if question.changeable is not None)


def carrying(start: Start, questions: Iterable[Question]) -> set[str]:
    """Give the open questions of which another value that is left, all else as assumed, leads to another verdict."""
    moves = {question.id: tuple(moves_left(start, question)) for question in questions}
    return {question for ((question, _),), _ in verdicts_of(start, moves, 1)}


# --- Reading all combinations -----------------------------------------------------------------------------------------

Moves = Mapping[str, Sequence[Move]]
# The questions that are changed, each with the number of its move.
Combination = tuple[tuple[str, int], ...]


class _Changed(Block):
    """A block in which some questions are moved and every other one takes the value that it has in the provisional
    world.

    What is assumed may depend on other answers; so it is worked out anew in every combination.
    """

    def __init__(self, start: Start, size: int, moved: dict[int, list[Part]]) -> None:
        super().__init__(start.plan, size, {})
        self.start = start
        self.moved = moved

    def raw(self, number: int) -> Sequence[Part]:
        parts = list(self.moved.get(number, ()))
        left = self.full
        for part in parts:
            left &= ~part.bits
        variable = self.plan.variables[number]
        question = self.plan.ruleset.questions[variable.question]
        for entry, condition in zip(question.assume, self.plan.assumptions[question.id], strict=True):
            bits = left if condition is None else left & self.can(condition.node)
            if bits:
                value = value_of(question, self.start.answers.get(question.id), entry.value)
                mask, pieces = cell_in_world(variable, value)
                range_ = next((piece for piece in pieces if piece is not None), None)
                parts.append(Part(mask, range_, bits))
                left &= ~bits
        return parts


def verdicts_of(start: Start, moves: Moves, count: int) -> Iterator[tuple[Combination, int]]:
    """Walk all combinations of `count` changes with the verdict that each certainly gives."""
    batch: list[Combination] = []
    for questions in itertools.combinations(moves, count):
        batch.extend(itertools.product(*(tuple((q, step) for step in range(len(moves[q]))) for q in questions)))
        if len(batch) >= AT_ONCE:
            yield from _read(start, moves, batch)
            batch = []
    yield from _read(start, moves, batch)


def _read(start: Start, moves: Moves, batch: list[Combination]) -> Iterator[tuple[Combination, int]]:
    if not batch:
        return
    block = _Changed(start, len(batch), _moved_parts(start, moves, batch))
    verdicts = block.verdicts(decided=False)
    twice = 0
    once = 0
    for bits in verdicts:
        twice |= once & bits
        once |= bits
    for place, bits in enumerate(verdicts):
        if place == start.place:
            continue
        certain = bits & ~twice
        while certain:
            lowest = certain & -certain
            certain ^= lowest
            yield batch[lowest.bit_length() - 1], place


def _moved_parts(start: Start, moves: Moves, batch: list[Combination]) -> dict[int, list[Part]]:
    """Turn a list of combinations into bits for every moved variable.

    Two numbers of one formula are moved to single numbers, since the stretch of one depends on the other.
    """
    places: dict[tuple[str, int, bool], list[int]] = {}
    shared = _formula_groups(start.plan)
    for place, combination in enumerate(batch):
        groups = [shared.get(question) for question, _ in combination]
        for (question, step), group in zip(combination, groups, strict=True):
            single = group is not None and groups.count(group) > 1
            places.setdefault((question, step, single), []).append(place)
    parts: dict[int, list[Part]] = {}
    for (question, step, single), some in places.items():
        move = moves[question][step]
        bits = bits_at(some, len(batch))
        for number, mask, range_ in move.cells:
            wanted = point(move.sample) if single and move.sample is not None else range_
            parts.setdefault(number, []).append(Part(mask, wanted, bits))
    return parts


@lru_cache(maxsize=32)
def _formula_groups(plan: Plan) -> dict[str, int]:
    """Number the groups of questions that are joined by formulas."""
    groups: dict[str, int] = {}
    inputs: dict[str, set[str]] = {}
    for variable in plan.variables:
        if variable.term is not None:
            names = {one for name in names_in(variable.term) for one in inputs.get(name, {name})}
            inputs[variable.id] = names
            number = min((groups[name] for name in names if name in groups), default=len(inputs))
            joined = {groups[name] for name in names if name in groups}
            groups.update({name: number for name, group in groups.items() if group in joined})
            groups.update(dict.fromkeys(names, number))
    return groups


def _has_smaller(reached: Mapping[frozenset[tuple[str, int]], int], combination: Combination, place: int) -> bool:
    """Tell whether fewer of the changes give the same verdict already."""
    return any(
        reached.get(frozenset(some)) == place
        for size in range(1, len(combination))
        for some in itertools.combinations(combination, size)
    )


# --- Saying them ------------------------------------------------------------------------------------------------------


def _said(start: Start, moves: Moves, reached: Mapping[frozenset[tuple[str, int]], int]) -> Iterator[Flip]:
    """Turn combinations into flips; neighbouring stretches of one number with the same result become one."""
    left = dict(reached)
    for combination, place in reached.items():
        if combination not in left:
            continue
        for question, step in sorted(combination):
            if isinstance(moves[question][step].value, Interval):
                group = _run(start, moves, left, combination, question, place)
                if len(group) > 1:
                    break
        else:
            group, question = [combination], ""
        for one in group:
            left.pop(one, None)
        yield _flip(start, moves, group, question, place)


def _run(
    start: Start,
    moves: Moves,
    left: Mapping[frozenset[tuple[str, int]], int],
    combination: frozenset[tuple[str, int]],
    question: str,
    place: int,
) -> list[frozenset[tuple[str, int]]]:
    """Collect combinations that differ only in one number, in stretches that touch, with the same verdict."""
    rest = frozenset(change for change in combination if change[0] != question)
    if _formula_groups(start.plan).get(question) in {_formula_groups(start.plan).get(q) for q, _ in rest} - {None}:
        return [combination]
    (step,) = (step for q, step in combination if q == question)
    whole = start.plan.ruleset.questions[question].whole
    run = [step]
    for direction in (-1, 1):
        at = step
        while left.get(rest | {(question, at + direction)}) == place and _touch(
            moves[question], at, at + direction, whole
        ):
            at += direction
            run.append(at)
    return [rest | {(question, one)} for one in sorted(run)]


def _touch(moves: Sequence[Move], first: int, second: int, whole: bool) -> bool:
    low, high = sorted((first, second))
    one, other = moves[low].value, moves[high].value
    assert isinstance(one, Interval)
    assert isinstance(other, Interval)
    if whole and one.high is not None and other.low is not None:
        return other.low - one.high == 1
    return one.high == other.low and not (one.high_open and other.low_open)


def _flip(start: Start, moves: Moves, group: list[frozenset[tuple[str, int]]], ranged: str, place: int) -> Flip:
    changes: list[tuple[str, str | Fraction | Interval | frozenset[str]]] = []
    order = {id: place for place, id in enumerate(start.plan.ruleset.questions)}
    groups = _formula_groups(start.plan)
    members = [groups.get(question) for question, _ in group[0]]
    for question, step in sorted(group[0], key=lambda change: order[change[0]]):
        move = moves[question][step]
        value = move.value
        if question == ranged:
            steps = sorted(one for combination in group for q, one in combination if q == question)
            value = _joined(moves[question], steps)
        elif groups.get(question) is not None and members.count(groups.get(question)) > 1 and move.sample is not None:
            value = move.sample
        changes.append((question, _ends_included(value, start.plan.ruleset.questions[question], move)))
    return Flip(
        changes=tuple(changes),
        verdict=start.plan.rungs[place].id,
        days=_days(start, changes),
        effort=_effort(start, changes),
        kind=_kind(start, changes, place),
    )


def _joined(moves: Sequence[Move], steps: Sequence[int]) -> Interval:
    first, last = moves[steps[0]].value, moves[steps[-1]].value
    assert isinstance(first, Interval)
    assert isinstance(last, Interval)
    return Interval(first.low, last.high, first.low_open, last.high_open)


def _ends_included(
    value: str | Fraction | Interval | frozenset[str], question: Question, move: Move
) -> str | Fraction | Interval | frozenset[str]:
    """Give a stretch whose ends belong to it: a flip says `a..b` of which every value, ends included, gives the
    verdict.
    """
    if not isinstance(value, Interval) or value.low is None or value.high is None:
        return value
    width = value.high - value.low
    step = Fraction(1) if question.whole else nudge(width, value)
    low = value.low + step if value.low_open else value.low
    high = value.high - step if value.high_open else value.high
    if low > high:
        return move.sample if move.sample is not None else value
    return low if low == high else Interval(low, high)


def nudge(width: Fraction, value: Interval) -> Fraction:
    """Give a small round step into an open stretch: a thousandth of its end's size, or of the width if that is less."""
    import math

    sizes = [
        abs(end) for end, is_open in ((value.low, value.low_open), (value.high, value.high_open)) if is_open and end
    ]
    size = min((width, *sizes))
    return Fraction(10) ** (math.floor(math.log10(float(size))) - 3) if size > 0 else Fraction(0)


def _days(start: Start, changes: Sequence[tuple[str, object]]) -> Fraction:
    found = (start.plan.ruleset.questions[question].changeable for question, _ in changes)
    return sum((change.days for change in found if change is not None), Fraction(0))


def _effort(start: Start, changes: Sequence[tuple[str, object]]) -> str:
    found = [start.plan.ruleset.questions[question].changeable for question, _ in changes]
    if len(found) == 1 and found[0] is not None:
        return found[0].effort
    return written(_days(start, changes), "duration")


def _kind(start: Start, changes: Sequence[tuple[str, object]], place: int) -> FlipKind:
    """An open answer that may turn out so is found out; otherwise the world is changed, for better or for worse."""
    if all(is_possible(start, question, value) for question, value in changes):
        return "find_out"
    return "do" if place > start.place else "falls_back"


def is_possible(start: Start, question: str, value: object) -> bool:
    """Tell whether an open answer leaves some of a value possible."""
    answer = start.answers.get(question)
    if answer is None or answer.unknown:
        return True
    if answer.not_applicable:
        return False
    if answer.interval is not None:
        return _meets(start, question, answer.interval, value)
    chosen = answer.choices or ()
    return value in chosen if isinstance(value, str) else value == frozenset(chosen)


def _meets(start: Start, question: str, interval: Interval, value: object) -> bool:
    found = start.plan.ruleset.questions[question]
    given = range_of(interval, found.minimum, found.maximum)
    if isinstance(value, Interval):
        return overlap(given, range_of(value, found.minimum, found.maximum)) is not None
    return isinstance(value, Fraction) and given.has(value)

"""A rule set and answers in, the smallest changes of answers that lead to another verdict out.

Every combination of one or two changes (three on request) is one world; all of them are read in one block. A number
that a formula depends on moves between the stretches on which the facts stay the same: thresholds are computed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from mlgate.analysis.moves import Move, Start, moves_left, moves_of, number_now, start_of
from mlgate.analysis.worlds import Block, Part, bits_at
from mlgate.assessment.assess import open_places, total_scores
from mlgate.assessment.plan import Plan
from mlgate.assessment.provisional import value_of
from mlgate.assessment.ranges import overlap, point, range_of
from mlgate.assessment.state import cell_in_world
from mlgate.expression.walking import names_in
from mlgate.model import Answer, Flip, FlipKind, Interval, Question, RuleSet
from mlgate.quantity import written

AT_ONCE = 1 << 17
HIGHEST = 100  # score


def flips(ruleset: RuleSet, answers: Mapping[str, Answer], most: int = 2) -> tuple[Flip, ...]:
    """Give every minimal change of at most `most` answers that leads to another verdict, cheapest effort first."""
    return flips_from(start_of(ruleset, answers), most)


def flips_from(start: Start, most: int = 2) -> tuple[Flip, ...]:
    """Give the flips of a sheet whose provisional world is known."""
    moves = {question: tuple(moves_of(start, question)) for question in changeable(start.plan.ruleset)}
    moves = {question: some for question, some in moves.items() if some}
    reached: dict[Changes, int] = {}
    for count in range(1, most + 1):
        for combination, place in verdicts_of(start, moves, count):
            if place != start.place and not _has_smaller(reached, combination, place):
                reached[frozenset(combination)] = place
    return tuple(
        sorted(
            _Teller(start, moves, reached).flips(),
            key=lambda flip: (flip.days, len(flip.changes), flip.verdict, str(flip.changes)),
        )
    )


def changeable(ruleset: RuleSet) -> tuple[str, ...]:
    """Give the questions whose answer can be changed or found out."""
    return tuple(question.id for question in ruleset.questions.values() if question.changeable is not None)


def worse_moves(start: Start, moves: Moves) -> frozenset[tuple[str, int]]:
    """Give the moves of known answers that nobody makes on purpose: a score falls and none rises, or rungs only close.

    A rung that opens because a score fell, as "collect data first" does, makes no such move a good one. An answer that
    is still open is found out, not made worse.
    """
    batch: list[Combination] = [
        ((question, step),)
        for question, some in moves.items()
        for step, move in enumerate(some)
        if not is_possible(start, question, move.value)
    ]
    if not batch:
        return frozenset()
    block = _Changed(start, len(batch), _moved_parts(start, moves, batch))
    firing = [bool(rule.condition.read(start.state.masks)) for rule in start.plan.rules]
    scores = total_scores(start.plan, firing)
    open_now = open_places(start.plan, start.state, firing, scores)
    lower = higher = closed = opened = 0
    for dimension, score in enumerate(scores):
        lower |= block.full ^ block.scores_at_least(dimension, score, surely=False)
        higher |= block.scores_at_least(dimension, score + 1, surely=False) if score < HIGHEST else 0
    for place, bits in enumerate(block.open_rungs(surely=False)):
        closed |= block.full ^ bits if place in open_now else 0
        opened |= 0 if place in open_now else bits
    worse = (lower | closed & ~opened) & ~higher
    return frozenset(batch[place][0] for place in range(len(batch)) if worse >> place & 1)


def carrying(start: Start, questions: Iterable[Question]) -> set[str]:
    """Give the open questions of which another value that is left, all else as assumed, leads to another verdict."""
    moves = {question.id: tuple(moves_left(start, question)) for question in questions}
    return {question for ((question, _),), _ in verdicts_of(start, moves, 1)}


# --- Reading all combinations -----------------------------------------------------------------------------------------

Moves = Mapping[str, Sequence[Move]]
# The questions that are changed, each with the number of its move; and the same in no order.
Combination = tuple[tuple[str, int], ...]
Changes = frozenset[tuple[str, int]]
Said = str | Fraction | Interval | frozenset[str]  # a new value as a flip says it


class _Changed(Block):
    """A block in which some questions are moved and every other one has its value in the provisional world.

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


def _has_smaller(reached: Mapping[Changes, int], combination: Combination, place: int) -> bool:
    """Tell whether fewer of the changes give the same verdict already."""
    return any(
        reached.get(frozenset(some)) == place
        for size in range(1, len(combination))
        for some in itertools.combinations(combination, size)
    )


# --- Saying them ------------------------------------------------------------------------------------------------------


class _Teller:
    """Turns combinations into flips."""

    def __init__(self, start: Start, moves: Moves, reached: Mapping[Changes, int]) -> None:
        self.start = start
        self.moves = moves
        self.reached = reached
        self.questions = start.plan.ruleset.questions
        self.order = {id: place for place, id in enumerate(self.questions)}
        self.groups = _formula_groups(start.plan)
        self.worse = worse_moves(start, moves)

    def flips(self) -> Iterator[Flip]:
        """Walk the flips; neighbouring stretches of one number with the same result become one."""
        left = dict(self.reached)
        for combination, place in self.reached.items():
            if combination not in left:
                continue
            joined, steps = self.joined(left, combination)
            for step in steps:
                left.pop(_with(combination, joined, step))
            yield self.flip(combination, place, joined, steps)

    def joined(self, left: Mapping[Changes, int], combination: Changes) -> tuple[str, list[int]]:
        """Give a number of a combination that can be said as a longer stretch, and its moves; none where none can."""
        for question, step in sorted(combination):
            if isinstance(self.moves[question][step].value, Interval) and not self.is_shared(question, combination):
                steps = self.run(left, combination, question, step)
                if len(steps) > 1:
                    return question, steps
        return "", []

    def run(self, left: Mapping[Changes, int], combination: Changes, question: str, step: int) -> list[int]:
        """Give the moves of a number around one of them that touch and lead to the same verdict, all else equal."""
        place, run = left[combination], [step]
        for direction in (-1, 1):
            following = step + direction
            while left.get(_with(combination, question, following)) == place and self.touch(
                question, following - direction, following
            ):
                run.append(following)
                following += direction
        return sorted(run)

    def touch(self, question: str, first: int, second: int) -> bool:
        """Tell whether two moves that follow one another touch: only the present value can lie between them."""
        low, high = (self.moves[question][step].value for step in sorted((first, second)))
        assert isinstance(low, Interval)
        assert isinstance(high, Interval)
        now = number_now(self.start, self.start.plan.index[question])
        return now is None or low.high is None or high.low is None or not low.high <= now <= high.low

    def is_shared(self, question: str, combination: Changes) -> bool:
        """Tell whether another number of the same formula is moved too: the stretch of one depends on the other."""
        group = self.groups.get(question)
        return group is not None and sum(self.groups.get(other) == group for other, _ in combination) > 1

    def flip(self, combination: Changes, place: int, joined: str, steps: Sequence[int]) -> Flip:
        """Say one change of answers."""
        changes: list[tuple[str, Said]] = []
        for question, step in sorted(combination, key=lambda change: self.order[change[0]]):
            move = self.moves[question][step]
            said: Said = self.stretch(question, steps) if question == joined else move.value
            if move.sample is not None and self.is_shared(question, combination):
                said = move.sample
            changes.append((question, _ends_included(said, self.questions[question], move)))
        return Flip(
            changes=tuple(changes),
            verdict=self.start.plan.rungs[place].id,
            days=_days(self.start, changes),
            effort=_effort(self.start, changes),
            kind=self.kind(combination, changes, place),
        )

    def kind(self, combination: Changes, changes: Sequence[tuple[str, Said]], place: int) -> FlipKind:
        """An open answer that may turn out so is found out; otherwise the world is changed, for better or for worse."""
        if all(is_possible(self.start, question, value) for question, value in changes):
            return "find_out"
        return "do" if place > self.start.place and self.is_on_purpose(combination, place) else "falls_back"

    def is_on_purpose(self, combination: Changes, place: int) -> bool:
        """Tell whether somebody would do all of this: nothing gets worse, and no change only holds the verdict down."""
        fewer = (some for size in range(1, len(combination)) for some in itertools.combinations(combination, size))
        held_down = any(self.reached.get(frozenset(some), place) > place for some in fewer)
        return not combination & self.worse and not held_down

    def stretch(self, question: str, steps: Sequence[int]) -> Interval:
        """Join the stretches of some moves."""
        first, last = (self.moves[question][step].value for step in (steps[0], steps[-1]))
        assert isinstance(first, Interval)
        assert isinstance(last, Interval)
        return Interval(first.low, last.high, first.low_open, last.high_open)


def _with(combination: Changes, question: str, step: int) -> Changes:
    """Give a combination with another move of one question."""
    return frozenset((other, step if other == question else at) for other, at in combination)


def _ends_included(said: Said, question: Question, move: Move) -> Said:
    """Give a stretch whose ends belong to it: of `a..b` every value, ends included, gives the verdict."""
    if not isinstance(said, Interval) or said.low is None or said.high is None:
        return said
    step = Fraction(1) if question.whole else _step_into(said.low, said.high, said)
    low = said.low + step if said.low_open else said.low
    high = said.high - step if said.high_open else said.high
    if low > high:
        return said if move.sample is None else move.sample
    return low if low == high else Interval(low, high)


def _step_into(low: Fraction, high: Fraction, said: Interval) -> Fraction:
    """Give a small round step into an open stretch: a thousandth of its end's size, or of the width if that is less."""
    open_ends = (end for end, is_open in ((low, said.low_open), (high, said.high_open)) if is_open)
    size = min([high - low, *(abs(end) for end in open_ends if end)])
    return Fraction(10) ** (math.floor(math.log10(float(size))) - 3) if size > 0 else Fraction(0)


def _days(start: Start, changes: Sequence[tuple[str, object]]) -> Fraction:
    found = (start.plan.ruleset.questions[question].changeable for question, _ in changes)
    return sum((change.days for change in found if change is not None), Fraction(0))


def _effort(start: Start, changes: Sequence[tuple[str, object]]) -> str:
    found = [start.plan.ruleset.questions[question].changeable for question, _ in changes]
    if len(found) == 1 and found[0] is not None:
        return found[0].effort
    return written(_days(start, changes), "duration")


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

"""A block of decided worlds in, its verdicts out, and the worlds whose verdict changes where one effect is taken away.

Taking away a rule's points adds one term to the bit planes of a sum: a thousand effects cost little more than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlgate.analysis.worlds import Block, Total, sum_of
from mlgate.assessment.plan import Plan
from mlgate.values import value


@value
class Points:
    """The points of a rule for a dimension."""

    rule: int
    dimension: int


@value
class Enough:
    """That a rule calls a rung enough."""

    rule: int


@value
class Cap:
    """That a rule caps the ladder."""

    rule: int


@value
class RulesOut:
    """That a rule closes one rung."""

    rule: int
    place: int


@value
class Minimum:
    """The minimum that a rung asks of a dimension."""

    place: int
    dimension: int
    least: int


Element = Points | Enough | Cap | RulesOut | Minimum


def elements_of(plan: Plan) -> Iterator[Element]:
    """Walk everything of a rule set that can be taken away: each single effect and each minimum."""
    for number, rule in enumerate(plan.rules):
        yield from (Points(number, dimension) for dimension, points in rule.points if points)
        if rule.enough is not None:
            yield Enough(number)
        if rule.at_most is not None:
            yield Cap(number)
        yield from (RulesOut(number, place) for place in rule.rules_out)
    for place, rung in enumerate(plan.rungs):
        yield from (Minimum(place, dimension, least) for dimension, least in rung.minimums)


class Reading:
    """A block read once: which rules fire, which rungs are open, and the verdicts."""

    def __init__(self, block: Block) -> None:
        plan = self.plan = block.plan
        self.block = block
        self.full = block.full
        self.fires = [block.can(rule.condition.node) for rule in plan.rules]
        self.holds = [block.full if one.condition is None else block.can(one.condition.node) for one in plan.rungs]
        self.sums = [self._sum(dimension) for dimension in range(len(plan.dimensions))]
        self.met = {
            minimum: self._met(self.sums[minimum[0]], minimum) for one in plan.rungs for minimum in one.minimums
        }
        self.closed = self._closed(None)
        self.enough = self._enough(None)
        self.opened = [self._opened(place) for place in range(len(plan.rungs))]
        for number in block.given:
            block.part(number)
        self.alive = self.full & ~block.dead
        self.verdicts = [bits & self.alive for bits in _ladder(self.opened, self.enough, self.full)]

    def _sum(self, dimension: int) -> Total:
        terms = (
            (points, bits)
            for rule, bits in zip(self.plan.rules, self.fires, strict=True)
            for one, points in rule.points
            if one == dimension
        )
        return sum_of(terms, self.full)

    def _met(self, points: Total, minimum: tuple[int, int]) -> int:
        """Give the worlds in which some points for a dimension reach a minimum; one of 0 is always reached."""
        dimension, least = minimum
        return points.at_least(least - self.plan.bases[dimension]) if least > 0 else self.full

    def _closed(self, without: Cap | RulesOut | None) -> list[int]:
        capped = [0] * (len(self.plan.rungs) + 1)
        closed = [0] * len(self.plan.rungs)
        for number, rule in enumerate(self.plan.rules):
            if rule.at_most is not None and without != Cap(number):
                capped[rule.at_most + 1] |= self.fires[number]
            for place in rule.rules_out:
                if without != RulesOut(number, place):
                    closed[place] |= self.fires[number]
        above = 0
        for place in range(len(closed)):
            above |= capped[place]
            closed[place] |= above
        return closed

    def _enough(self, without: Enough | None) -> list[int]:
        enough = [0] * len(self.plan.rungs)
        for number, rule in enumerate(self.plan.rules):
            if rule.enough is not None and without != Enough(number):
                enough[rule.enough] |= self.fires[number]
        return enough

    def _opened(self, place: int, closed: int | None = None, skip: tuple[int, int] | None = None) -> int:
        bits = self.holds[place] & ~(self.closed[place] if closed is None else closed)
        for minimum in self.plan.rungs[place].minimums:
            if minimum != skip:
                bits &= self.met[minimum]
        return bits

    def changed(self, element: Element) -> int:
        """Give the worlds whose verdict is another one where an element is taken away."""
        opened, enough = list(self.opened), self.enough
        match element:
            case Points(rule, dimension):
                self._without_points(rule, dimension, opened)
            case Enough():
                enough = self._enough(element)
            case Minimum(place, dimension, least):
                opened[place] = self._opened(place, skip=(dimension, least))
            case _:
                closed = self._closed(element)
                opened = [self._opened(place, closed[place]) for place in range(len(opened))]
        if opened == self.opened and enough == self.enough:
            return 0
        return self.compared(_ladder(opened, enough, self.full))

    def _without_points(self, rule: int, dimension: int, opened: list[int]) -> None:
        points = dict(self.plan.rules[rule].points)[dimension]
        fires = self.fires[rule]
        if not fires:
            return
        left = self.sums[dimension].plus(-points, fires)
        for place, rung in enumerate(self.plan.rungs):
            for minimum in rung.minimums:
                if minimum[0] == dimension:
                    met = self._met(left, minimum)
                    opened[place] = self._opened(place, skip=minimum) & met

    def compared(self, verdicts: Sequence[int]) -> int:
        """Give the worlds whose verdict is another one than in some verdicts."""
        changed = 0
        for before, after in zip(self.verdicts, verdicts, strict=True):
            changed |= (before ^ after) & self.alive
        return changed


def _ladder(opened: Sequence[int], enough: Sequence[int], full: int) -> list[int]:
    """Give, rung by rung, the worlds whose verdict it is: the plainest that is enough, else the heaviest open one."""
    verdicts, left = [], full
    for is_open, is_enough in zip(opened, enough, strict=True):
        verdicts.append(is_open & is_enough & left)
        left &= ~verdicts[-1]
    for place in reversed(range(len(verdicts))):
        verdicts[place] |= opened[place] & left
        left &= ~opened[place]
    return verdicts

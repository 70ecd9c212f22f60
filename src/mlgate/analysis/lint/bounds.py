"""One element of a rule set in, the worlds in which taking it away would change the verdict out.

Taking an element away opens or closes some rungs, and a verdict is a choice among the open ones: those called enough
first, the plainest of them, else the heaviest. So it matters exactly where one of these rungs would be the verdict. The
same reading is exact where a world is decided and a bound where answers are open, which is what searches need.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from mlgate.analysis.lint.reading import Cap, Element, Enough, Minimum, Points, RulesOut, elements_of
from mlgate.analysis.lint.search import Predicate, claims
from mlgate.analysis.worlds import Block, Given, Total, sum_of, union
from mlgate.assessment.plan import Plan


class Bounds:
    """A block read with and without one element; where it is not `decided`, answers are open and bits are bounds."""

    def __init__(self, block: Block, *, decided: bool) -> None:
        self.plan = block.plan
        self.block = claims(block)
        self.full = block.full
        self.decided = decided
        self.totals: dict[tuple[int, int | None, bool], Total] = {}

    def can(self, rule: int) -> int:
        """Give where a rule can fire."""
        return self.block.can(self.plan.rules[rule].condition.node)

    def must(self, rule: int) -> int:
        """Give where a rule must fire."""
        node = self.plan.rules[rule].condition.node
        return self.block.can(node) if self.decided else self.block.must(node)

    @cached_property
    def terms(self) -> list[list[tuple[int, int]]]:
        """Give, dimension by dimension, the rules that add points, and how many."""
        terms: list[list[tuple[int, int]]] = [[] for _ in self.plan.dimensions]
        for place, rule in enumerate(self.plan.rules):
            for dimension, points in rule.points:
                terms[dimension].append((place, points))
        return terms

    def at_least(self, dimension: int, least: int, *, surely: bool, without: int | None = None) -> int:
        """Give where the points of a dimension can (surely: must) reach a number, one rule left out."""
        surely = surely and not self.decided
        key = (dimension, without, surely)
        if key not in self.totals:
            terms = (
                (points, self.must(rule) if surely == (points > 0) else self.can(rule))
                for rule, points in self.terms[dimension]
                if rule != without
            )
            self.totals[key] = sum_of(terms, self.full)
        return self.totals[key].at_least(least - self.plan.bases[dimension])

    def meets(self, dimension: int, least: int, *, surely: bool) -> int:
        """Give where a minimum is met; one of 0 always is, since scores do not fall below it."""
        return self.full if least <= 0 else self.at_least(dimension, least, surely=surely)

    # --- rungs ---

    @cached_property
    def closers(self) -> list[list[Cap | RulesOut]]:
        """Give, rung by rung, the caps and rules that close it."""
        found: list[list[Cap | RulesOut]] = [[] for _ in self.plan.rungs]
        for element in elements_of(self.plan):
            if isinstance(element, Cap | RulesOut):
                for place in self.closed_by(element):
                    found[place].append(element)
        return found

    def closed_by(self, element: Cap | RulesOut) -> Iterable[int]:
        """Give the rungs that an element closes where its rule fires."""
        if isinstance(element, RulesOut):
            return (element.place,)
        cap = self.plan.rules[element.rule].at_most
        return () if cap is None else range(cap + 1, len(self.plan.rungs))

    def closed(self, place: int, without: Element | None = None) -> int:
        """Give where something must close a rung."""
        return union(self.must(element.rule) for element in self.closers[place] if element != without)

    def demanded(self, place: int, *, dropped: tuple[int, int] | None = None, surely: bool = False) -> int:
        """Give where a rung's condition and minimums hold, but for one minimum."""
        rung = self.plan.rungs[place]
        bits = self.full
        if rung.condition is not None:
            node = rung.condition.node
            bits &= self.block.must(node) if surely and not self.decided else self.block.can(node)
        for minimum in rung.minimums:
            if bits and minimum != dropped:
                bits &= self.meets(*minimum, surely=surely)
        return bits

    @cached_property
    def surely_open(self) -> list[int]:
        """Give, rung by rung, where it must be open."""
        closed = [union(self.can(element.rule) for element in some) for some in self.closers]
        return [self.demanded(place, surely=True) & ~shut for place, shut in enumerate(closed)]

    def enough(self, place: int, *, surely: bool, without: int | None = None) -> int:
        """Give where some rule calls a rung enough."""
        read = self.must if surely else self.can
        rules = enumerate(self.plan.rules)
        return union(read(one) for one, rule in rules if rule.enough == place and one != without)

    @cached_property
    def sufficient(self) -> list[int]:
        """Give, rung by rung, where it must be open and called enough."""
        return [bits & self.enough(place, surely=True) for place, bits in enumerate(self.surely_open)]

    def chosen(self, place: int) -> int:
        """Give where a rung can be the verdict if it is open."""
        plainer = union(self.sufficient[:place])
        heavier = union(self.surely_open[place + 1 :]) | union(self.sufficient)
        return self.full & ~plainer & (self.enough(place, surely=False) | ~heavier)

    # --- taking something away ---

    def matters(self, element: Element) -> int:
        """Give where taking an element away can change the verdict."""
        match element:
            case Points():
                bits = self._points(element)
            case Minimum():
                bits = self._minimum(element)
            case Enough():
                bits = self._enough(element)
            case _:
                bits = self._closing(element)
        return bits & ~self.block.dead

    def _points(self, element: Points) -> int:
        fires, dimension, rule = self.can(element.rule), element.dimension, element.rule
        points = dict(self.plan.rules[rule].points)[dimension]
        found = 0
        for place, rung in enumerate(self.plan.rungs):
            for one, least in rung.minimums:
                if one != dimension or not fires or least <= 0:
                    continue
                low, high = (least - points, least) if points > 0 else (least, least - points)
                reaches = self.at_least(dimension, low, surely=False, without=rule)
                falls_short = self.full & ~self.at_least(dimension, high, surely=True, without=rule)
                if bits := fires & reaches & falls_short & ~self.closed(place):
                    found |= bits & self.demanded(place, dropped=(one, least)) & self.chosen(place)
        return found

    def _minimum(self, element: Minimum) -> int:
        minimum = (element.dimension, element.least)
        misses = self.full & ~self.meets(*minimum, surely=True)
        bits = misses & ~self.closed(element.place)
        return bits & self.demanded(element.place, dropped=minimum) & self.chosen(element.place) if bits else 0

    def _closing(self, element: Cap | RulesOut) -> int:
        found = 0
        for place in self.closed_by(element):
            if bits := self.can(element.rule) & ~self.closed(place, without=element):
                found |= bits & self.demanded(place) & self.chosen(place)
        return found

    def _enough(self, element: Enough) -> int:
        place = self.plan.rules[element.rule].enough
        if place is None:
            return 0
        alone = self.can(element.rule) & ~self.enough(place, surely=True, without=element.rule)
        opened = alone & self.demanded(place) & ~self.closed(place) & ~union(self.sufficient[:place])
        if not opened:
            return 0
        return opened & union(self.demanded(one) & ~self.closed(one) for one in range(place + 1, len(self.plan.rungs)))

    def nearly(self, element: Element) -> int:
        """Give where an element is at work on a rung that would be the verdict, were it not for one score."""
        if isinstance(element, Minimum):
            found = self.demanded(element.place, dropped=(element.dimension, element.least)) & ~self.closed(
                element.place
            )
            return found & self.chosen(element.place) or found
        fires = self.can(element.rule)
        if not isinstance(element, Points):
            return fires
        found = 0
        for place, rung in enumerate(self.plan.rungs):
            for minimum in rung.minimums:
                if minimum[0] == element.dimension and minimum[1] > 0:
                    found |= self.demanded(place, dropped=minimum) & self.chosen(place) & ~self.closed(place)
        return found & fires or fires

    # --- the reading as such ---

    def verdict(self, place: int) -> int:
        """Give where a verdict can be."""
        return self.demanded(place) & ~self.closed(place) & self.chosen(place) & ~self.block.dead


def where_it_matters(element: Element) -> Predicate:
    """Make the predicate of a search for a world in which an element matters."""

    def predicate(plan: Plan, size: int, given: Given, decided: bool) -> int:
        return Bounds(Block(plan, size, given), decided=decided).matters(element)

    return predicate

"""A question in, the worlds in which another answer to it alone changes the verdict out, exact or as a bound.

Every world is laid out once for each answer, side by side. The verdict is chosen among the open rungs by what they are
in that world alone, so it can differ between two answers only where one of the two verdicts is open, or enough, for one
of the answers and not for the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mlgate.analysis.axes import Option, in_arithmetic
from mlgate.analysis.lint.bounds import Bounds
from mlgate.analysis.lint.layout import masks_read
from mlgate.analysis.lint.search import Predicate
from mlgate.analysis.worlds import Block, Given, Part, bit_planes
from mlgate.assessment.plan import Node, Plan


def spread(
    given: Mapping[int, Sequence[Part]], size: int, number: int, options: Sequence[Option]
) -> dict[int, list[Part]]:
    """Lay out every world once for each option of a variable, side by side."""
    copies = sum(1 << (size * copy) for copy in range(len(options)))
    full = (1 << size) - 1
    layout = {one: [Part(p.mask, p.range, p.bits * copies) for p in parts] for one, parts in given.items()}
    layout[number] = [Part(o.mask, o.range, full << (size * copy)) for copy, o in enumerate(options)]
    return layout


def depends_on(plan: Plan, node: Node, number: int) -> bool:
    """Tell whether a condition depends on a variable, through guards and facts too."""
    return number in masks_read(plan, [node])


def facts_of(plan: Plan, number: int) -> frozenset[int]:
    """Give the facts that depend on a variable: what they come to differs between two answers."""
    found = {number}
    for place, variable in enumerate(plan.variables):  # in dependency order
        nodes = [variable.guard.node] if variable.guard is not None else []
        names = {plan.index[name] for name in _names(plan, place)}
        if names & found or any(set(masks_read(plan, [node])) & found for node in nodes):
            found.add(place)
    return frozenset(one for one in found if plan.variables[one].term is not None)


def _names(plan: Plan, number: int) -> Iterator[str]:
    from mlgate.expression.walking import names_in

    term = plan.variables[number].term
    return iter(()) if term is None else names_in(term)


class Comparison:
    """Neighbouring answers compared in a layout made by `spread`: every bit stands for a pair of copies."""

    def __init__(self, reading: Bounds, number: int, size: int, answers: int, rules: frozenset[int]) -> None:
        self.reading = reading
        self.plan = reading.plan
        self.number = number
        self.size = size
        self.inner = (1 << (size * (answers - 1))) - 1
        self.rules = rules  # those that depend on the question

    def differs(self, can: int, must: int) -> int:
        """Give where something can be so with one answer and not so with the next."""
        return ((can & ~(must >> self.size)) | ((can >> self.size) & ~must)) & self.inner

    def rule_differs(self, rule: int) -> int:
        if rule not in self.rules:
            return 0
        return self.differs(self.reading.can(rule), self.reading.must(rule))

    def sum_differs(self, dimension: int) -> int:
        """Give where the points of a dimension can differ; where all is decided the sums are compared themselves."""
        terms = [(rule, points) for rule, points in self.reading.terms[dimension] if rule in self.rules]
        some, undecided, exact = 0, 0, []
        for rule, points in terms:
            some |= self.rule_differs(rule)
            can, must = self.reading.can(rule), self.reading.must(rule)
            undecided |= can ^ must
            exact.append((abs(points), must if points > 0 else self.reading.full ^ must))
        if not some:
            return 0
        planes = bit_planes(exact)
        differing = 0
        for plane in planes:
            differing |= (plane ^ (plane >> self.size)) & self.inner
        return some & (differing | undecided | undecided >> self.size)

    def minimum_differs(self, dimension: int, least: int) -> int:
        if least <= 0:
            return 0
        moved = self.sum_differs(dimension)
        if not moved:
            return 0
        read = self.reading
        return moved & self.differs(
            read.at_least(dimension, least, surely=False), read.at_least(dimension, least, surely=True)
        )

    def rung_differs(self, place: int) -> int:
        """Give where a rung can be open, or enough, with one answer and not with the next."""
        read, rung = self.reading, self.plan.rungs[place]
        found = 0
        if rung.condition is not None and depends_on(self.plan, rung.condition.node, self.number):
            node = rung.condition.node
            found |= self.differs(read.block.can(node), read.block.must(node))
        for part in read.closers[place]:
            found |= self.rule_differs(part.rule)
        for one, rule in enumerate(self.plan.rules):
            if rule.enough == place:
                found |= self.rule_differs(one)
        for minimum in rung.minimums:
            found |= self.minimum_differs(*minimum)
        return found

    def verdict_differs(self) -> int:
        """Give where the verdict can differ; of decided worlds, where it does."""
        if self.reading.decided:
            found = 0
            for place in range(len(self.plan.rungs)):
                bits = self.reading.verdict(place)
                found |= (bits ^ (bits >> self.size)) & self.inner
            return found
        found = 0
        for place in range(len(self.plan.rungs)):
            if moved := self.rung_differs(place):
                bits = self.reading.verdict(place)
                found |= moved & (bits | bits >> self.size)
        return found & ~self.reading.block.dead


def where_an_answer_matters(plan: Plan, number: int, options: Sequence[Option]) -> Predicate:
    """Make the predicate of a search for a world in which another answer to a question changes the verdict."""
    rules = frozenset(one for one, rule in enumerate(plan.rules) if depends_on(plan, rule.condition.node, number))
    count = len(options)

    def predicate(plan: Plan, size: int, given: Given, decided: bool) -> int:
        layout = spread(given, size, number, options)
        reading = Bounds(Block(plan, size * count, layout), decided=decided)
        pairs = Comparison(reading, number, size, count, rules).verdict_differs()
        together = 0
        for copy in range(count - 1):
            together |= pairs >> (size * copy)
        return together & ((1 << size) - 1)

    return predicate


def is_wide(plan: Plan, number: int) -> bool:
    """Tell whether a formula reads the number itself, so that its cells do not cover all that it can be."""
    variable = plan.variables[number]
    return number in in_arithmetic(plan) and bool(variable.cells) and not isinstance(variable.cells[0], str)

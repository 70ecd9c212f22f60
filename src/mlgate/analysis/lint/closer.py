"""Elements and questions that no world at hand shows to matter in; those that do, and those proved not to, out.

First by worlds that are made for it: at the highest and lowest scores, which random answers never reach, and around
worlds in which an element nearly matters. Then by a search that strikes out every answer with which it cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from random import Random

from mlgate.analysis.axes import Option, all_conditions
from mlgate.analysis.lint.bounds import Bounds, where_it_matters
from mlgate.analysis.lint.layout import (
    World,
    inputs_of,
    joined,
    leaning,
    near,
    options_of,
    some_bits,
    world_at,
)
from mlgate.analysis.lint.pairs import facts_of, is_wide, where_an_answer_matters
from mlgate.analysis.lint.reading import Element, Minimum, Points
from mlgate.analysis.lint.search import Found, Predicate, search
from mlgate.analysis.sampling import Layout, at_random
from mlgate.analysis.worlds import Block, bit_planes
from mlgate.assessment.plan import Node, Plan
from mlgate.assessment.state import State
from mlgate.values import value

SEED = 20_160_501
AT_RANDOM = 4096
EXTREME = 2048
CLIMBS = 4  # how often worlds of extreme scores are varied
NEAR_VERDICTS = 8192
CLOSE = 1 << 14
ROUNDS = 6  # how often worlds are varied in which an element nearly matters
NODES = 60  # of one search
BUDGET = 700_000  # of all searches, in conditions read: a few seconds


@value(eq=False)
class Pool:
    """Sampled worlds, in each of which everything is decided."""

    layout: Layout
    size: int
    bounds: Bounds


class Closer:
    """A closer look at a rule set; everything is drawn from one seed."""

    def __init__(self, plan: Plan, state: State) -> None:
        self.plan = plan
        self.state = state
        self.random = Random(SEED)
        self.budget = BUDGET
        self.count = 0  # worlds read

    def idle(self, elements: Iterable[Element]) -> dict[Element, bool]:
        """Give those of some elements that do not matter, as far as can be found out; True: that is proved."""
        waiting = list(elements)
        if not waiting:
            return {}
        waiting = [element for element in waiting if not self.pool.bounds.matters(element)]
        pool = self.pool
        for _ in range(ROUNDS):
            if not waiting:
                break
            pool = self._around(pool, waiting)
            waiting = [element for element in waiting if not pool.bounds.matters(element)]
        found: dict[Element, bool] = {}
        for element in waiting:
            looked = self._search(where_it_matters(element), self._order(element))
            if looked.world is None:
                found[element] = looked.proved
        return found

    def idle_variables(self, numbers: Iterable[int]) -> dict[int, bool]:
        """Give those of some variables of which no other answer changes the verdict; True: that is proved."""
        found: dict[int, bool] = {}
        for number in numbers:
            options = self.options[number]
            predicate = where_an_answer_matters(self.plan, number, options)
            if len(options) < 2 or predicate(self.plan, self.pool.size, self.pool.layout, True):
                if len(options) < 2:
                    found[number] = not is_wide(self.plan, number)
                continue
            own = facts_of(self.plan, number) | {number}
            looked = self._search(predicate, [], own)
            if looked.world is None:
                found[number] = looked.proved and not is_wide(self.plan, number)
        return found

    # --- worlds ---

    @cached_property
    def options(self) -> dict[int, list[Option]]:
        """Give, for every question's variable, the single values that some condition tells apart."""
        plan = self.plan
        nodes: list[Node] = [*all_conditions(plan), *(one.node for one in plan.truths.values())]
        nodes += [one.node for some in plan.assumptions.values() for one in some if one is not None]
        options = options_of(plan, self.state, nodes, single=True)
        for number, variable in enumerate(plan.variables):
            if variable.question and number not in options:
                mask = self.state.given[number]
                options[number] = [Option(mask & -mask, None)]
        return options

    @cached_property
    def pool(self) -> Pool:
        """Sample worlds: at random, at the highest and lowest scores, and near some of every verdict."""
        first = self._read(at_random(self.plan, self.options, AT_RANDOM, self.random), AT_RANDOM)
        layouts = [(first.layout, first.size)]
        extremes = self._leaning(first)
        for _ in range(CLIMBS if extremes else 0):
            climbed = self._near(extremes, EXTREME)
            layouts.append((climbed.layout, climbed.size))
            extremes = self._extremes(climbed)
        first = self._read(*joined(layouts))
        witnesses: list[World] = []
        for place in range(len(self.plan.rungs)):
            witnesses += [world_at(first.layout, bit) for bit in some_bits(first.bounds.verdict(place), 8)]
        last = self._near(witnesses, NEAR_VERDICTS)
        return self._read(*joined([(first.layout, first.size), (last.layout, last.size)]))

    def _read(self, layout: Layout, size: int) -> Pool:
        self.count += size
        return Pool(layout, size, Bounds(Block(self.plan, size, layout), decided=True))

    def _near(self, worlds: Sequence[World], about: int, least: int = 8) -> Pool:
        size = max(least, about // len(worlds))
        return self._read(near(self.plan, self.options, worlds, size, self.random), size * len(worlds))

    def _leaning(self, pool: Pool) -> list[World]:
        """Give worlds that should have high and low scores: of each dimension, and of all together."""
        rules = self.plan.rules
        found: list[World] = []
        for terms in _sums(pool):
            known = [(rules[rule].condition.node, points, pool.bounds.can(rule)) for rule, points in terms]
            for sign in (1, -1):
                signed = [(node, sign * points, bits) for node, points, bits in known]
                found.append(leaning(self.plan, self.options, pool.layout, signed))
        return found

    def _extremes(self, pool: Pool) -> list[World]:
        """Give the worlds with the highest and the lowest sum of every dimension, and of all together."""
        found: list[World] = []
        full = pool.bounds.full
        for terms in _sums(pool):
            known = [(points, pool.bounds.can(rule)) for rule, points in terms]
            for sign in (1, -1):
                best = full
                signed = [(abs(points), bits if points * sign > 0 else full ^ bits) for points, bits in known]
                for plane in reversed(bit_planes(signed)):
                    best = best & plane or best
                found.append(world_at(pool.layout, best & -best))
        return found

    def _around(self, pool: Pool, waiting: Sequence[Element]) -> Pool:
        """Vary worlds in which some elements are at work, though they decide nothing there."""
        each = max(1, min(16, CLOSE // 32 // len(waiting)))
        worlds: list[World] = []
        for element in waiting:
            chosen = pool if pool.bounds.nearly(element) else self.pool
            worlds += [world_at(chosen.layout, bit) for bit in some_bits(chosen.bounds.nearly(element), each)]
        return self._near(worlds, CLOSE, 32) if worlds else pool

    # --- searches ---

    def _search(self, predicate: Predicate, first: Sequence[int], unclaimed: frozenset[int] = frozenset()) -> Found:
        """Look for a world within what is left of the budget."""
        cost = len(self.plan.rules) + len(self.plan.variables)
        nodes = max(1, min(NODES, self.budget // cost))
        found = search(self.plan, self.state, predicate, nodes=nodes, first=first, unclaimed=unclaimed)
        self.budget = max(0, self.budget - found.spent * cost)
        return found

    def _order(self, element: Element) -> list[int]:
        """Give the questions to split on first: those of the element itself, then those of its dimension."""
        if isinstance(element, Minimum):
            condition = self.plan.rungs[element.place].condition
        else:
            condition = self.plan.rules[element.rule].condition
        order = [] if condition is None else list(inputs_of(self.plan, [condition.node]))
        if isinstance(element, Points | Minimum):
            order += self._order_of(element.dimension)
        return list(dict.fromkeys(order))

    def _order_of(self, dimension: int) -> list[int]:
        """Give the questions behind a dimension, those that most rules read first."""
        counts: dict[int, int] = {}
        for rule in self.plan.rules:
            if any(one == dimension for one, _ in rule.points):
                for number in inputs_of(self.plan, [rule.condition.node]):
                    counts[number] = counts.get(number, 0) + 1
        return sorted(counts, key=lambda number: (-counts[number], number))


def _sums(pool: Pool) -> list[list[tuple[int, int]]]:
    """Give the rules and points of every dimension that has some, and of all of them together."""
    each = [some for some in pool.bounds.terms if some]
    return [*each, [term for some in each for term in some]] if each else []

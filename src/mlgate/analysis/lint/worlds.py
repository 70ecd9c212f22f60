"""A plan in, worlds that bring out what matters in it: random ones, and all neighbours of worlds on an edge.

Random worlds of a large form rarely lie where a few points decide. So paths are walked between worlds of different
verdicts, and around the steps at which the verdict changes every single answer is varied. Where all combinations can be
read, they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import prod
from random import Random

from mlgate.analysis.axes import Axis, Bounds, Option, axes_of, in_arithmetic
from mlgate.analysis.lint.reading import Minimum, Part, Reading, parts_of
from mlgate.analysis.lint.tables import Table
from mlgate.analysis.possible import Space, pool, possible_in, space_of
from mlgate.analysis.worlds import Block, repeating
from mlgate.analysis.worlds import Part as Cells
from mlgate.assessment.plan import Plan
from mlgate.assessment.provisional import provisional_world
from mlgate.assessment.ranges import point
from mlgate.assessment.state import State, WorldValue, cell_in_world

SEED = 1_729
POOL = 4096
ENUMERATED = 1 << 20
RANDOM_BASES = 24
PATHS = 40
MOST_NEAR = 1 << 17

World = tuple[int, ...]  # for every axis the place of its sample


class Worlds:
    """The worlds of a rule set that all checks share; everything is read when first needed."""

    def __init__(self, plan: Plan, state: State, rules: int) -> None:
        self.plan = plan
        self.state = state
        self.rules = rules  # the first so many rules of the plan are the rule set's own
        self.all_axes = tuple(axes_of(plan, state, range(len(plan.variables))))
        self.axes = tuple(self._with_assumed(axis) for axis in self.all_axes if axis.samples)
        self.random = Random(SEED)

    def _with_assumed(self, axis: Axis) -> Axis:
        """Add to an axis the very value that is assumed, so that the provisional world is one of the worlds."""
        assumed = self._assumed(axis.variable)
        if any(_is_in(assumed, one) for one in axis.samples):
            return axis
        return Axis(axis.variable, axis.options, (*axis.samples, assumed))

    def _assumed(self, number: int) -> Option:
        variable = self.plan.variables[number]
        question = self.plan.ruleset.questions[variable.question]
        value = self._provisional[question.id]
        if value is None and question.assume:
            value = question.assume[-1].value
        mask, _ = cell_in_world(variable, value)
        if number in in_arithmetic(self.plan) and isinstance(value, Fraction):
            return Option(mask, point(value))
        return Option(mask, None)

    @cached_property
    def _provisional(self) -> Mapping[str, WorldValue]:
        return provisional_world(self.plan, {})[0]

    # --- random worlds ---

    @cached_property
    def pool(self) -> Reading:
        """Give thousands of random worlds."""
        space = Space(self.plan, self.state, Bounds((), ()), self.axes, 0)
        return Reading(pool(space, POOL))

    @cached_property
    def seen(self) -> frozenset[int]:
        """Give the places of verdicts that some world at hand has."""
        found = {place for reading in (self.pool, self.near) for place, bits in enumerate(reading.verdicts) if bits}
        return frozenset(found)

    # --- worlds on an edge ---

    @cached_property
    def near(self) -> Reading:
        """Give all neighbours of the base worlds, copy by copy: each axis in turn takes each of its samples."""
        return Reading(self._near_block())

    @cached_property
    def bases(self) -> tuple[World, ...]:
        """Give the worlds whose neighbours are read: the provisional one first, random ones, those on an edge."""
        start = tuple(self._place_of(axis) for axis in self.axes)
        size = self.pool.full.bit_length()
        some = [self.world_at(self.pool.block, bit) for bit in range(0, size, size // RANDOM_BASES)]
        wanted = self._witnesses()
        edges = self._edges([start, *wanted, *some[:4]])
        found = dict.fromkeys((start, *wanted, *edges, *some))
        copies = max(1, sum(len(axis.samples) for axis in self.axes))
        return tuple(found)[: max(8, MOST_NEAR // copies)]

    def _place_of(self, axis: Axis) -> int:
        assumed = self._assumed(axis.variable)
        return next(place for place, one in enumerate(axis.samples) if _is_in(assumed, one))

    def _witnesses(self) -> list[World]:
        """Give worlds of every verdict: from the pool, else from a search."""
        found: list[World] = []
        missing = False
        for bits in self.pool.verdicts:
            missing = missing or not bits
            found += [self.world_at(self.pool.block, bit) for bit in _first(bits, 3)]
        if missing:
            space = space_of(self.plan.ruleset, {})
            possible_in(space)
            found += [self._from_masks(world) for _, world in space.witnesses]
        return found

    def _from_masks(self, masks: Mapping[int, int]) -> World:
        places = []
        for axis in self.axes:
            mask = masks.get(axis.variable, -1)
            fits = (place for place, one in enumerate(axis.samples) if one.mask & mask)
            places.append(next(fits, 0))
        return tuple(places)

    def _edges(self, ends: Sequence[World]) -> list[World]:
        """Walk from worlds to others, answer by answer in random order, and give those beside a change of verdict."""
        steps: list[World] = []
        length = len(self.axes) + 1
        for _ in range(PATHS):
            first, last = self.random.choice(ends), self.random.choice(ends)
            steps.extend(self._path(first, last))
        reading = Reading(self.block_of(steps))
        turns = 0
        for bits in reading.verdicts:
            turns |= bits ^ (bits >> 1)
        found = []
        for number in range(len(steps) - 1):
            if turns >> number & 1 and (number + 1) % length:
                found += [steps[number], steps[number + 1]]
        self.random.shuffle(found)
        return found

    def _path(self, first: World, last: World) -> Iterator[World]:
        order = list(range(len(self.axes)))
        self.random.shuffle(order)
        world = list(first)
        yield first
        for place in order:
            world[place] = last[place]
            yield tuple(world)

    def block_of(self, worlds: Sequence[World]) -> Block:
        """Lay out chosen worlds."""
        full = (1 << len(worlds)) - 1
        given: dict[int, Sequence[Cells]] = {}
        for number, axis in enumerate(self.axes):
            column = [world[number] for world in reversed(worlds)]
            given[axis.variable] = [
                Cells(one.mask, one.range, bits)
                for place, one in enumerate(axis.samples)
                if (bits := int("".join("1" if own == place else "0" for own in column), 2))
            ]
        return Block(self.plan, full.bit_length(), given)

    def _near_block(self) -> Block:
        base = self.block_of(self.bases)
        copies = sum(len(axis.samples) for axis in self.axes)
        every = sum(1 << (base.size * copy) for copy in range(copies))
        given: dict[int, Sequence[Cells]] = {
            number: [Cells(part.mask, part.range, part.bits * every) for part in parts]
            for number, parts in base.given.items()
        }
        for axis, start in self.copies():
            own = ((1 << (base.size * len(axis.samples))) - 1) << (start * base.size)
            parts = [Cells(part.mask, part.range, part.bits & ~own) for part in given[axis.variable]]
            parts += [
                Cells(one.mask, one.range, base.full << (base.size * (start + step)))
                for step, one in enumerate(axis.samples)
            ]
            given[axis.variable] = [part for part in parts if part.bits]
        return Block(self.plan, base.size * copies, given)

    def copies(self) -> Iterator[tuple[Axis, int]]:
        """Walk the axes, each with the number of its first copy among the neighbours."""
        start = 0
        for axis in self.axes:
            yield axis, start
            start += len(axis.samples)

    def copy(self, bits: int, number: int) -> int:
        """Cut one copy of the base worlds out of bits over the neighbours."""
        size = len(self.bases)
        return bits >> (size * number) & ((1 << size) - 1)

    # --- what matters ---

    @cached_property
    def mattering(self) -> frozenset[int]:
        """Give the variables that are shown to matter: two neighbours differ in one of them and in their verdict."""
        found = set()
        for axis, start in self.copies():
            for bits in self.near.verdicts:
                shown = {self.copy(bits, start + step) for step in range(len(axis.samples))}
                if len(shown) > 1:
                    found.add(axis.variable)
                    break
        return frozenset(found)

    @cached_property
    def idle(self) -> tuple[Part, ...]:
        """Give the parts of the rule set without which no world at hand has another verdict."""
        parts = [one for one in parts_of(self.plan) if self._is_own(one)]
        for reading in (self.pool, self.near):
            parts = [one for one in parts if not reading.changed(one)]
        return tuple(parts)

    def _is_own(self, part: Part) -> bool:
        return isinstance(part, Minimum) or part.rule < self.rules

    @property
    def count(self) -> int:
        """Count the worlds at hand."""
        return POOL + self.near.block.size

    # --- all of them ---

    @property
    def enumerable(self) -> bool:
        """Tell whether all combinations can be read."""
        return prod(len(axis.options) for axis in self.all_axes) <= ENUMERATED

    @property
    def exact(self) -> bool:
        """Tell whether what all combinations show is so in some world; with claimed facts it may not be."""
        return all(axis.samples for axis in self.all_axes)

    @cached_property
    def everything(self) -> Reading:
        """Read all combinations; needs `enumerable`."""
        return Reading(Table(self.plan, self.state, self.all_axes).block)

    @cached_property
    def never_differ(self) -> frozenset[Part]:
        """Give the parts that change no verdict in any combination at all; needs `enumerable`."""
        return frozenset(one for one in self.idle if not self.everything.changed(one))

    @cached_property
    def decisive(self) -> frozenset[int]:
        """Give the variables that alone change the verdict between two combinations; needs `enumerable`."""
        found, stride, size = set(), 1, self.everything.block.size
        for axis in self.all_axes:
            count = len(axis.options)
            inner = self.everything.full ^ repeating(count, stride, size)[count - 1]
            if any((bits ^ (bits >> stride)) & inner for bits in self.everything.verdicts):
                found.add(axis.variable)
            stride *= count
        return frozenset(found)

    # --- one of them ---

    def world_at(self, block: Block, bit: int) -> World:
        """Give the world at one place of a block that was laid out over the axes."""
        places = []
        for axis in self.axes:
            part = next(one for one in block.given[axis.variable] if one.bits >> bit & 1)
            exact = (n for n, one in enumerate(axis.samples) if one.mask == part.mask and one.range == part.range)
            places.append(next(exact, 0))
        return tuple(places)

    def option(self, world: World, number: int) -> Option:
        """Give what axis number `number` is in a world."""
        return self.axes[number].samples[world[number]]


def _is_in(one: Option, other: Option) -> bool:
    return bool(one.mask & other.mask) and (one.range is None or one.range == other.range)


def _first(bits: int, most: int) -> Iterator[int]:
    """Walk the places of the first few combinations."""
    while bits and most:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
        most -= 1

"""A plan in, worlds that bring out what matters in it: random ones, and all neighbours of worlds on an edge.

Random worlds of a large form rarely lie where a few points decide. So paths are walked between worlds of different
verdicts, and around the steps at which the verdict changes every single answer is varied. All combinations are read
where they are few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import prod
from random import Random

from mlgate.analysis.axes import Axis, Bounds, Option, axes_of, in_arithmetic
from mlgate.analysis.lint.closer import Closer
from mlgate.analysis.lint.reading import Element, Minimum, Reading, elements_of
from mlgate.analysis.lint.tables import Table
from mlgate.analysis.possible import possible_in
from mlgate.analysis.space import Space, drawn_pool, first_copies, neighbours, pool, space_of
from mlgate.analysis.worlds import Block, Part, bits_at, repeating
from mlgate.assessment.plan import Plan
from mlgate.assessment.provisional import provisional_world
from mlgate.assessment.ranges import point
from mlgate.assessment.state import State, WorldValue, cell_in_world
from mlgate.values import record

SEED = 1_729
POOL = 4096
ENUMERATED = 1 << 20
RANDOM_BASES = 24
PATHS = 40
MOST_NEAR = 1 << 15
ROUNDS = 30
FRUITLESS = 3  # rounds that show nothing new, after which the search ends
TRIED = 60  # worlds for one witness of a search
WAYS = 8  # in which a rule is made to fire
MOST_FIRED = 60  # rules in one round

World = tuple[int, ...]  # for every axis the place of its sample


@record
class _Explored:
    """What worlds have shown so far: `idle` elements that none needs, variables that matter, and where walks end."""

    idle: list[Element]
    matters: set[int]
    ends: list[World]
    count: int = 0  # worlds read

    def read(self, reading: Reading) -> None:
        """Strike out the elements that some worlds show to matter."""
        self.idle = [one for one in self.idle if not reading.changed(one)]
        self.count += reading.block.size


class Worlds:
    """The worlds of a rule set that all checks share; everything is read when first needed."""

    def __init__(self, plan: Plan, state: State, rules: int) -> None:
        self.plan = plan
        self.state = state
        self.rules = rules  # the first so many rules of the plan are the rule set's own
        self.all_axes = tuple(axes_of(plan, state, range(len(plan.variables))))
        self.axes = tuple(self._with_assumed(axis) for axis in self.all_axes if axis.samples)
        self.random = Random(SEED)
        self.ways: dict[int, list[dict[int, int]]] = {}  # answers with which a rule fires
        self.heights: dict[int, list[World]] = {}  # some worlds of every verdict

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
        space = Space(self.plan, self.state, Bounds((), ()), self.axes)
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
        return Reading(neighbours(self.block_of(self.bases), self.axes))

    @cached_property
    def bases(self) -> tuple[World, ...]:
        """Give the worlds whose neighbours are read: the provisional one first, random ones, those on an edge."""
        start = tuple(self._place_of(axis) for axis in self.axes)
        size = self.pool.full.bit_length()
        some = [self.world_at(self.pool.block, bit) for bit in range(0, size, size // RANDOM_BASES)]
        wanted = self._witnesses()
        steps = self._paths([start, *wanted, *some[:4]])
        edges = self._edges(Reading(self.block_of(steps)), steps)
        found = dict.fromkeys((start, *wanted, *edges, *some))
        return tuple(found)[: self._most_bases]

    @property
    def _most_bases(self) -> int:
        return max(8, MOST_NEAR // max(1, sum(len(axis.samples) for axis in self.axes)))

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
        return [*found, *self._searched()] if missing else found

    def _searched(self) -> list[World]:
        """Give worlds of verdicts that random worlds do not have, as the search for possible verdicts finds them.

        It tells the cells of numbers, not the numbers in formulas: so many are tried.
        """
        space = space_of(self.plan.ruleset, {})
        possible_in(space)
        cells: list[dict[int, int]] = []
        for block, verdicts in (drawn_pool(space), *space.found):
            for bit in (bit for bits in verdicts for bit in _first(bits, 2)):
                there = ((n, part) for n, parts in block.given.items() for part in parts if part.bits >> bit & 1)
                cells.append({number: part.mask for number, part in there})
        tried = list(dict.fromkeys(self._fitting(masks) for masks in cells for _ in range(TRIED)))
        if not tried:
            return []
        reading = Reading(self.block_of(tried))
        return [tried[bit] for bits in reading.verdicts for bit in _first(bits, 6)]

    def _fitting(self, masks: Mapping[int, int]) -> World:
        places = []
        for axis in self.axes:
            mask = masks.get(axis.variable, -1)
            fits = [place for place, one in enumerate(axis.samples) if one.mask & mask]
            places.append(self.random.choice(fits) if fits else 0)
        return tuple(places)

    def _paths(self, ends: Sequence[World], rules: Sequence[int] = ()) -> list[World]:
        """Walk from worlds to others, answer by answer in random order, while one of some rules keeps firing."""
        steps: list[World] = []
        for _ in range(PATHS):
            first, last = self.random.choice(ends), self.random.choice(ends)
            if rules:
                fixed = self._firing(self.random.choice(rules), first)
                first, last = _patched(first, fixed), _patched(last, fixed)
            steps.extend(self._path(first, last))
        return steps

    def _firing(self, rule: int, world: World) -> dict[int, int]:
        """Give answers to a rule's own questions with which it fires, as near to those of a world as a few are."""
        if rule not in self.ways:
            own = set(self.plan.rules[rule].condition.depends)
            places = [number for number, axis in enumerate(self.axes) if axis.variable in own]
            found = [
                self.world_at(reading.block, bit)
                for reading in (self.pool, self.near)
                for bit in self._some(reading.fires[rule], WAYS)
            ]
            self.ways[rule] = [{number: one[number] for number in places} for one in found]
        ways = self.random.sample(self.ways[rule], min(4, len(self.ways[rule])))
        return min(ways, key=lambda way: sum(world[number] != place for number, place in way.items()), default={})

    def _some(self, bits: int, most: int) -> list[int]:
        """Give the places of a few combinations, from all over."""
        size = bits.bit_length()
        found = dict.fromkeys(_first(bits, 1))
        for _ in range(most if size else 0):
            place = self.random.randrange(size)
            found.update(dict.fromkeys(place + bit for bit in _first(bits >> place, 1)))
        return list(found)

    def _made_to_fire(self, rules: Sequence[int]) -> list[World]:
        """Let rules fire in worlds of every verdict; what such a rule closes or takes away is then seen to matter."""
        chosen = self.random.sample(rules, min(len(rules), MOST_FIRED))
        verdicts = [worlds for worlds in self.heights.values() if worlds]
        found = []
        for rule in chosen:
            for worlds in verdicts:
                for world in self.random.sample(worlds, min(len(worlds), 5)):
                    found.append(_patched(world, self._firing(rule, world)))
        return found

    def _remember(self, reading: Reading, worlds: Sequence[World]) -> None:
        """Keep some worlds of every verdict."""
        for place, bits in enumerate(reading.verdicts):
            kept = [worlds[bit] for bit in self._some(bits, 12)]
            self.heights[place] = [*kept, *self.heights.get(place, [])][:60]

    def _edges(self, reading: Reading, steps: Sequence[World]) -> list[World]:
        """Give those of the steps of walks that lie beside a change of verdict."""
        length = len(self.axes) + 1
        turns = 0
        for bits in reading.verdicts:
            turns |= bits ^ (bits >> 1)
        found: list[World] = []
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
        given: dict[int, Sequence[Part]] = {}
        for axis, column in zip(self.axes, zip(*worlds, strict=True), strict=True):
            worlds_at: dict[int, list[int]] = {}
            for number, place in enumerate(column):
                worlds_at.setdefault(place, []).append(number)
            given[axis.variable] = [
                Part(axis.samples[place].mask, axis.samples[place].range, bits_at(some, len(worlds)))
                for place, some in sorted(worlds_at.items())
            ]
        return Block(self.plan, len(worlds), given)

    def copy(self, bits: int, number: int, size: int = 0) -> int:
        """Cut one copy of the base worlds out of bits over the neighbours."""
        size = size or len(self.bases)
        return bits >> (size * number) & ((1 << size) - 1)

    # --- what matters ---

    @property
    def mattering(self) -> frozenset[int]:
        """Give the variables that are shown to matter: two worlds differ in one of them and in their verdict."""
        return frozenset(axis.variable for axis in self.axes if axis.variable not in self._idle_variables)

    @property
    def idle(self) -> tuple[Element, ...]:
        """Give the elements of the rule set without which no world that was found has another verdict."""
        return tuple(self._idle_elements)

    @property
    def proved(self) -> frozenset[Element]:
        """Give those of the idle elements that a search has proved to change no verdict at all."""
        return frozenset(one for one, proved in self._idle_elements.items() if proved)

    @property
    def proved_variables(self) -> frozenset[int]:
        """Give the variables that a search has proved to change no verdict by themselves."""
        return frozenset(number for number, proved in self._idle_variables.items() if proved)

    @cached_property
    def _closer(self) -> Closer:
        return Closer(self.plan, self.state)

    @cached_property
    def _idle_elements(self) -> Mapping[Element, bool]:
        return self._closer.idle(self._explored.idle)

    @cached_property
    def _idle_variables(self) -> Mapping[int, bool]:
        found = self._explored.matters
        return self._closer.idle_variables(axis.variable for axis in self.axes if axis.variable not in found)

    @property
    def count(self) -> int:
        """Count the worlds at hand."""
        return self._explored.count + self._closer.count

    @cached_property
    def _explored(self) -> _Explored:
        """Look for worlds in which elements and questions matter, round by round, each from the edges of the last."""
        idle = [one for one in elements_of(self.plan) if self._is_own(one)]
        found = _Explored(idle, self._differing(self.near, len(self.bases)), list(self.bases))
        for reading in (self.pool, self.near):
            found.read(reading)
        self._remember(Reading(self.block_of(found.ends)), found.ends)
        fruitless = 0
        for _ in range(ROUNDS):
            if fruitless == FRUITLESS or (not found.idle and len(found.matters) == len(self.axes)):
                break
            before = len(found.idle), len(found.matters)
            self._walk_on(found)
            fruitless = fruitless + 1 if (len(found.idle), len(found.matters)) == before else 0
        return found

    def _walk_on(self, found: _Explored) -> None:
        """Walk between the worlds at hand, let waiting rules fire, and vary the worlds on the edges of the walks."""
        rules = self._worth_firing(found.idle)
        steps = self._paths(found.ends, rules)
        walked = Reading(self.block_of(steps))
        edges = self._edges(walked, steps)[: self._most_bases]
        self._remember(walked, steps)
        found.read(walked)
        if made := self._made_to_fire(rules):
            found.read(Reading(self.block_of(made)))
        if edges:
            varied = Reading(neighbours(self.block_of(edges), self.axes))
            found.matters |= self._differing(varied, len(edges))
            found.read(varied)
        found.ends = [*edges, *found.ends][: 2 * self._most_bases]

    def _worth_firing(self, idle: Sequence[Element]) -> list[int]:
        rules = {one.rule for one in idle if not isinstance(one, Minimum)}
        return sorted(one for one in rules if self.pool.fires[one] or self.near.fires[one])

    def _differing(self, reading: Reading, size: int) -> set[int]:
        found = set()
        for axis, start in first_copies(self.axes):
            for bits in reading.verdicts:
                if len({self.copy(bits, start + step, size) for step in range(len(axis.samples))}) > 1:
                    found.add(axis.variable)
                    break
        return found

    def _is_own(self, element: Element) -> bool:
        return isinstance(element, Minimum) or element.rule < self.rules

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
    def never_differ(self) -> frozenset[Element]:
        """Give the elements that change no verdict in any combination at all; needs `enumerable`."""
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


def _patched(world: World, fixed: Mapping[int, int]) -> World:
    return tuple(fixed.get(number, place) for number, place in enumerate(world))


def _first(bits: int, most: int) -> Iterator[int]:
    """Walk the places of the first few combinations."""
    while bits and most:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
        most -= 1

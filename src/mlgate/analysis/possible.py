"""A rule set and answers in, the verdicts still possible out, cheapest proof first, and how each is known.

Bounds; then a pool of sampled worlds as witnesses; then all combinations of the questions that matter; then a
search for each verdict that is left, with pruning by bounds. What none of them settles is listed as not ruled out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import prod
from random import Random

from mlgate.analysis.axes import (
    Axis,
    Bounds,
    Option,
    axes_of,
    bounds_of_ladder,
    fixed_parts,
    in_arithmetic,
    sample_values,
)
from mlgate.analysis.worlds import Block, Part, repeating
from mlgate.assessment.assess import verdict_of_state
from mlgate.assessment.cells import between
from mlgate.assessment.plan import Plan, plan_of
from mlgate.assessment.provisional import provisional_world
from mlgate.assessment.ranges import Range, hull, point
from mlgate.assessment.state import State, state_of
from mlgate.model import Answer, Possible, Proof, RuleSet
from mlgate.values import field, record

POOL = 2048  # sampled worlds; enough to witness most verdicts in a millisecond or two
SEED = 20_160_501
AT_ONCE = 1 << 16  # combinations in one block: 8 KiB an integer, so that a block's integers stay in cache
ENUMERATED_FIRST = 1 << 19  # as many are enumerated before a search is tried
ENUMERATED_AT_MOST = 1 << 22
NODES = 48  # blocks that the search for one verdict may read
SAMPLED = 512  # worlds that a search samples at a time
TUPLES = 48  # joint values of the numbers in formulas, in a pool


@record
class Space:
    """The worlds of one sheet: the plan, the state, the bounds and an axis for each open variable that matters."""

    plan: Plan
    state: State
    bounds: Bounds
    axes: tuple[Axis, ...]
    provisional: int
    seen: set[int] = field(default_factory=set)
    witnesses: list[tuple[int, dict[int, int]]] = field(default_factory=list)  # verdict, mask of each axis
    drawn: tuple[Block, list[int]] | None = None  # a pool and its verdicts
    found: list[tuple[Block, list[int]]] = field(default_factory=list)  # further samples of use, and their verdicts
    inner: dict[frozenset[tuple[int, int]], Space] = field(default_factory=dict)  # parts that were looked at
    probed: list[int] | None = None  # what `probe` says of the whole space, which every search starts with

    @property
    def combinations(self) -> int:
        """Count the combinations of the axes' options."""
        return prod(len(axis.options) for axis in self.axes)


def space_of(ruleset: RuleSet, answers: Mapping[str, Answer]) -> Space:
    """Lay out the worlds that answers leave possible."""
    plan = plan_of(ruleset)
    state = state_of(plan, answers)
    bounds = bounds_of_ladder(plan, state)
    axes = tuple(axes_of(plan, state, bounds.variables))
    _, provisional = provisional_world(plan, answers)
    place = verdict_of_state(plan, provisional)
    return Space(plan, state, bounds, axes, place, {place})


def possible(ruleset: RuleSet, answers: Mapping[str, Answer]) -> Possible:
    """Give the verdicts of all worlds, plainest first. The list always contains every one of them."""
    return possible_in(space_of(ruleset, answers))


def possible_in(space: Space) -> Possible:
    """Give the verdicts still possible in a space of worlds."""
    upper = set(space.bounds.upper)
    if upper == space.seen:
        return _result(space, upper, "bounds")
    space.seen.update(place for place, bits in enumerate(drawn_pool(space)[1]) if bits)
    if space.seen == upper:
        return _result(space, upper, "bounds")
    if space.combinations <= ENUMERATED_FIRST:
        return _by_enumeration(space, upper)
    upper = search(space, upper)
    if space.seen == upper:
        return _result(space, upper, "searched")
    if space.combinations <= ENUMERATED_AT_MOST:
        return _by_enumeration(space, upper)
    return _result(space, upper, "not ruled out")


def _result(space: Space, upper: set[int], proof: Proof) -> Possible:
    ids = tuple(rung.id for rung in space.plan.rungs)
    proof = proof if space.seen == upper else "not ruled out"
    return Possible(tuple(ids[p] for p in sorted(upper)), proof, frozenset(ids[p] for p in space.seen))


# --- Sampling ---------------------------------------------------------------------------------------------------------


def pool(space: Space, size: int = POOL) -> Block:
    """Lay out a seeded pool of sampled worlds; in each of them everything is decided."""
    generator = Random(SEED)
    given = _settled_parts(space, (1 << size) - 1)
    given.update(_random_worlds(space.plan, {axis.variable: axis.samples for axis in space.axes}, size, generator))
    return Block(space.plan, size, given)


def drawn_pool(space: Space) -> tuple[Block, list[int]]:
    """Give the pool of a space with its verdicts, drawn and read once."""
    if space.drawn is None:
        block = pool(space)
        space.drawn = block, block.verdicts()
    return space.drawn


def _random_worlds(
    plan: Plan, samples: Mapping[int, Sequence[Option]], size: int, generator: Random
) -> dict[int, Sequence[Part]]:
    """Share combinations out at random among the samples of each axis.

    The inputs of formulas are drawn together, a few tuples of them, so that a formula is computed a few times only.
    """
    full = (1 << size) - 1
    arithmetic = in_arithmetic(plan)
    given: dict[int, Sequence[Part]] = {}
    joint = {number: some for number, some in samples.items() if number in arithmetic and some}
    # Drawn first, so that pools of every size have the same ones and a formula is remembered from one to the next.
    places = [range(len(some)) for some in joint.values()]
    tuples = [tuple(map(generator.choice, places)) for _ in range(TUPLES)]
    for number, some in samples.items():
        if some and number not in joint:
            given[number] = _random_parts(some, full, size, generator)
    if joint:
        shares = _random_parts([Option(1 << step, None) for step in range(TUPLES)], full, size, generator)
        for axis, (number, options) in enumerate(joint.items()):
            bits: dict[int, int] = {}
            for share in shares:
                place = tuples[share.mask.bit_length() - 1][axis]
                bits[place] = bits.get(place, 0) | share.bits
            given[number] = [Part(options[place].mask, options[place].range, own) for place, own in bits.items()]
    return given


def _settled_parts(space: Space, full: int) -> dict[int, Sequence[Part]]:
    """Give the variables that do not matter some value each, so that everything is decided."""
    parts: dict[int, Sequence[Part]] = {}
    for number, (part,) in fixed_parts(space.plan, space.state, full).items():
        lowest = part.mask & -part.mask
        parts[number] = (Part(lowest, part.range, full),) if part.mask != lowest else (part,)
    return parts


def _random_parts(options: Sequence[Option], full: int, size: int, generator: Random) -> list[Part]:
    """Share the combinations out among the options by random halving."""
    waiting = [(list(options), full)]
    parts = []
    while waiting:
        some, bits = waiting.pop()
        if len(some) == 1:
            parts.append(Part(some[0].mask, some[0].range, bits))
            continue
        half = len(some) // 2
        chosen = generator.getrandbits(size)
        if len(some) % 2:  # the larger half gets three of four
            chosen &= generator.getrandbits(size)
        waiting.append((some[:half], bits & chosen))
        waiting.append((some[half:], bits & ~chosen))
    return parts


# --- Enumeration ------------------------------------------------------------------------------------------------------


def blocks(space: Space) -> Iterator[Block]:
    """Lay out all combinations of the axes, block by block."""
    axes = sorted(space.axes, key=lambda axis: len(axis.options))
    inner: list[Axis] = []
    size = 1
    for axis in axes:
        if size * len(axis.options) > AT_ONCE:
            break
        inner.append(axis)
        size *= len(axis.options)
    outer = axes[len(inner) :]
    full = (1 << size) - 1
    given: dict[int, Sequence[Part]] = dict(fixed_parts(space.plan, space.state, full))
    stride = 1
    for axis in inner:
        bits = repeating(len(axis.options), stride, size)
        given[axis.variable] = [Part(one.mask, one.range, part) for one, part in zip(axis.options, bits, strict=True)]
        stride *= len(axis.options)
    for chosen in itertools.product(*(axis.options for axis in outer)):
        fixed = {axis.variable: (Part(one.mask, one.range, full),) for axis, one in zip(outer, chosen, strict=True)}
        yield Block(space.plan, size, {**given, **fixed})


def _by_enumeration(space: Space, upper: set[int]) -> Possible:
    """Read every combination; what facts over ranges are claimed to be still needs a witness."""
    can: set[int] = set()
    exact = all(axis.samples for axis in space.axes)
    for block in blocks(space):
        can.update(place for place, bits in enumerate(block.verdicts()) if bits)
        if can >= upper:
            break
    can &= upper
    if exact:
        space.seen |= can
    if can != space.seen:
        can = search(space, can)
    return _result(space, can, "enumerated")


# --- Search -----------------------------------------------------------------------------------------------------------


def is_possible_with(space: Space, place: int, cells: Mapping[int, int]) -> bool:
    """Tell whether a verdict that is possible stays so where variables are in the cells of masks.

    Witnesses at hand are tried first, then a short search for this verdict alone; true as well where its budget ends.
    """
    for one, world in space.witnesses:
        if one == place and all(world.get(number, mask) & mask for number, mask in cells.items()):
            return True
    if any(_has(block, verdicts[place], cells) for block, verdicts in (drawn_pool(space), *space.found)):
        return True
    inner = _within(space, cells)
    near = (block for block, verdicts in space.found if verdicts[place])
    if drawn_pool(inner)[1][place] or any(_moved(inner, block).verdicts()[place] for block in near):
        return True
    return _Search(inner, place, NODES // 8).run() is not False


def _has(block: Block, bits: int, cells: Mapping[int, int]) -> bool:
    """Tell whether in one of some combinations the variables are in the cells of masks."""
    for number, mask in cells.items():
        if not bits:
            return False
        inside = 0
        for part in block.raw(number):
            inside |= part.bits if part.mask & mask else 0
        bits &= inside
    return bits != 0


def _within(space: Space, cells: Mapping[int, int]) -> Space:
    """Give the part of a space in which variables are in the cells of masks; its pool serves all verdicts."""
    key = frozenset(cells.items())
    if key not in space.inner:
        axes = tuple(_narrowed(axis, cells.get(axis.variable, -1)) for axis in space.axes)
        inner = Space(space.plan, space.state, space.bounds, axes, space.provisional)
        inner.witnesses, inner.found = space.witnesses, space.found
        block = _moved(inner, drawn_pool(space)[0])
        inner.drawn = block, block.verdicts()
        space.inner[key] = inner
    return space.inner[key]


def _moved(space: Space, block: Block) -> Block:
    """Move sampled worlds into a space, most of which they were drawn from: what keeps them out takes its first value.

    A verdict that few worlds have is found near those that were found, where new samples would miss it.
    """
    given = dict(block.given)
    for axis in space.axes:
        masks = {option.mask for option in axis.samples}
        if masks and any(part.mask not in masks for part in given[axis.variable]):
            first = axis.samples[0]
            given[axis.variable] = (Part(first.mask, first.range, block.full),)
    return Block(space.plan, block.size, given)


def _narrowed(axis: Axis, mask: int) -> Axis:
    options = tuple(option for option in axis.options if option.mask & mask)
    return Axis(axis.variable, options, tuple(option for option in axis.samples if option.mask & mask))


def search(space: Space, upper: set[int]) -> set[int]:
    """Look for a witness of every verdict that has none; give what is seen or could not be excluded."""
    left = set(upper)
    for place in sorted(upper - space.seen):
        # What was sampled for one verdict often shows others.
        result = True if place in space.seen else _Search(space, place).run()
        if result is True:
            space.seen.add(place)
        elif result is False:
            left.discard(place)
    return left


# What is left of each axis while a search narrows it down.
Domain = dict[int, tuple[Option, ...]]


class _Search:
    """Looks for a world with one verdict: options that exclude it are struck out, the rest is sampled, then split.

    Striking out is exact, so an axis without options proves that there is no such world.
    """

    def __init__(self, space: Space, place: int, nodes: int = NODES) -> None:
        self.space = space
        self.plan = space.plan
        self.place = place
        self.nodes = nodes
        self.arithmetic = in_arithmetic(space.plan)
        self.fixed = fixed_parts(space.plan, space.state, 1)
        self.generator = Random(SEED + place)
        self.complete = True
        self.whole: Domain = {axis.variable: axis.options for axis in space.axes}
        self.left: dict[int, int] = {}  # how many verdicts the options of an axis leave, added up

    def run(self) -> bool | None:
        """Tell whether the verdict has a witness (True), has none (False), or the budget ended first (None)."""
        found = self.look(self.whole, 3)
        return True if found else (False if self.complete else None)

    def look(self, domain: Domain, halvings: int) -> bool:
        """Narrow a domain down, sample it, and split it where that shows nothing."""
        narrowing = self.narrow(domain)
        if narrowing is None:
            return False
        narrowed, certain = narrowing
        if certain and not self.claims(narrowed):
            self.space.witnesses.append((self.place, {n: together(some).mask for n, some in narrowed.items()}))
            return True
        if self.sample(narrowed):
            return True
        if self.nodes <= 0:
            self.complete = False
            return False
        return any(self.look(part, left) for part, left in self.split(narrowed, halvings))

    def claims(self, domain: Domain) -> bool:
        """Tell whether a fact is claimed to be in fewer cells than bounds leave it: that may not come true."""
        return any(len(domain[axis.variable]) < len(axis.options) for axis in self.space.axes if not axis.samples)

    def narrow(self, domain: Domain) -> tuple[Domain, bool] | None:
        """Strike out every option with which bounds exclude the verdict, until nothing changes.

        Gives what is left and whether the verdict is certain there, or None where it is excluded.
        """
        while True:
            self.nodes -= 1
            verdicts = self.probe_whole() if domain == self.whole else self.probe(domain)
            can = verdicts[self.place]
            if not can & 1:
                return None
            if sum(bits & 1 for bits in verdicts) == 1:
                return domain, True
            place, narrowed = 1, Domain()
            for number, options in domain.items():
                narrowed[number] = tuple(option for step, option in enumerate(options) if can >> (place + step) & 1)
                own = ((1 << len(options)) - 1) << place
                self.left[number] = sum((bits & can & own).bit_count() for bits in verdicts)
                place += len(options)
                if not narrowed[number]:
                    return None
            if narrowed == domain or self.nodes <= 0:
                return narrowed, False
            domain = narrowed

    def probe_whole(self) -> list[int]:
        if self.space.probed is None:
            self.space.probed = self.probe(self.whole)
        return self.space.probed

    def probe(self, domain: Domain) -> list[int]:
        """Read the domain itself (bit 0) and with every single option chosen: where each verdict can be."""
        size, given = one_by_one(self.fixed, domain)
        return Block(self.plan, size, given).verdicts(decided=False)

    def sample(self, domain: Domain) -> bool:
        """Read a few hundred random worlds of the domain."""
        given = _settled_parts(self.space, (1 << SAMPLED) - 1)
        samples = {
            number: [one for option in options for one in self.samples(number, option)]
            for number, options in domain.items()
            if self.plan.variables[number].term is None  # a sampled world computes its facts
        }
        given.update(_random_worlds(self.plan, samples, SAMPLED, self.generator))
        self.nodes -= 1
        block = Block(self.plan, SAMPLED, given)
        verdicts = block.verdicts()
        self.space.seen.update(place for place, bits in enumerate(verdicts) if bits)
        if verdicts[self.place]:
            self.space.found.append((block, verdicts))
        return verdicts[self.place] != 0

    def samples(self, number: int, option: Option) -> Sequence[Option]:
        if number not in self.arithmetic or option.range is None:
            return (option,)
        return samples_of(option, self.plan.variables[number].whole)

    def is_input(self, number: int) -> bool:
        return number in self.arithmetic and self.plan.variables[number].term is None

    def split(self, domain: Domain, halvings: int) -> Iterator[tuple[Domain, int]]:
        """Walk the parts of a domain: by the options of one axis, or by halves of the widest range."""
        counts = {number: len(options) for number, options in domain.items() if len(options) > 1}
        if counts:
            # First the axis whose options leave the fewest verdicts, on average: it decides most.
            number = min(counts, key=lambda one: (Fraction(self.left[one], counts[one]), counts[one], one))
            for option in domain[number]:
                yield {**domain, number: (option,)}, halvings
            return
        wide = [number for number, (option,) in domain.items() if self.is_input(number) and is_wide(option)]
        if not wide:
            return
        if halvings == 0:
            self.complete = False
            return
        for chosen in itertools.product(*(halves(domain[number][0]) for number in wide)):
            yield {**domain, **{number: (one,) for number, one in zip(wide, chosen, strict=True)}}, halvings - 1


@lru_cache(maxsize=4096)
def samples_of(option: Option, whole: bool) -> tuple[Option, ...]:
    """Give a few single numbers of an option."""
    assert option.range is not None
    return tuple(Option(option.mask, point(value)) for value in sample_values(option.range, whole)) or (option,)


def one_by_one(fixed: Mapping[int, Sequence[Part]], domain: Domain) -> tuple[int, dict[int, Sequence[Part]]]:
    """Lay out a domain as it is (bit 0) and then with every single option chosen; give the size and the parts."""
    size = 1 + sum(map(len, domain.values()))
    full = (1 << size) - 1
    given: dict[int, Sequence[Part]] = {
        number: (Part(part.mask, part.range, full),) for number, (part,) in fixed.items()
    }
    place = 1
    for number, options in domain.items():
        whole = together(options)
        chosen = ((1 << len(options)) - 1) << place
        parts = [Part(whole.mask, whole.range, full ^ chosen)]
        parts += [Part(one.mask, one.range, 1 << (place + step)) for step, one in enumerate(options)]
        given[number] = parts
        place += len(options)
    return size, given


def together(options: Sequence[Option]) -> Option:
    """Give the option that stands for several."""
    mask, range_ = 0, None
    for option in options:
        mask |= option.mask
        range_ = hull(range_, option.range)
    return Option(mask, range_)


def is_wide(option: Option) -> bool:
    """Tell whether an option holds more than one number."""
    return option.range is not None and not option.range.is_point


def halves(option: Option) -> tuple[Option, Option]:
    """Split the range of an option in two."""
    range_ = option.range
    assert range_ is not None
    middle = between(range_)
    low = Range(range_.low, middle, range_.low_open, False)
    return Option(option.mask, low), Option(option.mask, Range(middle, range_.high, True, range_.high_open))

"""A rule set and answers in, the space of worlds that they leave out, with pools of sampled ones and blocks of all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from random import Random

from mlgate.analysis.axes import Axis, Bounds, axes_of, bounds_of_ladder, fixed_parts
from mlgate.analysis.sampling import at_random
from mlgate.analysis.worlds import Block, Part, repeating
from mlgate.assessment.assess import verdict_of_state
from mlgate.assessment.plan import Plan, plan_of
from mlgate.assessment.provisional import provisional_world
from mlgate.assessment.state import State, state_of
from mlgate.model import Answer, RuleSet
from mlgate.values import field, record

POOL = 2048  # sampled worlds; enough to witness most verdicts in a millisecond or two
SEED = 20_160_501
AT_ONCE = 1 << 16  # combinations in one block: 8 KiB an integer, so that a block's integers stay in cache


@record
class Space:
    """The worlds of one sheet: the plan, the state, the bounds and an axis for each open variable that matters."""

    plan: Plan
    state: State
    bounds: Bounds
    axes: tuple[Axis, ...]
    seen: set[int] = field(default_factory=set)
    drawn: tuple[Block, list[int]] | None = None  # a pool and its verdicts
    found: list[tuple[Block, list[int]]] = field(default_factory=list)  # further samples of use, and their verdicts
    inner: dict[frozenset[tuple[int, int]], Space] = field(default_factory=dict)  # parts that were looked at
    probed: list[int] | None = None  # what every search reads first, the whole space

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
    return Space(plan, state, bounds, axes, {place})


# --- Sampling ---------------------------------------------------------------------------------------------------------


def pool(space: Space, size: int = POOL) -> Block:
    """Lay out a seeded pool of sampled worlds; in each of them everything is decided."""
    generator = Random(SEED)
    given = settled_parts(space, (1 << size) - 1)
    given.update(at_random(space.plan, {axis.variable: axis.samples for axis in space.axes}, size, generator))
    return Block(space.plan, size, given)


def drawn_pool(space: Space) -> tuple[Block, list[int]]:
    """Give the pool of a space with its verdicts, drawn and read once."""
    if space.drawn is None:
        block = pool(space)
        space.drawn = block, block.verdicts()
    return space.drawn


def settled_parts(space: Space, full: int) -> dict[int, Sequence[Part]]:
    """Give the variables that do not matter some value each, so that everything is decided."""
    parts: dict[int, Sequence[Part]] = {}
    for number, (part,) in fixed_parts(space.plan, space.state, full).items():
        lowest = part.mask & -part.mask
        parts[number] = (Part(lowest, part.range, full),) if part.mask != lowest else (part,)
    return parts


def neighbours(base: Block, axes: Sequence[Axis]) -> Block:
    """Vary some worlds: one copy of them for each value of each axis, in which all have it.

    The copies of an axis stand side by side, in the order of the axes.
    """
    copies = sum(len(axis.samples) for axis in axes)
    every = sum(1 << (base.size * copy) for copy in range(copies))
    given: dict[int, Sequence[Part]] = {
        number: [Part(part.mask, part.range, part.bits * every) for part in parts]
        for number, parts in base.given.items()
    }
    for axis, start in first_copies(axes):
        own = ((1 << (base.size * len(axis.samples))) - 1) << (base.size * start)
        kept = [Part(part.mask, part.range, part.bits & ~own) for part in given[axis.variable]]
        varied = [
            Part(one.mask, one.range, base.full << (base.size * (start + step)))
            for step, one in enumerate(axis.samples)
        ]
        given[axis.variable] = [part for part in (*kept, *varied) if part.bits]
    return Block(base.plan, base.size * copies, given)


def first_copies(axes: Iterable[Axis]) -> Iterator[tuple[Axis, int]]:
    """Walk axes, each with the number of its first copy among neighbours."""
    start = 0
    for axis in axes:
        yield axis, start
        start += len(axis.samples)


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

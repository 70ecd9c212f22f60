"""A rule set and answers in, the verdicts still possible out, cheapest proof first, and how each is known.

Bounds; then a pool of sampled worlds as witnesses; then all combinations of the questions that matter; then a
search for each verdict that is left, with pruning by bounds. What none of them settles is listed as not ruled out.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from mlgate.analysis.axes import Axis
from mlgate.analysis.sampling import at_random
from mlgate.analysis.search import Domain, Samples, Search
from mlgate.analysis.space import SEED, Space, blocks, drawn_pool, settled_parts, space_of
from mlgate.analysis.worlds import Block, Given, Part
from mlgate.model import Answer, Possible, Proof, RuleSet

ENUMERATED_FIRST = 1 << 19  # as many are enumerated before a search is tried
ENUMERATED_AT_MOST = 1 << 22
NODES = 48  # blocks that the search for one verdict may read
SAMPLED = 512  # worlds that a search samples at a time
HALVINGS = 3  # of the ranges that formulas read


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


# --- Enumeration ------------------------------------------------------------------------------------------------------


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

    Worlds at hand are tried first, as they are and moved there, then a short search for this verdict alone; true as
    well where its budget ends.
    """
    if any(_has(block, verdicts[place], cells) for block, verdicts in (drawn_pool(space), *space.found)):
        return True
    inner = _within(space, cells)
    near = (block for block, verdicts in space.found if verdicts[place])
    if drawn_pool(inner)[1][place] or any(_moved(inner, block).verdicts()[place] for block in near):
        return True
    return _searched(inner, place, NODES // 8) is not False


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
        inner = Space(space.plan, space.state, space.bounds, axes)
        inner.found = space.found
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
        result = True if place in space.seen else _searched(space, place)
        if result is True:
            space.seen.add(place)
        elif result is False:
            left.discard(place)
    return left


def _searched(space: Space, place: int, nodes: int = NODES) -> bool | None:
    """Look for a world with one verdict: True found, False there is none, None the budget ended first."""
    goal = _Verdict(space, place)
    return Search(space.plan, space.state, space.axes, goal, nodes=nodes, halvings=HALVINGS).run()


class _Verdict:
    """The goal of a search for a world with one verdict; samples that show it are kept in the space."""

    def __init__(self, space: Space, place: int) -> None:
        self.space = space
        self.place = place
        self.generator = Random(SEED + place)
        self.verdicts: list[int] = []  # what was read last

    def can(self, size: int, given: Given) -> int:
        """Give where the verdict can be; the whole space, which every search reads first, is read once for all."""
        if self.verdicts:
            self.verdicts = self.read(size, given)
        else:
            self.verdicts = self.space.probed = self.space.probed or self.read(size, given)
        return self.verdicts[self.place]

    def read(self, size: int, given: Given) -> list[int]:
        """Give, rung by rung, where it can be the verdict."""
        return Block(self.space.plan, size, given).verdicts(decided=False)

    def is_sampled(self, samples: Samples) -> bool:
        """Read a few hundred random worlds."""
        given = settled_parts(self.space, (1 << SAMPLED) - 1)
        given.update(at_random(self.space.plan, samples, SAMPLED, self.generator))
        block = Block(self.space.plan, SAMPLED, given)
        verdicts = block.verdicts()
        self.space.seen.update(place for place, bits in enumerate(verdicts) if bits)
        if verdicts[self.place]:
            self.space.found.append((block, verdicts))
        return verdicts[self.place] != 0

    def first(self, domain: Domain) -> int:
        """Choose the axis whose options leave the fewest verdicts, on average: it decides most."""
        place, ranked = 1, []
        for number, options in domain.items():
            own = ((1 << len(options)) - 1) << place
            place += len(options)
            if len(options) > 1:
                left = sum((bits & own).bit_count() for bits in self.verdicts)
                ranked.append((Fraction(left, len(options)), len(options), number))
        return min(ranked)[2]

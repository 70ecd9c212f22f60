"""Options of questions in, thousands of decided worlds out: at random, or near worlds that are worth a closer look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from mlgate.analysis.axes import Option, in_arithmetic, sample_values
from mlgate.analysis.sampling import Domain, Layout, at_random
from mlgate.analysis.worlds import Part
from mlgate.assessment.plan import Node, Plan, groups_of_cells, leaves_of
from mlgate.assessment.ranges import point
from mlgate.assessment.state import State, hull_of
from mlgate.expression.walking import names_in

World = Mapping[int, Option]  # one option for each question's variable


def masks_read(plan: Plan, nodes: Iterable[Node]) -> dict[int, set[int]]:
    """Give the variables that conditions depend on, through guards and facts, with the masks that are read; -1: all."""
    masks: dict[int, set[int]] = {}
    entered: set[int] = set()
    waiting = list(nodes)
    while waiting:
        for leaf in leaves_of(waiting.pop()):
            masks.setdefault(leaf.variable, set()).add(leaf.mask)
            inner = [leaf.variable]
            while inner:
                number = inner.pop()
                if number in entered:
                    continue
                entered.add(number)
                variable = plan.variables[number]
                if variable.guard is not None:
                    waiting.append(variable.guard.node)
                for name in names_in(variable.term) if variable.term is not None else ():
                    masks.setdefault(plan.index[name], set()).add(-1)
                    inner.append(plan.index[name])
    return masks


def inputs_of(plan: Plan, nodes: Iterable[Node]) -> tuple[int, ...]:
    """Give the questions' variables that conditions depend on."""
    return tuple(number for number in sorted(masks_read(plan, nodes)) if plan.variables[number].term is None)


def options_of(plan: Plan, state: State, nodes: Iterable[Node], *, single: bool) -> dict[int, list[Option]]:
    """Give, for each question's variable that conditions read, the options that they tell apart.

    `single` puts sampled numbers in the place of ranges wherever a formula reads the number itself.
    """
    options: dict[int, list[Option]] = {}
    for number, masks in masks_read(plan, nodes).items():
        variable = plan.variables[number]
        if variable.term is not None:
            continue
        given, pieces = state.given[number], state.pieces[number]
        found: list[Option] = []
        for group in groups_of_cells(variable, sorted(masks)):
            if mask := given & group:
                range_ = hull_of(pieces, mask & variable.all) if pieces else None
                if single and -1 in masks and range_ is not None:
                    found += [Option(mask, point(one)) for one in sample_values(range_, variable.whole)]
                else:
                    found.append(Option(mask, range_))
        options[number] = found
    return options


def near(plan: Plan, domain: Domain, worlds: Sequence[World], each: int, generator: Random) -> Layout:
    """Lay out `each` worlds around each of some worlds: a half of the answers changed at random, a quarter, and so on.

    Small changes around a world that matters reach what random worlds hardly ever hit.
    """
    size = each * len(worlds)
    full = (1 << size) - 1
    random = at_random(plan, domain, size, generator)
    arithmetic = in_arithmetic(plan)
    together = _changed(size, each, generator)
    layout: Layout = {}
    for number, parts in random.items():
        changed = together if number in arithmetic else _changed(size, each, generator)
        bits: dict[Option, int] = {Option(part.mask, part.range): part.bits & changed for part in parts}
        for place, world in enumerate(worlds):
            kept = (((1 << each) - 1) << (place * each)) & (full ^ changed)
            option = world.get(number)
            if option is None:  # this world says nothing about it
                for part in parts:
                    one = Option(part.mask, part.range)
                    bits[one] |= part.bits & kept
            else:
                bits[option] = bits.get(option, 0) | kept
        layout[number] = [Part(option.mask, option.range, some) for option, some in bits.items() if some]
    return layout


def _changed(size: int, each: int, generator: Random) -> int:
    """Choose where an answer is changed: in a half of the first part of each group, a quarter of the second, ..."""
    levels = [generator.getrandbits(size)]
    for _ in range(6):
        levels.append(levels[-1] & generator.getrandbits(size))
    changed, step = 0, max(1, each // len(levels))
    for start in range(0, size, each):
        for number, level in enumerate(levels):
            low = start + number * step
            high = start + each if number == len(levels) - 1 else min(low + step, start + each)
            changed |= level & (((1 << max(0, high - low)) - 1) << low)
    return changed


def joined(layouts: Iterable[tuple[Layout, int]]) -> tuple[Layout, int]:
    """Put layouts behind one another; gives the layout of all and its size."""
    whole: dict[int, dict[Option, int]] = {}
    offset = 0
    for layout, size in layouts:
        for number, parts in layout.items():
            bits = whole.setdefault(number, {})
            for part in parts:
                option = Option(part.mask, part.range)
                bits[option] = bits.get(option, 0) | part.bits << offset
        offset += size
    return {n: [Part(o.mask, o.range, b) for o, b in bits.items()] for n, bits in whole.items()}, offset


def world_at(layout: Mapping[int, Sequence[Part]], bit: int) -> dict[int, Option]:
    """Read one world of a layout; `bit` is a power of two."""
    return {
        number: Option(part.mask, part.range) for number, parts in layout.items() for part in parts if part.bits & bit
    }


def some_bits(bits: int, most: int) -> list[int]:
    """Give at most `most` of the bits that are set, spread over all of them."""
    count = bits.bit_count()
    step = max(1, count // most)
    found: list[int] = []
    place = 0
    while bits and len(found) < most:
        lowest = bits & -bits
        if place % step == 0:
            found.append(lowest)
        bits ^= lowest
        place += 1
    return found


def leaning(plan: Plan, domain: Domain, layout: Layout, terms: Sequence[tuple[Node, int, int]]) -> World:
    """Give a world whose answers each go with the highest sum; `terms` are conditions, points, and where they hold.

    How an answer moves the sum is read from sampled worlds, so that guards and facts count as well.
    """
    reads: dict[int, list[tuple[int, int]]] = {}
    for node, points, bits in terms:
        for number in inputs_of(plan, [node]):
            reads.setdefault(number, []).append((points, bits))
    world: dict[int, Option] = {}
    for number, moved in reads.items():
        best: tuple[float, Option] | None = None
        for part in layout.get(number, ()):
            count = part.bits.bit_count()
            if count:
                mean = sum(points * (bits & part.bits).bit_count() for points, bits in moved) / count
                if best is None or mean > best[0]:
                    best = mean, Option(part.mask, part.range)
        if best is not None:
            world[number] = best[1]
    return world

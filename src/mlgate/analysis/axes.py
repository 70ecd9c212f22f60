"""A plan and a state in, the open questions that can still matter out, each as an axis with the states it can be in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from mlgate.analysis.worlds import Part
from mlgate.assessment.assess import score_bounds
from mlgate.assessment.cells import between, inside
from mlgate.assessment.plan import Fixed, Inverse, Junction, Leaf, Node, Plan, Truth, groups_of_cells, leaves_of
from mlgate.assessment.ranges import Range, overlap, point
from mlgate.assessment.state import State, hull_of, truth_of
from mlgate.expression.walking import names_in
from mlgate.values import value

MOST_LISTED = 16  # whole numbers in formulas that are looked at one by one


@value
class Option:
    """One state of an axis: cells that nothing tells apart, and the numbers in it."""

    mask: int
    range: Range | None


@value
class Axis:
    """An open variable: `options` cover everything it can be; `samples` are single values (a fact has none)."""

    variable: int
    options: tuple[Option, ...]
    samples: tuple[Option, ...]


@value
class Bounds:
    """What intervals leave of the ladder, and which open variables can still matter.

    `upper` are the places of verdicts that bounds do not exclude, plainest first.
    """

    upper: tuple[int, ...]
    variables: tuple[int, ...]


@lru_cache(maxsize=32)
def in_arithmetic(plan: Plan) -> frozenset[int]:
    """Give the variables whose value, not only whose cell, a fact depends on."""
    names = (name for variable in plan.variables if variable.term is not None for name in names_in(variable.term))
    return frozenset(plan.index[name] for name in names)


@lru_cache(maxsize=32)
def told_apart(plan: Plan) -> dict[int, tuple[int, ...]]:
    """Give, for every variable, the groups of its cells that no condition of the rule set tells apart."""
    masks: dict[int, set[int]] = {}
    for node in all_conditions(plan):
        for leaf in leaves_of(node):
            masks.setdefault(leaf.variable, set()).add(leaf.mask)
    for number in in_arithmetic(plan):
        masks.setdefault(number, set()).add(-1)
    return {
        number: groups_of_cells(variable, sorted(masks.get(number, ())))
        for number, variable in enumerate(plan.variables)
    }


def all_conditions(plan: Plan) -> Iterator[Node]:
    """Walk every condition that can bear on a verdict."""
    yield from (rule.condition.node for rule in plan.rules)
    yield from (rung.condition.node for rung in plan.rungs if rung.condition is not None)
    yield from (variable.guard.node for variable in plan.variables if variable.guard is not None)


# --- Bounds -----------------------------------------------------------------------------------------------------------


def bounds_of_ladder(plan: Plan, state: State) -> Bounds:
    """Bound the verdict, and find the open variables that a still undecided part of it depends on."""
    truths = [truth_of(plan, rule.condition, state) for rule in plan.rules]
    conditions = [True if rung.condition is None else truth_of(plan, rung.condition, state) for rung in plan.rungs]
    ladder = _Ladder(plan, truths, conditions)
    nodes = [plan.rules[place].condition.node for place in ladder.rules_that_matter()]
    nodes += [
        rung.condition.node
        for place, rung in enumerate(plan.rungs)
        if place in ladder.alive and rung.condition is not None and conditions[place] is None
    ]
    variables: set[int] = set()
    for node in nodes:
        open_inputs(plan, state, node, variables)
    return Bounds(ladder.upper(), tuple(sorted(variables)) if len(ladder.upper()) > 1 else ())


class _Ladder:
    """The ladder under three-valued rules: which rungs are alive, which must be open, which rules can still matter."""

    def __init__(self, plan: Plan, truths: list[Truth], conditions: list[Truth]) -> None:
        self.plan = plan
        self.truths = truths
        self.conditions = conditions
        self.lows, self.highs = score_bounds(plan, truths)
        self.alive = self._alive()
        self.sure = {place for place in self.alive if self._surely_open(place)}

    def _effects(self, wanted: Truth) -> Iterator[int]:
        return (place for place, truth in enumerate(self.truths) if truth is wanted)

    def _alive(self) -> set[int]:
        rungs, rules = self.plan.rungs, self.plan.rules
        fired = [rules[place] for place in self._effects(True)]
        cap = min((rule.at_most for rule in fired if rule.at_most is not None), default=len(rungs) - 1)
        closed = {place for rule in fired for place in rule.rules_out}
        return {
            place
            for place, rung in enumerate(rungs[: cap + 1])
            if place not in closed
            and self.conditions[place] is not False
            and all(self.highs[dimension] >= least for dimension, least in rung.minimums)
        }

    def _surely_open(self, place: int) -> bool:
        if self.conditions[place] is not True:
            return False
        if any(self.lows[dimension] < least for dimension, least in self.plan.rungs[place].minimums):
            return False
        undecided = (self.plan.rules[rule] for rule in self._effects(None))
        return not any(
            place in rule.rules_out or (rule.at_most is not None and rule.at_most < place) for rule in undecided
        )

    def enough(self, wanted: Iterable[Truth]) -> set[int]:
        found = {rule.enough for value in wanted for rule in (self.plan.rules[p] for p in self._effects(value))}
        return {place for place in found if place is not None}

    def upper(self) -> tuple[int, ...]:
        surely_enough = self.enough((True,)) & self.sure
        stop = min(surely_enough, default=len(self.plan.rungs))
        maybe = self.enough((True, None))
        heaviest_sure = max(self.sure, default=0)
        return tuple(
            place
            for place in sorted(self.alive)
            if place <= stop and (place in maybe or (place >= heaviest_sure and not surely_enough))
        )

    def rules_that_matter(self) -> Iterator[int]:
        """Walk the open rules that have an effect on something still undecided."""
        undecided = {
            dimension
            for place in self.alive
            for dimension, least in self.plan.rungs[place].minimums
            if self.lows[dimension] < least <= self.highs[dimension]
        }
        for place in self._effects(None):
            rule = self.plan.rules[place]
            closes = any(one in self.alive for one in rule.rules_out) or (
                rule.at_most is not None and any(one > rule.at_most for one in self.alive)
            )
            if closes or rule.enough in self.alive or any(dimension in undecided for dimension, _ in rule.points):
                yield place


def open_inputs(plan: Plan, state: State, node: Node, found: set[int]) -> None:
    """Collect the open questions and facts that leave a condition open, through guards and facts."""
    match node:
        case Fixed():
            return
        case Inverse(part):
            open_inputs(plan, state, part, found)
        case Junction(_, parts):
            for part in parts:
                open_inputs(plan, state, part, found)
        case Leaf(variable, mask):
            possible = state.masks[variable]
            if possible & mask and possible & ~mask:
                _add_inputs(plan, state, variable, found)


def _add_inputs(plan: Plan, state: State, number: int, found: set[int]) -> None:
    variable = plan.variables[number]
    if number in found:
        return
    if variable.guard is not None and variable.guard.read(state.masks) is None:
        open_inputs(plan, state, variable.guard.node, found)
    if variable.term is None:
        given, range_ = state.given[number], state.ranges[number]
        if given & (given - 1) or (number in in_arithmetic(plan) and range_ is not None and not range_.is_point):
            found.add(number)
        return
    found.add(number)
    for name in names_in(variable.term):
        inner = plan.index[name]
        _add_inputs(plan, state, inner, found)


# --- Axes -------------------------------------------------------------------------------------------------------------


def axes_of(plan: Plan, state: State, numbers: Iterable[int]) -> Iterator[Axis]:
    """Lay out open variables; a fact that has only listed numbers to depend on is computed and need not be claimed."""
    wide: set[int] = set()
    for number in numbers:
        variable = plan.variables[number]
        axis = axis_of(plan, state, number)
        if variable.term is None:
            if any(option.range is not None and not option.range.is_point for option in axis.options):
                wide.add(number)
            yield axis
        elif any(plan.index[name] in wide for name in names_in(variable.term)):
            wide.add(number)
            yield axis


def axis_of(plan: Plan, state: State, number: int) -> Axis:
    """Lay out what one open variable can be; for a fact these are the cells that it may be claimed to lie in."""
    variable = plan.variables[number]
    if variable.term is not None:
        return _axis_of_fact(plan, state, number)
    given, pieces = state.given[number], state.pieces[number]
    options: list[Option] = []
    for group in told_apart(plan)[number]:
        if mask := given & group:
            option = Option(mask, hull_of(pieces, mask & variable.all) if pieces else None)
            options.extend(_listed(option, variable.whole and number in in_arithmetic(plan)))
    samples: list[Option] = []
    for option in options:
        if number in in_arithmetic(plan) and option.range is not None:
            samples.extend(Option(option.mask, point(value)) for value in sample_values(option.range, variable.whole))
        else:
            samples.append(option)
    return Axis(number, tuple(options), tuple(samples))


def _listed(option: Option, counted: bool) -> list[Option]:
    """Give each number of a short range of whole ones by itself, so that formulas over them are exact."""
    range_ = option.range
    if not counted or range_ is None or range_.high - range_.low > MOST_LISTED:
        return [option]
    first, last = math.ceil(range_.low), math.floor(range_.high)
    values = (Fraction(value) for value in range(first, last + 1))
    return [Option(option.mask, point(value)) for value in values if range_.has(value)]


def _axis_of_fact(plan: Plan, state: State, number: int) -> Axis:
    variable = plan.variables[number]
    possible, range_ = state.masks[number], state.ranges[number]
    options = []
    for place, cell in enumerate(variable.cells):
        if possible >> place & 1 and isinstance(cell, Range):
            options.append(Option(1 << place, None if range_ is None else overlap(cell, range_)))
    if possible & variable.na:
        options.append(Option(variable.na, None))
    return Axis(number, tuple(options), ())


def sample_values(range_: Range, whole: bool) -> tuple[Fraction, ...]:
    """Choose a few numbers of a range: both ends or near them, the middle, and small ones of a wide range."""
    first = inside(range_, whole=whole)
    if first is None or range_.is_point:
        return () if first is None else (first,)
    found = {first, _last(range_, whole)}
    middle = between(range_)
    width = Fraction(range_.high) - Fraction(range_.low)
    wanted = [middle, Fraction(range_.low) + width / 1000, Fraction(range_.low) + width / 10**9]
    found.update(Fraction(round(value)) if whole else value for value in wanted)
    return tuple(sorted(value for value in found if range_.has(value)))


def _last(range_: Range, whole: bool) -> Fraction:
    if not range_.high_open:
        return Fraction(range_.high) if not whole else Fraction(int(range_.high))
    narrow = Range(between(range_), range_.high, True, True)
    found = inside(narrow, whole=whole)
    return between(range_) if found is None else found


def fixed_parts(plan: Plan, state: State, full: int) -> dict[int, tuple[Part, ...]]:
    """Give every question variable as it is given, the same in all combinations of a block."""
    found: dict[int, tuple[Part, ...]] = {}
    for number, variable in enumerate(plan.variables):
        if variable.term is None:
            pieces, mask = state.pieces[number], state.given[number]
            range_ = hull_of(pieces, mask & variable.all) if pieces else None
            found[number] = (Part(mask, range_, full),)
    return found

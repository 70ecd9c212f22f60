"""Many hypothetical combinations of answers in, one bit each; every condition, score and verdict over all of them out.

The masks of the explaining reader turned on their side: there a variable holds one mask of cells, here every state of a
variable holds one integer with a bit for each combination in which it is so. `&`, `|` and `^` on these integers then
read a condition for thousands of combinations at once. A variable may be left open in a combination: what can be true
and what must be true are then two integers, as in Kleene's logic. Carry-save adders over bit planes add up points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import gcd
from typing import NamedTuple

from mlgate.assessment.plan import Fixed, Inverse, Junction, Leaf, Node, Plan, Variable
from mlgate.assessment.ranges import ONLY_NA, Outcome, Range, bounds_of, overlap
from mlgate.assessment.state import carried, cells_met
from mlgate.expression.walking import names_in

MOST_REMEMBERED = 20_000  # states and outcomes of formulas kept for a plan


class Part(NamedTuple):
    """The combinations `bits` in which a variable can be in the cells of `mask`, and a number in `range`."""

    mask: int
    range: Range | None
    bits: int


PartState = tuple[int, Range | None]  # the mask and the range of a part


class Memory:
    """What formulas came to for inputs that were met before, a state as a number: fractions are slow to hash."""

    def __init__(self) -> None:
        self.states: list[PartState] = []
        self.numbers: dict[PartState, int] = {}
        self.outcomes: dict[tuple[str, tuple[int, ...]], int] = {}

    def number(self, mask: int, range_: Range | None) -> int:
        """Give the number of a state."""
        state = mask, range_
        found = self.numbers.setdefault(state, len(self.states))
        if found == len(self.states):
            self.states.append(state)
        return found

    def trim(self) -> None:
        """Forget everything where it has become much; never while numbers are in use."""
        if len(self.outcomes) + len(self.states) >= MOST_REMEMBERED:
            for part in (self.states, self.numbers, self.outcomes):
                part.clear()


@lru_cache(maxsize=32)
def memory_of(plan: Plan) -> Memory:
    """Give the memory of a plan; it changes no result."""
    return Memory()


# For every question variable the parts that make up the block, before guards; for a fact that is open, its claimed
# cells: to claim that a fact lies in one makes it decided, and combinations that contradict a claim are dead.
Given = Mapping[int, Sequence[Part]]


class Block:
    """One block of `size` combinations, read lazily and each thing once.

    `parts[n]` are the parts of variable n after guards. Where `decided`, no variable is open in any combination.
    """

    def __init__(self, plan: Plan, size: int, given: Given) -> None:
        self.plan = plan
        self.size = size
        self.full = (1 << size) - 1
        self.given = given
        self.dead = 0
        self.parts: dict[int, Sequence[Part]] = {}
        self.cans: dict[int, int] = {}  # by identity: the plan keeps every condition once
        self.musts: dict[int, int] = {}
        self.totals: dict[tuple[int, bool], Total] = {}

    # --- variables ---

    def part(self, number: int) -> Sequence[Part]:
        """Give the parts of a variable after guards; facts are computed from those of their inputs."""
        if number not in self.parts:
            variable = self.plan.variables[number]
            parts = self.guarded(number, variable)
            claimed = variable.term is not None and number in self.given
            self.parts[number] = self.claimed(number, parts) if claimed else parts
        return self.parts[number]

    def raw(self, number: int) -> Sequence[Part]:
        """Give the parts of a question's variable before guards."""
        return self.given[number]

    def claimed(self, number: int, parts: Sequence[Part]) -> list[Part]:
        """Keep of a fact's cells only those that are claimed; where none is left, the combination is dead."""
        kept = []
        for part in parts:
            for claim in self.given[number]:
                if bits := part.bits & claim.bits:
                    if mask := part.mask & claim.mask:
                        kept.append(Part(mask, _narrowed(part.range, claim.range), bits))
                    else:
                        self.dead |= bits
        return kept

    def guarded(self, number: int, variable: Variable) -> Sequence[Part]:
        inner = self.raw(number) if variable.term is None else self.computed(variable)
        if variable.guard is None:
            return inner
        may, must = self.can(variable.guard.node), self.must(variable.guard.node)
        if must == self.full:
            return inner
        parts = [Part(part.mask, part.range, part.bits & must) for part in inner]
        unsure = may & ~must
        if unsure:
            parts += [Part(part.mask | variable.na, part.range, part.bits & unsure) for part in inner]
        parts.append(Part(variable.na, None, self.full ^ may))
        return [part for part in parts if part.bits]

    def computed(self, variable: Variable) -> list[Part]:
        """Compute a fact: split the block by the states of its inputs, and bound the formula once for each."""
        assert variable.term is not None
        names = tuple(dict.fromkeys(names_in(variable.term)))
        inputs = [self.part(self.plan.index[name]) for name in names]
        memory = memory_of(self.plan)
        memory.trim()
        together: list[tuple[int, tuple[int, ...]]] = [(self.full, ())]
        for parts in inputs:
            states = [(part.bits, memory.number(part.mask, part.range)) for part in parts]
            together = [
                (shared, (*chosen, state))
                for bits, chosen in together
                for own, state in states
                if (shared := bits & own)
            ]
        found: dict[int, int] = {}
        for bits, chosen in together:
            state = self.remembered(memory, variable, names, chosen)
            found[state] = found.get(state, 0) | bits
        return [Part(*memory.states[state], bits) for state, bits in found.items()]

    def remembered(self, memory: Memory, variable: Variable, names: Sequence[str], chosen: tuple[int, ...]) -> int:
        """Compute a formula, or recall it: sampled worlds come back to the same few numbers."""
        key = variable.id, chosen
        known = memory.outcomes.get(key)
        if known is None:
            inputs = {name: memory.states[state] for name, state in zip(names, chosen, strict=True)}
            outcome = self.outcome(variable, inputs)
            mask = cells_met(variable, outcome.range) | (variable.na if outcome.na else 0)
            known = memory.outcomes[key] = memory.number(mask, outcome.range)
        return known

    def outcome(self, variable: Variable, inputs: Mapping[str, PartState]) -> Outcome:
        plan = self.plan

        def value(name: str) -> Outcome:
            mask, range_ = inputs[name]
            na = bool(mask & plan.variables[plan.index[name]].na)
            return Outcome(range_, na) if range_ is not None else ONLY_NA

        def choice_value(name: str) -> Outcome:
            return carried(plan.variables[plan.index[name]], inputs[name][0])

        assert variable.term is not None
        return bounds_of(variable.term, value, choice_value)

    # --- conditions ---

    def can(self, node: Node) -> int:
        """Give the combinations in which a condition can be true."""
        found = self.cans.get(id(node))
        if found is None:
            found = self.cans[id(node)] = self.read_can(node)
        return found

    def must(self, node: Node) -> int:
        """Give the combinations in which a condition must be true."""
        found = self.musts.get(id(node))
        if found is None:
            found = self.musts[id(node)] = self.read_must(node)
        return found

    def read_can(self, node: Node) -> int:
        match node:
            case Leaf(variable, mask):
                return union(part.bits for part in self.part(variable) if part.mask & mask)
            case Inverse(part):
                return self.full ^ self.must(part)
            case Fixed(value):
                return self.full if value else 0
            case Junction(conjunction, parts):
                return _join(conjunction, self.full, map(self.can, parts))

    def read_must(self, node: Node) -> int:
        match node:
            case Leaf(variable, mask):
                return self.full ^ union(part.bits for part in self.part(variable) if part.mask & ~mask)
            case Inverse(part):
                return self.full ^ self.can(part)
            case Fixed(value):
                return self.full if value else 0
            case Junction(conjunction, parts):
                return _join(conjunction, self.full, map(self.must, parts))

    # --- scores and verdicts ---

    def scores_at_least(self, dimension: int, least: int, *, surely: bool) -> int:
        """Give the combinations in which a dimension can (surely: must) reach a minimum."""
        if least <= 0:
            return self.full  # a score is never below 0
        total = self.totals.get((dimension, surely))
        if total is None:
            total = self.totals[dimension, surely] = sum_of(self.terms(dimension, surely), self.full)
        return total.at_least(least - self.plan.bases[dimension])

    def terms(self, dimension: int, surely: bool) -> Iterator[tuple[int, int]]:
        """Walk the points of a dimension, each with the combinations in which they (surely: must) be given."""
        for rule in self.plan.rules:
            for one, points in rule.points:
                if one == dimension:
                    node = rule.condition.node
                    yield points, self.must(node) if surely == (points > 0) else self.can(node)

    def open_rungs(self, *, surely: bool) -> list[int]:
        """Give, rung by rung, the combinations in which it can (surely: must) be open."""
        read = self.must if surely else self.can
        opened = []
        closed = self.closed(surely=not surely)
        scores: dict[tuple[int, int], int] = {}
        for place, rung in enumerate(self.plan.rungs):
            bits = self.full ^ closed[place]
            if rung.condition is not None:
                bits &= read(rung.condition.node)
            for minimum in rung.minimums:
                if not bits:
                    break
                if minimum not in scores:
                    scores[minimum] = self.scores_at_least(*minimum, surely=surely)
                bits &= scores[minimum]
            opened.append(bits)
        return opened

    def closed(self, *, surely: bool) -> list[int]:
        """Give, rung by rung, the combinations in which a cap or a rule can (surely: must) close it."""
        read = self.must if surely else self.can
        closed = [0] * len(self.plan.rungs)
        capped = [0] * (len(self.plan.rungs) + 1)
        for rule in self.plan.rules:
            if rule.at_most is not None:
                capped[rule.at_most + 1] |= read(rule.condition.node)
            for place in rule.rules_out:
                closed[place] |= read(rule.condition.node)
        above = 0
        for place in range(len(closed)):
            above |= capped[place]
            closed[place] |= above
        return closed

    def enough(self, *, surely: bool) -> list[int]:
        """Give, rung by rung, the combinations in which a rule calls it enough."""
        read = self.must if surely else self.can
        enough = [0] * len(self.plan.rungs)
        for rule in self.plan.rules:
            if rule.enough is not None:
                enough[rule.enough] |= read(rule.condition.node)
        return enough

    def verdicts(self, *, decided: bool = True) -> list[int]:
        """Give, rung by rung, the combinations whose verdict it is; not decided: whose verdict it can be."""
        if decided:
            self.musts = self.cans  # what can be true is then what must be
        for number in self.given:
            if self.plan.variables[number].term is not None:
                self.part(number)
        can_open, can_enough = self.open_rungs(surely=False), self.enough(surely=False)
        must_open = can_open if decided else self.open_rungs(surely=True)
        must_enough = can_enough if decided else self.enough(surely=True)
        heavier = [0] * len(can_open)
        above = 0
        for place in reversed(range(len(can_open))):
            heavier[place] = above
            above |= must_open[place]
        verdicts, sufficient = [], 0
        any_enough = union(o & e for o, e in zip(must_open, must_enough, strict=True))
        for place, opened in enumerate(can_open):
            as_enough = opened & can_enough[place] & ~sufficient
            as_heaviest = opened & ~heavier[place] & ~any_enough
            verdicts.append((as_enough | as_heaviest) & self.full & ~self.dead)
            sufficient |= must_open[place] & must_enough[place]
        return verdicts


def _narrowed(range_: Range | None, claim: Range | None) -> Range | None:
    return None if range_ is None or claim is None else overlap(range_, claim)


def union(bits: Iterable[int]) -> int:
    """Give the combinations that are in any of some."""
    together = 0
    for one in bits:
        together |= one
    return together


def _join(conjunction: bool, full: int, parts: Iterable[int]) -> int:
    if not conjunction:
        return union(parts)
    together = full
    for one in parts:
        together &= one
        if not together:
            break
    return together


# --- Adding over bit planes -------------------------------------------------------------------------------------------


class Total(NamedTuple):
    """A sum in every combination: bit plane n of `planes` holds bit n of (sum - `low`) / `step`; `high` is the most."""

    planes: Sequence[int]
    low: int
    step: int
    high: int
    full: int

    def at_least(self, least: int) -> int:
        """Give the combinations in which the sum is at least `least`."""
        if least <= self.low:
            return self.full
        if least > self.high:
            return 0
        return planes_at_least(self.planes, -(-(least - self.low) // self.step), self.full)

    def plus(self, weight: int, bits: int) -> Total:
        """Give the sum with one more weight where its bit is set."""
        step = gcd(self.step, weight)
        terms = [(self.step // step << place, plane) for place, plane in enumerate(self.planes)]
        terms.append((abs(weight) // step, self.full ^ bits if weight < 0 else bits))
        low, high = self.low + min(weight, 0), self.high + max(weight, 0)
        return Total(bit_planes(terms), low, step, high, self.full)


def sum_of(terms: Iterable[tuple[int, int]], full: int) -> Total:
    """Add the weights whose bit is set. A negative weight counts as its complement: -w*b = w*(1-b) - w."""
    positive: list[tuple[int, int]] = []
    low = 0
    for weight, bits in terms:
        if weight < 0:
            low += weight
        counted = full ^ bits if weight < 0 else bits
        if weight and counted:
            positive.append((abs(weight), counted))
    step = gcd(*(weight for weight, _ in positive)) if positive else 1
    planes = bit_planes([(weight // step, bits) for weight, bits in positive])
    return Total(planes, low, step, low + sum(weight for weight, _ in positive), full)


def bit_planes(terms: Iterable[tuple[int, int]]) -> list[int]:
    """Add weighted bits: plane n holds bit n of every combination's sum (carry-save adders, lowest plane first)."""
    columns: list[list[int]] = []
    for weight, bits in terms:
        columns.extend([] for _ in range(weight.bit_length() - len(columns)))
        for place in range(weight.bit_length()):
            if weight >> place & 1:
                columns[place].append(bits)
    planes: list[int] = []
    place = 0
    while place < len(columns):
        column = columns[place]
        carries: list[int] = []
        while len(column) >= 3:
            a, b, c = column.pop(), column.pop(), column.pop()
            half = a ^ b
            column.insert(0, half ^ c)
            carries.append((a & b) | (half & c))
        if len(column) == 2:
            a, b = column
            column[:] = [a ^ b]
            carries.append(a & b)
        carries = [carry for carry in carries if carry]
        if carries and place + 1 == len(columns):
            columns.append([])
        if carries:
            columns[place + 1].extend(carries)
        planes.append(column[0] if column else 0)
        place += 1
    return planes


def planes_at_least(planes: Sequence[int], least: int, full: int) -> int:
    """Compare the sums in bit planes with a number, from the highest bit down."""
    if least >> len(planes):
        return 0
    above, equal = 0, full
    for place in reversed(range(len(planes))):
        if least >> place & 1:
            equal &= planes[place]
        else:
            above |= equal & planes[place]
            equal &= ~planes[place]
    return above | equal


# --- Laying out combinations ------------------------------------------------------------------------------------------


def bits_at(places: Sequence[int], size: int) -> int:
    """Give the integer with a bit at each of some places."""
    digits = bytearray(b"0") * size
    for place in places:
        digits[size - 1 - place] = 49
    return int(digits, 2)


def repeating(states: int, stride: int, size: int) -> list[int]:
    """Give the bits of each state of an axis that changes every `stride` combinations, over `size` of them."""
    period = states * stride
    first = (1 << stride) - 1
    length, pattern = period, first
    while length < size:
        pattern |= pattern << length
        length *= 2
    full = (1 << size) - 1
    return [(pattern << (state * stride)) & full for state in range(states)]

"""Something that a world can show in, a world that shows it out, or the proof that there is none.

A block of combinations tells where it can be so. Options with which it cannot be so are struck out, which is exact; the
rest is sampled, then split. An axis without options is the proof. The budget is counted in blocks read, so that the
outcome does not depend on the speed of a machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from random import Random

from mlgate.analysis.axes import Option, axes_of, fixed_parts, in_arithmetic, sample_values
from mlgate.analysis.lint.layout import World, at_random, world_at
from mlgate.analysis.possible import halves, is_wide, one_by_one
from mlgate.analysis.worlds import Block, Given
from mlgate.assessment.plan import Plan
from mlgate.assessment.ranges import point
from mlgate.assessment.state import State

SEED = 20_160_501
SAMPLED = 256
HALVINGS = 2

# Gives the combinations of a layout that can show it; the last argument tells that nothing is open in any of them.
Predicate = Callable[[Plan, int, Given, bool], int]
Domain = dict[int, tuple[Option, ...]]


class Search:
    """Looks for one world; `world` is what it found, `proved` tells that there is none."""

    def __init__(
        self,
        plan: Plan,
        state: State,
        predicate: Predicate,
        *,
        nodes: int,
        first: Sequence[int] = (),
        unclaimed: frozenset[int] = frozenset(),
    ) -> None:
        self.plan = plan
        self.predicate = predicate
        self.nodes = nodes
        self.spent = 0
        self.first = {number: place for place, number in enumerate(first)}
        numbers = [number for number in range(len(plan.variables)) if number not in unclaimed]
        self.axes = [axis for axis in axes_of(plan, state, numbers) if axis.options]
        self.fixed = fixed_parts(plan, state, 1)
        self.generator = Random(SEED)
        self.complete = True
        self.world: World | None = None

    @property
    def proved(self) -> bool:
        """Tell whether there is no such world."""
        return self.world is None and self.complete

    def run(self) -> Search:
        """Look; the outcome is in `world` and `proved`."""
        self.look({axis.variable: axis.options for axis in self.axes}, HALVINGS)
        return self

    def look(self, domain: Domain, halvings: int) -> bool:
        narrowed = self.narrow(domain)
        if narrowed is None:
            return False
        if self.sample(narrowed):
            return True
        if self.spent >= self.nodes:
            self.complete = False
            return False
        return any(self.look(part, left) for part, left in self.split(narrowed, halvings))

    def narrow(self, domain: Domain) -> Domain | None:
        """Strike out every option with which it cannot be so, until nothing changes; None where it cannot be at all."""
        while True:
            self.spent += 1
            can = self.probe(domain)
            if not can & 1:
                return None
            place, narrowed = 1, Domain()
            for number, options in domain.items():
                narrowed[number] = tuple(option for step, option in enumerate(options) if can >> (place + step) & 1)
                place += len(options)
                if not narrowed[number]:
                    return None
            if narrowed == domain or self.spent >= self.nodes:
                return narrowed
            domain = narrowed

    def probe(self, domain: Domain) -> int:
        """Read the domain itself (bit 0) and with every single option chosen."""
        size, given = one_by_one(self.fixed, domain)
        return self.predicate(self.plan, size, given, False)

    def sample(self, domain: Domain) -> bool:
        """Read a few hundred random worlds of the domain."""
        samples = {
            number: [one for option in options for one in self.samples(number, option)]
            for number, options in domain.items()
            if self.plan.variables[number].term is None  # a sampled world computes its facts
        }
        layout = at_random(self.plan, samples, SAMPLED, self.generator)
        self.spent += 1
        bits = self.predicate(self.plan, SAMPLED, layout, True)
        if bits:
            self.world = world_at(layout, bits & -bits)
        return bool(bits)

    def samples(self, number: int, option: Option) -> Sequence[Option]:
        if number not in in_arithmetic(self.plan) or option.range is None:
            return (option,)
        values = sample_values(option.range, self.plan.variables[number].whole)
        return [Option(option.mask, point(value)) for value in values] or (option,)

    def split(self, domain: Domain, halvings: int) -> Iterator[tuple[Domain, int]]:
        """Walk the parts of a domain: by the options of one axis, those asked for first, or by halves of ranges."""
        open_axes = [number for number, options in domain.items() if len(options) > 1]
        if open_axes:
            last = len(self.first)
            number = min(open_axes, key=lambda one: (self.first.get(one, last), len(domain[one]), one))
            for option in domain[number]:
                yield {**domain, number: (option,)}, halvings
            return
        wide = [n for n, (option,) in domain.items() if self.is_input(n) and is_wide(option)]
        if not wide:
            return
        if halvings == 0:
            self.complete = False
            return
        for chosen in itertools.product(*(halves(domain[number][0]) for number in wide)):
            yield {**domain, **{n: (one,) for n, one in zip(wide, chosen, strict=True)}}, halvings - 1

    def is_input(self, number: int) -> bool:
        return number in in_arithmetic(self.plan) and self.plan.variables[number].term is None


def claims(block: Block) -> Block:
    """Work out the facts that a block claims to lie somewhere, so that contradictions are known to be dead."""
    for number in block.given:
        if block.plan.variables[number].term is not None:
            block.part(number)
    return block

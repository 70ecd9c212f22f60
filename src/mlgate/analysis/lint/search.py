"""A predicate over the worlds of a rule set in, a world that shows it out, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from mlgate.analysis.axes import axes_of
from mlgate.analysis.lint.layout import World, world_at
from mlgate.analysis.sampling import at_random
from mlgate.analysis.search import Domain, Samples, Search
from mlgate.analysis.worlds import Block, Given
from mlgate.assessment.plan import Plan
from mlgate.assessment.state import State
from mlgate.values import value

SEED = 20_160_501
SAMPLED = 256
HALVINGS = 2

# Gives the combinations of a layout that can show it; the last argument tells that nothing is open in any of them.
Predicate = Callable[[Plan, int, Given, bool], int]


@value
class Found:
    """What a search comes to: a world, or the proof that there is none, or neither; and how many blocks it read."""

    world: World | None
    proved: bool
    spent: int


def search(
    plan: Plan,
    state: State,
    predicate: Predicate,
    *,
    nodes: int,
    first: Sequence[int] = (),
    unclaimed: frozenset[int] = frozenset(),
) -> Found:
    """Look for a world; `first` are the variables to split on first, `unclaimed` those that nothing is said about."""
    goal = _Shown(plan, predicate, first)
    numbers = [number for number in range(len(plan.variables)) if number not in unclaimed]
    axes = [axis for axis in axes_of(plan, state, numbers) if axis.options]
    one = Search(plan, state, axes, goal, nodes=nodes, halvings=HALVINGS)
    is_found = one.run()
    return Found(goal.world, is_found is False, one.spent)


class _Shown:
    """The goal of a search for a world that shows a predicate."""

    def __init__(self, plan: Plan, predicate: Predicate, first: Sequence[int]) -> None:
        self.plan = plan
        self.predicate = predicate
        self.order = {number: place for place, number in enumerate(first)}
        self.generator = Random(SEED)
        self.world: World | None = None

    def can(self, size: int, given: Given) -> int:
        """Give where it can be so."""
        return self.predicate(self.plan, size, given, False)

    def is_sampled(self, samples: Samples) -> bool:
        """Read a few hundred random worlds."""
        layout = at_random(self.plan, samples, SAMPLED, self.generator)
        bits = self.predicate(self.plan, SAMPLED, layout, True)
        if bits:
            self.world = world_at(layout, bits & -bits)
        return bits != 0

    def first(self, domain: Domain) -> int:
        """Choose the axis that was asked for first, else the one with the fewest options."""
        last = len(self.order)
        several = (number for number, options in domain.items() if len(options) > 1)
        return min(several, key=lambda one: (self.order.get(one, last), len(domain[one]), one))


def claims(block: Block) -> Block:
    """Work out the facts that a block claims to lie somewhere, so that contradictions are known to be dead."""
    for number in block.given:
        if block.plan.variables[number].term is not None:
            block.part(number)
    return block

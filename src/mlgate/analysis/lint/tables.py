"""A few variables in, every combination of what they can be out, one bit each: the exact truth of conditions.

A fact over a wide range is claimed to lie in each of its cells; combinations that bounds refute are left out. Some that
cannot be may remain, so what holds in all combinations is proved, and what holds in one of them may need a witness.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from mlgate.analysis.axes import Axis, axes_of, fixed_parts
from mlgate.analysis.worlds import Block, Part, repeating
from mlgate.assessment.plan import Compiled, Plan
from mlgate.assessment.state import State

MOST = 1 << 18  # combinations that are read at once


class Table:
    """All combinations of some variables."""

    def __init__(self, plan: Plan, state: State, axes: Sequence[Axis]) -> None:
        size = prod(len(axis.options) for axis in axes)
        full = (1 << size) - 1
        given: dict[int, Sequence[Part]] = dict(fixed_parts(plan, state, full))
        stride = 1
        for axis in axes:
            bits = repeating(len(axis.options), stride, size)
            given[axis.variable] = [Part(one.mask, one.range, on) for one, on in zip(axis.options, bits, strict=True)]
            stride *= len(axis.options)
        self.axes = tuple(axes)
        self.block = Block(plan, size, given)
        for axis in axes:
            if not axis.samples:
                self.block.part(axis.variable)  # refutes claims
        self.alive = full & ~self.block.dead

    @classmethod
    def over(cls, plan: Plan, state: State, numbers: Sequence[int]) -> Table | None:
        """Lay out the combinations of variables; None where there are too many of them."""
        axes = list(axes_of(plan, state, numbers))
        return cls(plan, state, axes) if prod(len(axis.options) for axis in axes) <= MOST else None

    def can(self, condition: Compiled) -> int:
        """Give the combinations in which a condition can be true."""
        return self.block.can(condition.node) & self.alive

    def must(self, condition: Compiled) -> int:
        """Give the combinations in which a condition must be true."""
        return self.block.must(condition.node) & self.alive

    def is_always(self, condition: Compiled) -> bool:
        """Tell whether a condition holds in every combination."""
        return self.must(condition) == self.alive

"""Something that a world can show in, a world that shows it out, or the proof that there is none.

A block of combinations tells where it can be so. Options with which it cannot be so are struck out, which is exact; the
rest is sampled, then split. An axis without options is the proof. The budget is counted in blocks read, so that the
outcome does not depend on the speed of a machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from mlgate.analysis.axes import Axis, Option, fixed_parts, in_arithmetic
from mlgate.analysis.sampling import samples_of
from mlgate.analysis.worlds import Given, Part
from mlgate.assessment.cells import between
from mlgate.assessment.plan import Plan
from mlgate.assessment.ranges import Range, hull
from mlgate.assessment.state import State

# What is left of each axis while a search narrows it down, and single values of it.
Domain = dict[int, tuple[Option, ...]]
Samples = Mapping[int, Sequence[Option]]


class Goal(Protocol):
    """What is looked for."""

    def can(self, size: int, given: Given) -> int:
        """Give the combinations of a block in which it can be so; bit 0 is all of what is left."""

    def is_sampled(self, samples: Samples) -> bool:
        """Read some random worlds, and tell whether one of them shows it."""

    def first(self, domain: Domain) -> int:
        """Choose the axis to split on, one with several options left; the domain is what was read last."""


class Search:
    """Looks for one world that shows a goal; `spent` are the blocks read, of `nodes` at most."""

    def __init__(
        self, plan: Plan, state: State, axes: Sequence[Axis], goal: Goal, *, nodes: int, halvings: int
    ) -> None:
        self.plan = plan
        self.goal = goal
        self.nodes = nodes
        self.halvings = halvings
        self.spent = 0
        self.domain: Domain = {axis.variable: axis.options for axis in axes}
        self.fixed = fixed_parts(plan, state, 1)
        self.arithmetic = in_arithmetic(plan)
        self.complete = True

    def run(self) -> bool | None:
        """Tell whether there is such a world (True), is none (False), or the budget ended first (None)."""
        found = self.look(self.domain, self.halvings)
        return True if found else (False if self.complete else None)

    def look(self, domain: Domain, halvings: int) -> bool:
        """Narrow a domain down, sample it, and split it where that shows nothing."""
        narrowed = self.narrow(domain)
        if narrowed is None:
            return False
        self.spent += 1
        if self.goal.is_sampled(self.samples(narrowed)):
            return True
        if self.spent >= self.nodes:
            self.complete = False
            return False
        return any(self.look(part, left) for part, left in self.split(narrowed, halvings))

    def narrow(self, domain: Domain) -> Domain | None:
        """Strike out every option with which it cannot be so, until nothing changes; None where it cannot be at all."""
        while True:
            self.spent += 1
            can = self.goal.can(*one_by_one(self.fixed, domain))
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

    def samples(self, domain: Domain) -> Samples:
        """Give single values of what is left; a sampled world computes its facts."""
        questions = (number for number in domain if self.plan.variables[number].term is None)
        return {
            number: [one for option in domain[number] for one in self.values(number, option)] for number in questions
        }

    def values(self, number: int, option: Option) -> Sequence[Option]:
        """Give single values of an option, as far as anything tells them apart."""
        if number not in self.arithmetic or option.range is None:
            return (option,)
        return samples_of(option, self.plan.variables[number].whole)

    def split(self, domain: Domain, halvings: int) -> Iterator[tuple[Domain, int]]:
        """Walk the parts of a domain: by the options of one axis, or by halves of ranges where formulas read them."""
        if any(len(options) > 1 for options in domain.values()):
            number = self.goal.first(domain)
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

    def is_input(self, number: int) -> bool:
        """Tell whether a variable is a question whose number a formula reads."""
        return number in self.arithmetic and self.plan.variables[number].term is None


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

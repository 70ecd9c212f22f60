"""A function of one number in, the stretches on which it is the same out, with ends as people would say them."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from fractions import Fraction
from typing import NamedTuple

from mlgate.assessment.ranges import Range

MOST_LISTED = 64  # whole numbers that are tried one by one
STEPS = 30  # halvings before an end is rounded to the simplest number there

LOOKED_AT = (6, 14)  # halvings after which the simplest number there is tried at once: limits are mostly round

Reading = Callable[[Fraction], Hashable]


class Segment(NamedTuple):
    """A stretch of numbers on which a reading is the same, and a number in it."""

    range: Range
    sample: Fraction
    reading: Hashable


def segments(read: Reading, range_: Range, grid: Iterable[Fraction], *, whole: bool = False) -> list[Segment]:
    """Cut a range where a reading changes between two numbers of a grid; a change inside a gap that turns back is not
    seen.

    An end is the simplest number that separates the readings, so a limit of 70,000 is found as 70,000.
    """
    if whole and range_.high - range_.low <= MOST_LISTED:
        grid = map(Fraction, range(math.ceil(range_.low), math.floor(range_.high) + 1))
    points = sorted({_round(value, whole) for value in grid if range_.has(_round(value, whole))})
    if not points:
        return []
    found: list[Segment] = []
    low, low_open = Fraction(range_.low), range_.low_open
    before, first = points[0], read(points[0])
    for after in points[1:]:
        second = read(after)
        if second != first:
            last, start = _separate(read, before, after, first, whole)
            reading = read(start)
            closed = last != start or reading == first
            found.append(Segment(Range(low, last, low_open, not closed), before, first))
            if reading not in (first, second):
                found.append(Segment(Range(start, start), start, reading))
            low, low_open = start, last == start and reading != second
        before, first = after, second
    found.append(Segment(Range(low, range_.high, low_open, range_.high_open), before, first))
    return found


def _round(value: Fraction, whole: bool) -> Fraction:
    return Fraction(round(value)) if whole else value


def _separate(read: Reading, low: Fraction, high: Fraction, first: Hashable, whole: bool) -> tuple[Fraction, Fraction]:
    """Find the last number of the first stretch and the first of the next: the cut itself twice, where it can be
    told.
    """
    for step in range(STEPS if not whole else 60):
        if whole and high - low <= 1:
            return low, high
        middle = _middle(low, high)
        middle = Fraction(math.floor(middle)) if whole else middle
        if middle in (low, high):
            break
        if read(middle) == first:
            low = middle
        else:
            high = middle
        if not whole and step in LOOKED_AT:
            cut, near = simplest(low, high), (high - low) / (1 << (STEPS - step + 10))
            if read(cut - near) == first != read(cut + near):
                return cut, cut
    cut = simplest(low, high)
    inside = (high - low) / 1024
    if read(cut) == first or read(cut - inside) == first:
        exact = read(cut + inside) != first
        if exact:
            return cut, cut
    return low, simplest(high, high + abs(high) / 10_000)


def _middle(low: Fraction, high: Fraction) -> Fraction:
    """Halve on a logarithmic scale where the numbers are far apart, so that a threshold of any size is near."""
    if low > 0 and high > 16 * low:
        return simplest(low, high, math.sqrt(float(low) * float(high)))
    if low == 0 and high > 1:
        return simplest(low, high, math.sqrt(float(high)))
    return (low + high) / 2


def simplest(low: Fraction, high: Fraction, near: float | None = None) -> Fraction:
    """Give the decimal with the fewest digits in a closed interval, or a short one near a number in it."""
    if near is not None:
        step = Fraction(10) ** (math.floor(math.log10(near)) - 1)
        return min(max(Fraction(round(Fraction(near) / step)) * step, low), high)
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    exponent = math.floor(math.log10(float(high)))
    for power in range(exponent, exponent - 25, -1):
        step = Fraction(10) ** power
        candidate = math.ceil(low / step) * step
        if candidate <= high:
            return candidate
    return high


def usual_grid(range_: Range, values: Iterable[Fraction]) -> list[Fraction]:
    """Give numbers at which to look for changes: the ends, given values and their surroundings, and powers of ten."""
    low, high = Fraction(range_.low), Fraction(range_.high)
    grid = {low, high, (low + high) / 2}
    for value in values:
        grid |= {value, value / 2, value * 2, value / 10, value * 10}
    width = high - low
    grid |= {low + Fraction(10) ** power for power in range(0, 16, 3) if Fraction(10) ** power < width}
    if range_.low_open:
        grid.add(low + width / 10**6)
    if range_.high_open:
        grid.add(high - width / 10**6)
    return sorted(value for value in grid if range_.has(value))

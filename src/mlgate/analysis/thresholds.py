"""A function of one number in, the stretches on which it is the same out, with ends as people would say them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from mlgate.assessment.ranges import Range

MOST_LISTED = 64  # whole numbers that are tried one by one
STEPS = 30  # halvings before an end is rounded to the simplest number there

LOOKED_AT = (6, 14)  # halvings after which the simplest number there is tried at once: limits are mostly round

MOST_TURNS = 64  # between two numbers of a grid

Read = Callable[[Fraction], Hashable]


class _Turn(NamedTuple):
    """Where a reading changes: the last number before it, the first after it (both the cut, where that is one exact
    number), and a number beyond it.
    """

    last: Fraction
    first: Fraction
    beyond: Fraction


def segments(read: Read, range_: Range, grid: Iterable[Fraction], *, whole: bool = False) -> list[Range]:
    """Cut a range into the stretches on which a reading stays the same.

    It is looked at between the numbers of a grid: a change inside a gap that turns back is not seen. An end is the
    simplest number that separates the readings, so a limit of 70,000 is found as 70,000.
    """
    if whole and range_.high - range_.low <= MOST_LISTED:
        grid = map(Fraction, range(math.ceil(range_.low), math.floor(range_.high) + 1))
    points = sorted({_round(value, whole) for value in grid if range_.has(_round(value, whole))})
    if not points:
        return []
    found: list[Range] = []
    low, low_open = Fraction(range_.low), range_.low_open
    for before, after in itertools.pairwise(points):
        for turn, left, right in _turns(read, before, after, whole):
            is_cut = turn.last == turn.first
            there = read(turn.last) if is_cut else right
            found.append(Range(low, turn.last, low_open, is_cut and there != left))
            if there not in (left, right):
                found.append(Range(turn.last, turn.last))
            low, low_open = turn.first, there != right
    return [*found, Range(low, range_.high, low_open, range_.high_open)]


def _turns(read: Read, before: Fraction, after: Fraction, whole: bool) -> Iterator[tuple[_Turn, Hashable, Hashable]]:
    """Walk the changes of a reading on the way from one number to another, each with what it is before and after."""
    left, last = read(before), read(after)
    for _ in range(MOST_TURNS):
        if left == last:
            return
        turn = _separate(read, before, after, left, whole)
        right = read(turn.beyond)
        yield turn, left, right
        before, left = turn.beyond, right


def _round(value: Fraction, whole: bool) -> Fraction:
    return Fraction(round(value)) if whole else value


def _separate(read: Read, low: Fraction, high: Fraction, first: Hashable, whole: bool) -> _Turn:
    """Find where a reading first is another one."""
    end = high
    for step in range(STEPS if not whole else 60):
        if whole and high - low <= 1:
            return _Turn(low, high, high)
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
            beyond = min(cut + near, end)
            if read(cut - near) == first != read(beyond):
                return _Turn(cut, cut, beyond)
    cut = simplest(low, high)
    near = (high - low) / 1024
    beyond = min(cut + near, end)
    if (read(cut) == first or read(cut - near) == first) and read(beyond) != first:
        return _Turn(cut, cut, beyond)
    start = simplest(high, min(end, high + abs(high) / 10_000))
    return _Turn(low, start, start) if read(start) != first else _Turn(low, high, high)


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

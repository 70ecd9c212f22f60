"""Interval arithmetic: terms over ranges of numbers in, the range of what they come to out, n/a included."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from mlgate.expression.syntax import ChoiceValue, Coalesce, Combine, Extreme, Number, Term, Value
from mlgate.model import Interval

Bound = Fraction | float  # a float only as plus or minus infinity
INFINITY = math.inf


class Range(NamedTuple):
    """Numbers between two ends; an open end is not reached. Infinite ends are open."""

    low: Bound
    high: Bound
    low_open: bool = False
    high_open: bool = False

    @property
    def is_point(self) -> bool:
        """Tell whether there is exactly one number in it."""
        return self.low is self.high or self.low == self.high

    def has(self, value: Fraction) -> bool:
        """Tell whether a number lies in it."""
        if value < self.low or value > self.high:
            return False
        return not ((value == self.low and self.low_open) or (value == self.high and self.high_open))


class Outcome(NamedTuple):
    """What a term comes to: a range of numbers (None: no number at all), and whether it can be n/a."""

    range: Range | None
    na: bool = False


ONLY_NA = Outcome(None, True)
EVERYTHING = Range(-INFINITY, INFINITY, True, True)
# (the outcome of a question or fact, the outcome of the number a choice carries)
LookUp = Callable[[str], Outcome]


def point(value: Fraction) -> Range:
    """Give the range of one number."""
    return Range(value, value)


def range_of(interval: Interval, low: Fraction, high: Fraction) -> Range:
    """Turn an interval with missing ends into a range within the question's bounds."""
    first = Range(low, high) if interval.low is None else Range(interval.low, high, interval.low_open)
    last = high if interval.high is None else interval.high
    return Range(first.low, last, first.low_open, interval.high_open and interval.high is not None)


def interval_of(range_: Range) -> Interval:
    """Turn a range of numbers between two finite ends into an interval."""
    return Interval(Fraction(range_.low), Fraction(range_.high), range_.low_open, range_.high_open)


def overlap(first: Range, second: Range) -> Range | None:
    """Give the numbers that two ranges share, or None."""
    low, low_open = max((first.low, first.low_open), (second.low, second.low_open))
    high, closed = min((first.high, not first.high_open), (second.high, not second.high_open))
    if low > high or (low == high and (low_open or not closed)):
        return None
    return Range(low, high, low_open, not closed)


def meet(first: Range, second: Range) -> bool:
    """Tell whether two ranges share a number."""
    if first.high < second.low or second.high < first.low:
        return False
    return not (
        (first.high == second.low and (first.high_open or second.low_open))
        or (second.high == first.low and (second.high_open or first.low_open))
    )


def hull(first: Range | None, second: Range | None) -> Range | None:
    """Give the smallest range around two."""
    if first is None or second is None:
        return first or second
    low, low_open = min((first.low, first.low_open), (second.low, second.low_open))
    high, closed = max((first.high, not first.high_open), (second.high, not second.high_open))
    return Range(low, high, low_open, not closed)


def bounds_of(term: Term, value: LookUp, choice_value: LookUp) -> Outcome:
    """Bound what a term comes to, given what its names can be. Sound always, exact where no name occurs twice."""
    match term:
        case Number(number):
            return Outcome(point(number))
        case Value(name):
            return value(name)
        case ChoiceValue(name):
            return choice_value(name)
        case Combine(op, left, right):
            return _combine(op, bounds_of(left, value, choice_value), bounds_of(right, value, choice_value))
        case Coalesce(parts):
            return _coalesce(parts, value, choice_value)
        case Extreme(op, parts):
            outcomes = [bounds_of(part, value, choice_value) for part in parts]
            return _extreme(op, outcomes)


def _coalesce(parts: tuple[Term, ...], value: LookUp, choice_value: LookUp) -> Outcome:
    found: Range | None = None
    for part in parts:
        outcome = bounds_of(part, value, choice_value)
        found = hull(found, outcome.range)
        if not outcome.na:
            return Outcome(found)
    return Outcome(found, True)


def _extreme(op: str, outcomes: list[Outcome]) -> Outcome:
    na = any(outcome.na for outcome in outcomes)
    ranges = [outcome.range for outcome in outcomes if outcome.range is not None]
    if len(ranges) < len(outcomes):
        return ONLY_NA
    if all(one.low is one.high for one in ranges):
        return Outcome(point(Fraction((max if op == "max" else min)(one.low for one in ranges))), na)
    if op == "max":
        flipped = _extreme("min", [Outcome(_negated(one)) for one in ranges]).range
        return Outcome(flipped and _negated(flipped), na)
    low, low_open = min((one.low, one.low_open) for one in ranges)
    high, high_open = min((one.high, not one.high_open) for one in ranges)
    return Outcome(Range(low, high, low_open, not high_open), na)


def _negated(one: Range) -> Range:
    return Range(-one.high, -one.low, one.high_open, one.low_open)


def _combine(op: str, left: Outcome, right: Outcome) -> Outcome:
    first, second, na = left.range, right.range, left.na or right.na
    if first is None or second is None:
        return ONLY_NA
    if first.low is first.high and second.low is second.high:
        return _of_numbers(op, Fraction(first.low), Fraction(second.low), na)
    match op:
        case "+":
            return Outcome(_sum(first, second), na)
        case "-":
            return Outcome(_sum(first, _negated(second)), na)
        case "*":
            return Outcome(_product(first, second), na)
    quotient = _quotient(first, second)
    return Outcome(quotient, na or quotient is None or second.has(Fraction(0)))


def _of_numbers(op: str, left: Fraction, right: Fraction, na: bool) -> Outcome:
    """Combine two single numbers, as most are while worlds are read one by one; saves comparing all their ends."""
    match op:
        case "+":
            return Outcome(point(left + right), na)
        case "-":
            return Outcome(point(left - right), na)
        case "*":
            return Outcome(point(left * right), na)
    return Outcome(point(left / right), na) if right else ONLY_NA


def _sum(first: Range, second: Range) -> Range:
    return Range(
        first.low + second.low,
        first.high + second.high,
        first.low_open or second.low_open,
        first.high_open or second.high_open,
    )


def _product(first: Range, second: Range) -> Range:
    ends = [
        _times(one, one_open, other, other_open)
        for one, one_open in ((first.low, first.low_open), (first.high, first.high_open))
        for other, other_open in ((second.low, second.low_open), (second.high, second.high_open))
    ]
    low, low_open = min(ends)
    high, high_closed = max((end, not is_open) for end, is_open in ends)
    return Range(low, high, low_open, not high_closed)


def _times(one: Bound, one_open: bool, other: Bound, other_open: bool) -> tuple[Bound, bool]:
    """Multiply two ends; 0 times an infinite end, which is never reached, is 0, and reached where the 0 is."""
    if one == 0 or other == 0:
        return Fraction(0), not ((one == 0 and not one_open) or (other == 0 and not other_open))
    return one * other, one_open or other_open


def _quotient(first: Range, second: Range) -> Range | None:
    """Divide; dividing by exactly 0 gives no number."""
    if second.low == second.high == 0:
        return None
    if second.low < 0 < second.high:
        return point(Fraction(0)) if first.low == first.high == 0 else EVERYTHING
    if second.low == 0:
        inverse = Range(_inverse(second.high), INFINITY, second.high_open, True)
    elif second.high == 0:
        inverse = Range(-INFINITY, _inverse(second.low), True, second.low_open)
    else:
        inverse = Range(_inverse(second.high), _inverse(second.low), second.high_open, second.low_open)
    return _product(first, inverse)


def _inverse(value: Bound) -> Bound:
    return Fraction(0) if value in (INFINITY, -INFINITY) else 1 / value

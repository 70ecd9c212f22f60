"""Thresholds in, cells out: the finitely many kinds of value of a question or fact that rules can tell apart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from mlgate.assessment.ranges import INFINITY, Bound, Range
from mlgate.expression.syntax import Order

# A cut lies just below (0) or just above (1) a number.
Cut = tuple[Fraction, int]


def cuts_of(op: Order, bound: Fraction) -> tuple[Cut, ...]:
    """Give where a comparison cuts the numbers: `<`, `>=` just below, `<=`, `>` just above, `==` on both sides."""
    match op:
        case "<" | ">=":
            return ((bound, 0),)
        case "<=" | ">":
            return ((bound, 1),)
        case "==":
            return ((bound, 0), (bound, 1))


def cells_between(cuts: Iterable[Cut], domain: Range, *, whole: bool = False) -> tuple[Range, ...]:
    """Cut a domain into cells, in order; empty ones are dropped, and with `whole` those without a whole number."""
    cells: list[Range] = []
    low: Bound = domain.low
    low_open = domain.low_open
    for value, side in sorted(set(cuts)):
        if value > domain.high or (value == domain.high and side == 1):
            break
        if value < domain.low or (value == domain.low and side == 0):
            continue
        cells.append(Range(low, value, low_open, side == 0))
        low, low_open = value, side == 1
    cells.append(Range(low, domain.high, low_open, domain.high_open))
    kept = (cell for cell in cells if inside(cell, whole=whole) is not None)
    return tuple(map(whole_ends, kept)) if whole else tuple(kept)


def whole_ends(cell: Range) -> Range:
    """Give the whole numbers of a range that holds some, so that its ends are numbers which can be had."""
    low, high = cell.low, cell.high
    if low != -INFINITY:
        low = Fraction(math.floor(low) + 1 if cell.low_open else math.ceil(low))
    if high != INFINITY:
        high = Fraction(math.ceil(high) - 1 if cell.high_open else math.floor(high))
    return Range(low, high, low == -INFINITY, high == INFINITY)


def inside(cell: Range, *, whole: bool = False) -> Fraction | None:
    """Give a number of the cell: an end where it has one, else one between; None where there is none."""
    if whole:
        return _whole_inside(cell)
    if not cell.low_open and cell.low != -INFINITY:
        return Fraction(cell.low) if cell.low < cell.high or not cell.high_open else None
    if not cell.high_open and cell.high != INFINITY:
        return Fraction(cell.high) if cell.low < cell.high else None
    if cell.low >= cell.high:
        return None
    return between(cell)


def between(cell: Range) -> Fraction:
    """Give a number strictly between the ends of a cell that has one."""
    if cell.low == -INFINITY:
        return Fraction(0) if cell.high == INFINITY else Fraction(cell.high) - 1
    if cell.high == INFINITY:
        return Fraction(cell.low) + 1
    return (Fraction(cell.low) + Fraction(cell.high)) / 2


def _whole_inside(cell: Range) -> Fraction | None:
    if cell.low == -INFINITY:
        return Fraction(0) if cell.high == INFINITY else Fraction(math.floor(cell.high) - 1)
    first = Fraction(math.ceil(cell.low))
    if cell.low_open and first == cell.low:
        first += 1
    return first if cell.has(first) else None

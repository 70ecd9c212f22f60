"""Two numbers and a comparison in, whether it holds out."""

from __future__ import annotations

from fractions import Fraction

from mlgate.expression.syntax import Comparison


def compares(left: Fraction, op: Comparison, right: Fraction) -> bool:
    """Compare two numbers."""
    match op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right

"""A condition or formula in, its smallest parts or the names in it out."""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.expression.syntax import (
    And,
    ChoiceValue,
    Coalesce,
    Combine,
    Compare,
    Constant,
    Extreme,
    HasChoice,
    Holds,
    Member,
    Not,
    Number,
    Or,
    Term,
    Test,
    Value,
)


def leaves(test: Test) -> Iterator[Member | HasChoice | Holds | Compare | Constant]:
    """Walk the smallest conditions of a condition, left to right."""
    match test:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield test


def names_in(term: Term) -> Iterator[str]:
    """Walk the names that a number depends on, with repetitions."""
    match term:
        case Value(name) | ChoiceValue(name):
            yield name
        case Combine(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Extreme(_, parts) | Coalesce(parts):
            for part in parts:
                yield from names_in(part)
        case Number():
            return

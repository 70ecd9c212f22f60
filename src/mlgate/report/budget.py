"""How much the first part of a report may carry: budgets from generous to tight."""

from __future__ import annotations

from mlgate.values import value


@value
class Budget:
    """How much of each part the first pages may carry; `why` counts reasons explained, `words` the longest line."""

    against: int = 3
    favour: int = 3
    why: int = 3
    alternatives: int = 3
    conditions: int = 5
    find_out: int = 4
    assumed: int = 6
    flips: int = 6
    next: int = 3
    kill: int = 4
    listing: bool = True
    words: int = 60


# Each takes away what is missed least; the first that keeps the first part within its words is used.
BUDGETS = (
    Budget(),
    Budget(assumed=3, flips=4, alternatives=2, conditions=3),
    Budget(assumed=3, flips=3, alternatives=2, conditions=3, find_out=3, kill=3),
    Budget(assumed=3, flips=2, alternatives=2, conditions=3, find_out=3, kill=3, why=2),
    Budget(assumed=3, flips=2, alternatives=2, conditions=3, find_out=3, kill=3, why=1, words=40),
    Budget(assumed=2, flips=2, alternatives=1, conditions=3, find_out=3, kill=2, why=0, next=2, words=40),
    Budget(assumed=2, flips=2, alternatives=1, conditions=3, find_out=3, kill=2, why=0, next=1, words=30),
    Budget(3, 2, 0, 0, 2, 3, 0, 2, 2, 2, False, 30),
    Budget(2, 2, 0, 0, 2, 2, 0, 2, 2, 2, False, 20),
    Budget(2, 2, 0, 0, 1, 2, 0, 2, 1, 1, False, 12),
    Budget(2, 1, 0, 0, 1, 1, 0, 1, 1, 1, False, 8),
)
LONGEST_FIRST_PART = 600

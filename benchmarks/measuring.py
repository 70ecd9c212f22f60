"""Things to time in, medians of interleaved runs out: what disturbs a machine then disturbs all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import NamedTuple

Action = Callable[[], object]


class Figure(NamedTuple):
    """One line of a table: what was measured, what came out, what it should be, and whether it is."""

    what: str
    result: str
    target: str = ""
    met: bool | None = None


class Table(NamedTuple):
    """The figures of one measurement under a title, with a sentence on how they were measured."""

    title: str
    how: str
    figures: list[Figure]


def seconds(action: Action) -> float:
    """Time one run."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def medians(actions: Mapping[str, Action], rounds: int) -> dict[str, float]:
    """Run all actions in turn, `rounds` times after one that warms up, and give the median seconds of each."""
    for action in actions.values():
        action()
    found: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            found[name].append(seconds(action))
    return {name: median(times) for name, times in found.items()}


def ratios(actions: Mapping[str, Action], base: Action, rounds: int) -> dict[str, float]:
    """Give the median of how many times the base each action takes, the base timed right before it every time."""
    for action in (base, *actions.values()):
        action()
    found: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            before = seconds(base)
            found[name].append(seconds(action) / before)
    return {name: median(times) for name, times in found.items()}


def at_most(what: str, value: float, target: float, unit: str) -> Figure:
    """Hold a figure against the most that it should be."""
    return Figure(what, f"{rounded(value)}{unit}", f"<= {rounded(target)}{unit}", value <= target)


def at_least(what: str, value: float, target: float, unit: str) -> Figure:
    """Hold a figure against the least that it should be."""
    return Figure(what, f"{rounded(value)}{unit}", f">= {rounded(target)}{unit}", value >= target)


def rounded(value: float) -> str:
    """Write a number with as many digits as a measurement is worth."""
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.3g}"

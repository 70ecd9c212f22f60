"""A rule that counts again what another rule has counted.

Avoid:
    - {id: A, when: labels < 1000, points: {data: -20}, ...}
    - {id: B, when: labels < 1000 and history == none, points: {data: -20}, ...}

Prefer:
    - {id: A, when: labels < 1000, points: {data: -20}, ...}
    - {id: B, when: history == none, points: {data: -20}, ...}

Why: Where B fires A does too, and both count the same fact in the same dimension. That can be meant: so this is a note.
Grades of one question (`labels < 1000`, `labels < 100`) are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.examples import example
from mlgate.analysis.lint.study import Study
from mlgate.model import Rule

CODE = "MG205"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find rules whose firing implies that of another one with points of the same sign in the same dimension."""
    rules = list(study.rules())
    for number, rule in rules:
        for other_number, other in rules:
            shared = _shared(rule, other)
            if number != other_number and shared and _implied(study, number, other_number):
                yield _diagnostic(study, number, rule, other, shared)
                break


def _shared(rule: Rule, other: Rule) -> str:
    """Name a dimension in which both count in the same direction; choices of a question shown by another are grades."""
    if rule.choice_of or other.choice_of:
        return ""
    if not other.when.names < rule.when.names:
        return ""
    theirs = dict(other.effect.points)
    return next((name for name, points in rule.effect.points if points * theirs.get(name, 0) > 0), "")


def _implied(study: Study, number: int, other: int) -> bool:
    for reading in (study.worlds.pool, study.worlds.near):
        if not reading.fires[number] or reading.fires[number] & ~reading.fires[other]:
            return False
    first, second = study.plan.rules[number].condition, study.plan.rules[other].condition
    table = study.table(first, second)
    if table is None or table.can(first) & ~table.must(second):
        return False
    return bool(table.can(second) & ~table.must(first))


def _diagnostic(study: Study, number: int, rule: Rule, other: Rule, dimension: str) -> Diagnostic:
    worlds = study.worlds
    fires = worlds.pool.fires[number]
    world = worlds.world_at(worlds.pool.block, (fires & -fires).bit_length() - 1)
    shown = {id: text for id, text in example(worlds, world, rule.when.names).items() if id in rule.when.names}
    points = dict(rule.effect.points)[dimension], dict(other.effect.points)[dimension]
    return Diagnostic(
        CODE,
        "note",
        rule.id,
        rule.origin,
        f"wherever {rule.id} fires, {other.id} does too, and both count in '{dimension}'",
        reason=f"{points[1]:+d} and {points[0]:+d} for one and the same fact",
        help=f"leave out of {rule.id} what {other.id} says already, if it should count once",
        mark=rule.when.text,
        witness=shown,
    )

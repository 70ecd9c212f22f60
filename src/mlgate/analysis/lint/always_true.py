"""A condition that all answers make true.

Avoid:
    when: labels >= 0 or history == none
    points: {data: 10}

Prefer:
    dimensions: [{id: data, title: Data, base: 10}]

Why: Points that everybody gets are a base score, a cap that always holds is a shorter ladder, and a guard that is never
false is no guard. Written as a rule they look like a judgement of the project.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic, Skipped
from mlgate.analysis.lint.study import Study

CODE = "MG202"


def find(study: Study) -> Iterator[Diagnostic | Skipped]:
    """Find conditions that are true in every combination of the questions they depend on."""
    pool, near = study.worlds.pool, study.worlds.near
    for one in study.conditions:
        if study.follows(one):
            continue
        if pool.full & ~pool.fires[one.number] or near.full & ~near.fires[one.number]:
            continue
        compiled = study.compiled(one)
        table = study.table(compiled)
        if table is None:
            yield Skipped(CODE, one.item, "too many combinations of the questions it depends on, and no counterexample")
        elif table.is_always(compiled):
            yield Diagnostic(
                CODE,
                "warning",
                one.item,
                one.origin,
                f"{one} is always true",
                reason=f"true for all answers to {', '.join(sorted(one.condition.names))}",
                help=_help(one.what),
                mark=one.condition.text,
            )


def _help(what: str) -> str:
    if what == "rule":
        return "write points that everybody gets as the base of the dimension, or say when it should not fire"
    return "leave the condition out, or say when it should not hold"

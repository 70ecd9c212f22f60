"""Two rules that fire under the same condition, however it is written.

Avoid:
    - {id: A, when: not (labels < 100 or signal == none), points: {data: 10}, ...}
    - {id: B, when: labels >= 100 and signal != none, points: {data: 10}, ...}

Prefer:
    - {id: A, when: labels >= 100 and signal != none, points: {data: 20}, ...}

Why: Readers see two reasons where there is one, and whoever changes a limit will change it in one place only. One rule
can carry several effects.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic, Skipped
from mlgate.analysis.lint.study import Named, Study

CODE = "MG204"


def find(study: Study) -> Iterator[Diagnostic | Skipped]:
    """Find pairs of rules that fire in the same worlds, first in those at hand, then in all combinations."""
    alike: dict[tuple[int, int], list[Named]] = {}
    for one in study.conditions:
        if one.what == "rule":
            fires = study.worlds.pool.fires[one.number], study.worlds.near.fires[one.number]
            alike.setdefault(fires, []).append(one)
    for (first, second), group in alike.items():
        if not first and not second:
            continue  # never true: another check's finding
        if first == study.worlds.pool.full:
            continue  # always true: likewise
        yield from _same(study, group)


def _same(study: Study, group: list[Named]) -> Iterator[Diagnostic | Skipped]:
    for place, one in enumerate(group):
        for other in group[:place]:
            table = study.table(study.compiled(one), study.compiled(other))
            if table is None:
                yield Skipped(CODE, one.item, f"too many combinations to compare it with {other.item}")
                continue
            first, second = study.compiled(one), study.compiled(other)
            if table.can(first) & ~table.must(second) or table.can(second) & ~table.must(first):
                continue
            yield Diagnostic(
                CODE,
                "warning",
                one.item,
                one.origin,
                f"{one.item} fires exactly when {other.item} does",
                reason=f"the same for all answers as: {other.condition.text}",
                help="make one rule of the two, with the effects of both",
                mark=one.condition.text,
            )
            break

"""A minimum that never decides.

Avoid:
    dimensions: [{id: data, title: Data, base: 30}]      # and no rule takes data below 20
    verdicts: [..., {id: build, title: Build it, min: {data: 20}}]

Prefer:
    verdicts: [..., {id: build, title: Build it, min: {data: 50}}]

Why: A bar that everybody passes, or that only those miss who are stopped anyway, reads as a safeguard and is none.
A warning is proved for all answers, a note rests on thousands of worlds.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.reading import Minimum
from mlgate.analysis.lint.study import Study

CODE = "MG211"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find minimums without which every world at hand has the same verdict, and try to prove it for all."""
    for element in study.worlds.idle:
        if isinstance(element, Minimum) and element.place not in study.unreachable:
            rung = study.ruleset.verdicts[element.place]
            if not study.is_own(rung.origin):
                continue
            proved, reason = _proof(study, element)
            dimension = study.plan.dimensions[element.dimension]
            yield Diagnostic(
                CODE,
                "warning" if proved else "note",
                rung.id,
                rung.origin,
                f"the minimum of {element.least} for '{dimension}' {'never decides' if proved else 'may never decide'}",
                reason=reason,
                help="raise it, or take it away",
                mark=f"{dimension}: {element.least}",
                proved=proved,
            )


def _proof(study: Study, element: Minimum) -> tuple[bool, str]:
    lowest = study.plan.bases[element.dimension] + sum(
        min(0, points) for rule in study.plan.rules for one, points in rule.points if one == element.dimension
    )
    if lowest >= element.least or element.least <= 0:
        return True, f"the score is never below {max(0, lowest)}"
    if study.worlds.enumerable and element in study.worlds.never_differ:
        return True, "no combination of answers has another verdict without it (all were read)"
    if element in study.worlds.proved:
        return True, "no combination of answers has another verdict without it (a search has excluded all)"
    return False, f"no example in {study.worlds.count:,} worlds, which is no proof"

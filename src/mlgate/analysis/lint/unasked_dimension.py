"""A dimension that no verdict asks for.

Avoid:
    dimensions: [{id: fun, title: Fun}]     # and no verdict has min: {fun: ...}

Prefer:
    verdicts: [..., {id: build, title: Build it, min: {fun: 20}}]

Why: Scores decide only through the minimums of verdicts. Points in a dimension without one are shown and never count.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study

CODE = "MG208"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find dimensions without a minimum."""
    asked = {name for rung in study.ruleset.verdicts for name, _ in rung.minimums}
    for dimension in study.ruleset.dimensions.values():
        if dimension.id not in asked and study.is_own(dimension.origin):
            fed = sum(1 for rule in study.ruleset.rules.values() if dimension.id in dict(rule.effect.points))
            yield Diagnostic(
                CODE,
                "warning",
                dimension.id,
                dimension.origin,
                f"no verdict has a minimum for the dimension '{dimension.id}'",
                reason=f"the points of {fed} rule{'' if fed == 1 else 's'} for it can change no verdict",
                help=f"give a verdict min: {{{dimension.id}: ...}}, or take the dimension away",
            )

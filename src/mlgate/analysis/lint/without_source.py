"""A rule that names no source, in a set that others are to rely on (only with --strict).

Avoid:
    - {id: DATA-02, when: labels < 1000, points: {data: -40}, say: ..., why: It is too few.}

Prefer:
    - {id: DATA-02, when: labels < 1000, points: {data: -40}, say: ..., why: It is too few., sources: [ROML]}

Why: A reason says what you believe, a source lets somebody else check it. A rule set for one team can do without; one
that is handed to strangers cannot.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study

CODE = "MG230"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find rules without a source."""
    if not study.strict:
        return
    for rule in study.ruleset.rules.values():
        if not rule.sources and study.is_own(rule.origin):
            yield Diagnostic(
                CODE,
                "warning",
                rule.id,
                rule.origin,
                f"{rule.id} names no source",
                reason="--strict asks for one: what is published, or who decided it and when",
                help="add sources: [ID], and the source itself under sources",
            )

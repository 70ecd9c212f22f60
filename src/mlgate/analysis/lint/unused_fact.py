"""A fact that nothing uses and no report shows.

Avoid:
    facts: [{id: ratio, value: build_cost / run_cost}]      # and no rule reads it

Prefer:
    facts: [{id: ratio, title: Build against run, value: build_cost / run_cost}]

Why: A fact without a reader is a leftover, or the rule that was meant to read it reads something else. One with a
`title` is there to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.analysis.lint.uses import names_used

CODE = "MG240"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find facts without a title that no condition, formula or text mentions."""
    used = names_used(study.ruleset)
    for fact in study.ruleset.facts.values():
        if fact.id not in used and fact.title == _from_id(fact.id) and study.is_own(fact.origin):
            yield Diagnostic(
                CODE,
                "warning",
                fact.id,
                fact.origin,
                f"nothing uses the fact '{fact.id}'",
                reason="no condition or formula reads it, no text prints it, and it has no title but its id",
                help="take it away, or give it a title of its own",
            )


def _from_id(id: str) -> str:
    """Give the title of a fact whose author wrote none."""
    return id.replace("_", " ").capitalize()

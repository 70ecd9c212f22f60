"""A condition that no answers make true.

Avoid:
    when: labels < 100 and labels > 1000

Prefer:
    when: labels < 100 or labels > 1000

Why: A rule that never fires looks like protection and gives none. Most often `and` stands where `or` was meant, a
limit has a digit too many, or the question is hidden exactly where the condition asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic, Skipped
from mlgate.analysis.lint.study import Named, Study

CODE = "MG201"


def find(study: Study) -> Iterator[Diagnostic | Skipped]:
    """Find conditions that are false in every combination of the questions they depend on."""
    hidden: set[str] = set()
    for one in sorted(study.conditions, key=lambda one: one.what == "rule"):  # guards first
        if study.follows(one):
            continue
        if one.choice_of in hidden or study.worlds.pool.fires[one.number] or study.worlds.near.fires[one.number]:
            continue
        compiled = study.compiled(one)
        table = study.table(compiled)
        if table is None:
            yield Skipped(CODE, one.item, "too many combinations of the questions it depends on, and no example found")
        elif not table.can(compiled):
            if one.what == "the 'when' of":
                hidden.add(one.item)
            yield Diagnostic(
                CODE,
                "error",
                one.item,
                one.origin,
                f"{one} is never true",
                reason=_reason(study, one, len(table.axes)),
                help="or instead of and? A limit that cannot be reached? A question that is hidden there?",
                mark=one.condition.text,
            )


def _reason(study: Study, one: Named, count: int) -> str:
    names = ", ".join(sorted(one.condition.names))
    return f"false for all answers to {names}" + (
        " and to what they depend on" if count > len(one.condition.names) else ""
    )

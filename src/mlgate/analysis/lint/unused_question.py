"""A question that nothing uses.

Avoid:
    - {id: team_size, type: number, ask: How many people are in the team?, assume: 3}     # and no rule reads it

Prefer:
    - {id: team_note, type: text, ask: Who is in the team? (not scored)}

Why: Every question costs everybody a minute and promises to count. A question for the report alone is of type text, or
is printed by a statement with `{team_size}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.analysis.lint.uses import names_used

CODE = "MG220"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find questions that no condition, fact, guard, assumption or text mentions."""
    used = names_used(study.ruleset)
    for question in study.ruleset.questions.values():
        if question.type != "text" and question.id not in used and study.is_own(question.origin):
            yield Diagnostic(
                CODE,
                "warning",
                question.id,
                question.origin,
                f"nothing uses the question '{question.id}'",
                reason="no rule, fact, verdict or recipe reads it, no other question depends on it, no text prints it",
                help="take it away, make it type: text, or write the rule that it was meant for",
            )

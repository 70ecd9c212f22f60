"""A source that nothing cites.

Avoid:
    sources: {ROML: {title: Rules of Machine Learning}}      # and no item has sources: ROML

Prefer:
    - {id: DATA-02, ..., sources: ROML}

Why: A list of sources that nothing rests on looks like support. Either a rule lost its source, or the list is too long.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.model import Fact, Question, Recipe, Rule

CODE = "MG241"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find sources that no rule, question, fact or recipe names."""
    ruleset = study.ruleset
    items: list[Rule | Question | Fact | Recipe] = [*ruleset.rules.values(), *ruleset.questions.values()]
    items += [*ruleset.facts.values(), *ruleset.recipes]
    cited = {source for item in items for source in item.sources}
    for source in ruleset.sources.values():
        if source.id not in cited and study.is_own(source.origin):
            yield Diagnostic(
                CODE,
                "warning",
                source.id,
                source.origin,
                f"nothing cites the source '{source.id}'",
                reason="no rule, question, fact or recipe names it",
                help="take it away, or name it where it belongs",
            )

"""A finding that is accepted although there is none, or one that is accepted without a reason.

Avoid:
    - {id: DATA-02, ..., allow: {MG205: }}

Prefer:
    - {id: DATA-02, ..., allow: {MG205: a small team feels both limits}}

Why: What is accepted once is accepted for good, also when the finding that it was meant for has long gone and another
one takes its place. So the linter says when an `allow` can go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.model import Dimension, Fact, Origin, Question, Recipe, Rule, Rung, Source, Suppression
from mlgate.problem import did_you_mean, quote

CODE = "MG290"


def review(study: Study, idle: Sequence[Suppression], codes: Sequence[str]) -> Iterator[Diagnostic]:
    """Report suppressions that name no check, give no reason or accept nothing."""
    for one in idle:
        where = f" on {one.item}" if one.item else ""
        help = "take it away"
        if one.code not in codes:
            message, reason = f"unknown code {quote(one.code)} in 'allow'{where}", "no check has this code"
            help = did_you_mean(one.code, codes, "codes")
        elif not one.reason.strip():
            message, reason = f"'allow: {one.code}'{where} gives no reason", "a finding is accepted only with a reason"
            help = "say why it is accepted"
        elif one.code == "MG230" and not study.strict:
            continue  # looked for only with --strict
        else:
            message, reason = f"'allow: {one.code}'{where} accepts nothing", "there is no such finding any more"
        yield Diagnostic(
            CODE, "warning", one.item, _origin(study, one.item), message, reason=reason, help=help, mark=one.code
        )


def _origin(study: Study, item: str) -> Origin:
    ruleset = study.ruleset
    items: list[Question | Fact | Dimension | Rule | Rung | Recipe | Source] = [*ruleset.questions.values()]
    items += [*ruleset.facts.values(), *ruleset.dimensions.values(), *ruleset.rules.values()]
    items += [*ruleset.verdicts, *ruleset.recipes, *ruleset.sources.values()]
    return next((one.origin for one in items if one.id == item), Origin(ruleset.file, 1, 1))

"""A rule set and checks in, the findings out: those that the author accepts set apart, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mlgate.analysis.lint.diagnostic import Accepted, Diagnostic, Report, Skipped
from mlgate.analysis.lint.study import Study
from mlgate.model import RuleSet, Suppression
from mlgate.values import value

Find = Callable[[Study], Iterator[Diagnostic | Skipped]]
# (the suppressions, those of them that were needed, the codes of all checks)
Review = Callable[[Study, Sequence[Suppression], Sequence[str]], Iterator[Diagnostic]]


@value
class Check:
    """One check: its code, its page, and the function that finds; or, for suppressions, the one that reviews them."""

    code: str
    page: str
    find: Find | None = None
    review: Review | None = None


def lint(ruleset: RuleSet, checks: Sequence[Check], *, strict: bool = False) -> Report:
    """Look at a rule set with every check. `strict` is for sets that are handed to others: it asks for sources."""
    study = Study(ruleset, strict=strict)
    found: list[Diagnostic] = []
    skipped: list[Skipped] = []
    for check in checks:
        for one in check.find(study) if check.find else ():
            if isinstance(one, Skipped):
                skipped.append(one)
            else:
                found.append(one)
    kept, accepted = _sorted_out(ruleset, found)
    needed = [one.suppression for one in accepted]
    idle = [one for one in ruleset.suppressions if one not in needed]
    for check in checks:
        kept.extend(check.review(study, idle, [one.code for one in checks]) if check.review else ())
    return Report(tuple(sorted(kept, key=_place)), tuple(accepted), tuple(dict.fromkeys(skipped)), len(checks))


def _sorted_out(ruleset: RuleSet, found: Sequence[Diagnostic]) -> tuple[list[Diagnostic], list[Accepted]]:
    """Set apart what the author accepts: on the item itself, or on the whole rule set."""
    suppressions = {(one.item, one.code): one for one in ruleset.suppressions}
    kept, accepted = [], []
    for one in found:
        suppression = suppressions.get((one.item, one.code)) or suppressions.get(("", one.code))
        if suppression is not None and suppression.reason.strip():
            accepted.append(Accepted(one, suppression))
        else:
            kept.append(one)
    return kept, accepted


def _place(one: Diagnostic) -> tuple[str, int, int, str]:
    return one.origin.file, one.origin.line, one.origin.column, one.code

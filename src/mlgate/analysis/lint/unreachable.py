"""A verdict that no answers lead to.

Avoid:
    - {id: build, title: Build it, min: {data: 80}}     # but the rules for data add up to 75 at most

Prefer:
    - {id: build, title: Build it, min: {data: 70}}

Why: Nobody will ever be told so, whatever they answer. The sum of all positive points is no measure of what can be
reached: choices exclude one another and questions hide others. The best score that can be is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlgate.analysis.lint.diagnostic import Diagnostic, Skipped
from mlgate.analysis.lint.reach import reachable
from mlgate.analysis.lint.study import Study
from mlgate.model import Effect, RuleSet, Rung
from mlgate.values import replace

CODE = "MG210"


def find(study: Study) -> Iterator[Diagnostic | Skipped]:
    """Find verdicts that are proved to be impossible from a blank sheet."""
    seen = study.worlds.seen
    for place, rung in enumerate(study.ruleset.verdicts):
        if place in study.unreachable:
            message = f"the verdict '{rung.id}' can never be reached"
            reason, help = _why(study.ruleset, place)
            yield Diagnostic(CODE, "error", rung.id, rung.origin, message, reason=reason, help=help)
        elif place not in seen and reachable(study.ruleset, place) is None:
            yield Skipped(CODE, rung.id, "no example found for this verdict, and none excluded: too many combinations")


def _why(ruleset: RuleSet, place: int) -> tuple[str, str]:
    """Find what is in the way: the first thing without which the verdict can be reached."""
    rung = ruleset.verdicts[place]
    for dimension, least in rung.minimums:
        if reachable(_with(ruleset, place, minimums={**dict(rung.minimums), dimension: 0}), place):
            best = _best(ruleset, place, dimension, least)
            return (
                f"it asks for {least} in '{dimension}', and with all else that it asks for the best score is {best}",
                f"ask for at most {best}, or give more points for '{dimension}'",
            )
    if rung.minimums and reachable(_with(ruleset, place, minimums={}), place):
        return "its minimums can be met one by one, but never together", "lower one of them"
    if rung.when is not None and reachable(_with(ruleset, place, when=False), place):
        return "its condition excludes all that its minimums and the rules allow", "widen its 'when'"
    if reachable(_unclosed(ruleset, place), place):
        return "rules close it wherever it would be reached", "see its 'at_most' and 'rules_out' rules"
    return (
        "wherever it is open a heavier verdict is open as well, and no rule calls it enough",
        "let a rule say 'enough', or ask more of the heavier verdicts",
    )


def _best(ruleset: RuleSet, place: int, dimension: str, least: int) -> int:
    """Give the highest minimum with which the verdict can still be reached, by halving."""
    minimums = dict(ruleset.verdicts[place].minimums)
    low, high = 0, least
    while high - low > 1:
        middle = (low + high) // 2
        if reachable(_with(ruleset, place, minimums={**minimums, dimension: middle}), place):
            low = middle
        else:
            high = middle
    return low


def _with(
    ruleset: RuleSet, place: int, *, minimums: Mapping[str, int] | None = None, when: bool | None = None
) -> RuleSet:
    """Change what a rung asks for."""
    rung: Rung = ruleset.verdicts[place]
    if minimums is not None:
        rung = replace(rung, minimums=tuple(minimums.items()))
    if when is not None:
        rung = replace(rung, when=None)
    verdicts = (*ruleset.verdicts[:place], rung, *ruleset.verdicts[place + 1 :])
    return replace(ruleset, verdicts=verdicts)


def _unclosed(ruleset: RuleSet, place: int) -> RuleSet:
    """Take away whatever closes a rung."""
    order = {rung.id: number for number, rung in enumerate(ruleset.verdicts)}
    id = ruleset.verdicts[place].id

    def without(effect: Effect) -> Effect:
        cap = effect.at_most
        kept = None if cap is not None and order[cap] < place else cap
        return replace(effect, at_most=kept, rules_out=tuple(one for one in effect.rules_out if one != id))

    rules = {rule.id: replace(rule, effect=without(rule.effect)) for rule in ruleset.rules.values()}
    return replace(ruleset, rules=rules)

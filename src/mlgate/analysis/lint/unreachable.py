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
from mlgate.model import Effect, RuleSet
from mlgate.values import replace

CODE = "MG210"


def find(study: Study) -> Iterator[Diagnostic | Skipped]:
    """Find verdicts that are proved to be impossible from a blank sheet."""
    seen = study.worlds.seen
    cap = always_capped(study)
    for place, rung in enumerate(study.ruleset.verdicts):
        if place > cap:
            continue  # the rule that always caps the ladder is the mistake, and MG202 says so
        if place in study.unreachable:
            message = f"the verdict '{rung.id}' can never be reached"
            reason, help = _why(study.ruleset, place)
            yield Diagnostic(CODE, "error", rung.id, rung.origin, message, reason=reason, help=help)
        elif place not in seen and reachable(study.ruleset, place) is None:
            yield Skipped(CODE, rung.id, "no example found for this verdict, and none excluded: too many combinations")


def always_capped(study: Study) -> int:
    """Give the place that a rule which always fires caps the ladder at; the top where there is none."""
    pool, top = study.worlds.pool, len(study.ruleset.verdicts) - 1
    caps = (
        rule.at_most
        for number, rule in enumerate(study.plan.rules)
        if rule.at_most is not None and not pool.full & ~pool.fires[number] and _is_always(study, number)
    )
    return min(caps, default=top)


def _is_always(study: Study, number: int) -> bool:
    compiled = study.plan.rules[number].condition
    table = study.table(compiled)
    return table is not None and table.is_always(compiled)


def _why(ruleset: RuleSet, place: int) -> tuple[str, str]:
    """Find what is in the way: the first thing without which the verdict could be open."""
    passed_over = (
        "wherever it is open, a heavier verdict is open as well or a plainer one is enough",
        "let a rule call it enough, or ask more of the heavier verdicts",
    )
    if place == 0:
        return passed_over
    alone = _alone(ruleset, place)
    rung = ruleset.verdicts[place]
    if reachable(alone, 1):
        return passed_over
    for dimension, least in rung.minimums:
        if reachable(_with(alone, minimums={**dict(rung.minimums), dimension: 0}), 1):
            best = _best(alone, dimension, least)
            return (
                f"it asks for {least} in '{dimension}', and with all else that it asks for the best score is {best}",
                f"ask for at most {best}, or give more points for '{dimension}'",
            )
    if rung.minimums and reachable(_with(alone, minimums={}), 1):
        return "several of its minimums cannot be met, alone or together", "lower them, or give more points"
    if rung.when is not None and reachable(_with(alone, always=True), 1):
        return "its condition excludes all that its minimums and the rules allow", "widen its 'when'"
    return "rules close it wherever it could be open", "see the rules that cap the ladder below it or rule it out"


def _best(alone: RuleSet, dimension: str, least: int) -> int:
    """Give the highest minimum with which the verdict could be open, by halving."""
    minimums = dict(alone.verdicts[1].minimums)
    low, high = 0, least
    while high - low > 1:
        middle = (low + high) // 2
        if reachable(_with(alone, minimums={**minimums, dimension: middle}), 1):
            low = middle
        else:
            high = middle
    return low


def _with(alone: RuleSet, *, minimums: Mapping[str, int] | None = None, always: bool = False) -> RuleSet:
    """Change what the second rung asks for."""
    first, rung = alone.verdicts
    if minimums is not None:
        rung = replace(rung, minimums=tuple(minimums.items()))
    return replace(alone, verdicts=(first, replace(rung, when=None) if always else rung))


def _alone(ruleset: RuleSet, place: int) -> RuleSet:
    """Leave of the ladder the plainest rung and one other, which is then the verdict wherever it is open."""
    order = {rung.id: number for number, rung in enumerate(ruleset.verdicts)}
    first, rung = ruleset.verdicts[0], ruleset.verdicts[place]

    def kept(effect: Effect) -> Effect:
        closes = effect.at_most is not None and order[effect.at_most] < place
        rules_out = tuple(id for id in effect.rules_out if id == rung.id)
        return replace(effect, enough=None, at_most=first.id if closes else None, rules_out=rules_out)

    rules = {rule.id: replace(rule, effect=kept(rule.effect)) for rule in ruleset.rules.values()}
    return replace(ruleset, rules=rules, verdicts=(first, rung))

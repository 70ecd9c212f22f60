"""Points, a cap, an `enough` or a closed rung that can never matter.

Avoid:
    - {id: STOP, when: rights == forbidden, at_most: stop, ...}
    - {id: POINTS, when: rights == forbidden and labels < 100, points: {data: -40}, ...}

Prefer:
    - {id: STOP, when: rights == forbidden, at_most: stop, ...}

Why: Without this effect every project would get the same verdict. It makes the rule set longer and its readers believe
that something is weighed which is not. A warning is proved for all answers; where no example was found in thousands of
worlds, but nothing proves that there is none, it is a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.proofs import closers, rungs_touched
from mlgate.analysis.lint.reading import Cap, Element, Enough, Minimum, Points, RulesOut
from mlgate.analysis.lint.study import Study
from mlgate.problem import shorten

CODE = "MG207"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find effects without which every world at hand has the same verdict, and try to prove it for all."""
    unreachable = study.unreachable
    for element in study.worlds.idle:
        if isinstance(element, Minimum):
            continue
        if not study.is_own(study.ruleset.rules[study.plan.rules[element.rule].id].origin):
            continue  # inherited: it does its work there, and here another rule does
        touched = rungs_touched(study.plan, element)
        if not study.worlds.pool.fires[element.rule] and not study.worlds.near.fires[element.rule]:
            continue  # a condition that is never true is another finding
        if isinstance(element, Points) and not touched:
            continue  # so is a dimension that nothing asks for
        if touched and set(touched) <= unreachable:
            continue  # and a verdict that cannot be reached
        yield _diagnostic(study, element)


def _diagnostic(study: Study, element: Points | Enough | Cap | RulesOut) -> Diagnostic:
    rule = study.ruleset.rules[study.plan.rules[element.rule].id]
    by = closers(study, element)
    if by:
        proved, reason = True, f"wherever {rule.id} fires, {shorten(_listed(by), 120)} closes all that it could change"
    elif study.worlds.enumerable and element in study.worlds.never_differ:
        proved, reason = True, "no combination of answers has another verdict without it (all were read)"
    elif element in study.worlds.proved:
        proved, reason = True, "no combination of answers has another verdict without it (a search has excluded all)"
    else:
        proved, reason = False, f"no example in {study.worlds.count:,} worlds, which is no proof"
    return Diagnostic(
        CODE,
        "warning" if proved else "note",
        rule.id,
        rule.origin,
        f"{_named(study, element)} of {rule.id} {'can never matter' if proved else 'may never matter'}",
        reason=reason,
        help="take it away, or change what stands in its way",
        proved=proved,
    )


def _listed(by: tuple[str, ...]) -> str:
    return by[0] if len(by) == 1 else f"one of {', '.join(by)}"


def _named(study: Study, element: Element) -> str:
    plan = study.plan
    match element:
        case Points(rule, dimension):
            return f"{plan.dimensions[dimension]} {dict(plan.rules[rule].points)[dimension]:+d}"
        case Enough(rule):
            enough = plan.rules[rule].enough
            return f"'enough: {plan.rungs[enough or 0].id}'"
        case Cap(rule):
            return f"'at_most: {plan.rungs[plan.rules[rule].at_most or 0].id}'"
        case RulesOut(_, place):
            return f"'rules_out: {plan.rungs[place].id}'"
        case Minimum(place, dimension):
            return f"the minimum for {plan.dimensions[dimension]} of {plan.rungs[place].id}"

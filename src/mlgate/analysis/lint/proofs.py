"""An effect of a rule in, why it can never matter out: whatever it would change is closed wherever the rule fires."""

from __future__ import annotations

from collections.abc import Iterable

from mlgate.analysis.lint.reading import Cap, Element, Enough, Minimum, Points, RulesOut
from mlgate.analysis.lint.study import Study
from mlgate.assessment.plan import Compiled, Plan


def rungs_touched(plan: Plan, element: Element) -> tuple[int, ...]:
    """Give the places of the rungs that an element can open or close."""
    match element:
        case Points(_, dimension):
            return tuple(
                place for place, rung in enumerate(plan.rungs) if dimension in (one for one, _ in rung.minimums)
            )
        case Enough(rule):
            enough = plan.rules[rule].enough
            return () if enough is None else (enough,)
        case Cap(rule):
            cap = plan.rules[rule].at_most
            return () if cap is None else tuple(range(cap + 1, len(plan.rungs)))
        case RulesOut(_, place) | Minimum(place):
            return (place,)


def closers(study: Study, element: Element, without: frozenset[int] = frozenset()) -> tuple[str, ...] | None:
    """Name the rules that close, wherever a rule fires, all rungs that its element can touch; None where none do.

    `without` are variables on which these rules may not depend.
    """
    if isinstance(element, Minimum):
        return None
    found: dict[str, None] = {}
    for place in rungs_touched(study.plan, element):
        closing = _closing(study, element, place, without)
        if closing is None:
            return None
        found.update(dict.fromkeys(closing))
    return tuple(found)


def _closing(
    study: Study, element: Points | Enough | Cap | RulesOut, place: int, without: frozenset[int]
) -> tuple[str, ...] | None:
    """Find rules one of which closes a rung wherever the rule of an element fires: one alone, else several together."""
    condition, firing = study.plan.rules[element.rule].condition, study.worlds.pool.fires
    candidates = [
        number
        for number in _closers_of(study.plan, place)
        if not without & set(study.plan.rules[number].condition.depends) and not _is_element(element, number, place)
    ]
    for number in candidates:
        if not firing[element.rule] & ~firing[number] and covered(study, condition, (number,)):
            return (study.plan.rules[number].id,)
    related = [n for n in candidates if set(study.plan.rules[n].condition.depends) & set(condition.depends)]
    if related and covered(study, condition, related):
        return tuple(study.plan.rules[number].id for number in related)
    return None


def _closers_of(plan: Plan, place: int) -> Iterable[int]:
    for number, rule in enumerate(plan.rules):
        if place in rule.rules_out or (rule.at_most is not None and rule.at_most < place):
            yield number


def _is_element(element: Element, number: int, place: int) -> bool:
    """Tell whether a rule closes a rung by the very element that is looked at."""
    return (isinstance(element, Cap) and element.rule == number) or element == RulesOut(number, place)


def covered(study: Study, condition: Compiled, rules: Iterable[int]) -> bool:
    """Tell whether one of some rules fires wherever a condition holds."""
    conditions = [study.plan.rules[number].condition for number in rules]
    table = study.table(condition, *conditions)
    if table is None:
        return False
    open_bits = table.can(condition)
    for one in conditions:
        open_bits &= ~table.must(one)
    return not open_bits

"""A rule set in, the names that it uses out: in conditions, formulas and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlgate.assessment.plan import conditions_of
from mlgate.model import RuleSet

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def names_used(ruleset: RuleSet) -> frozenset[str]:
    """Give the questions and facts that something reads, prints or follows."""
    found = {name for condition in conditions_of(ruleset) for name in condition.names}
    for fact in ruleset.facts.values():
        found |= fact.value.names if fact.value else frozenset()
    found.update(question.after for question in ruleset.questions.values() if question.after)
    for text in _texts(ruleset):
        found.update(_PLACEHOLDER.findall(text))
    return frozenset(found)


def _texts(ruleset: RuleSet) -> Iterator[str]:
    """Walk the texts in which answers are printed."""
    for rule in ruleset.rules.values():
        yield from (rule.say, rule.advice)
    for rung in ruleset.verdicts:
        yield from (rung.means, rung.revisit, *rung.next, *rung.kill)
    for recipe in ruleset.recipes:
        yield from (recipe.text, recipe.measure, recipe.sql, recipe.code)

"""A rule set in, the names that it uses out: in conditions, formulas and texts."""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.assessment.plan import conditions_of
from mlgate.model import RuleSet
from mlgate.wording import FILLED, PLACEHOLDER


def names_used(ruleset: RuleSet) -> frozenset[str]:
    """Give the questions and facts that something reads, prints or follows."""
    found = {name for condition in conditions_of(ruleset) for name in condition.names}
    for fact in ruleset.facts.values():
        found |= fact.value.names if fact.value else frozenset()
    found.update(question.after for question in ruleset.questions.values() if question.after)
    for text in _texts(ruleset):
        found.update(PLACEHOLDER.findall(text))
    return frozenset(found)


def _texts(ruleset: RuleSet) -> Iterator[str]:
    """Walk the texts in which answers are printed."""
    sections = {"rules": ruleset.rules.values(), "verdicts": ruleset.verdicts, "recipes": ruleset.recipes}
    for section, items in sections.items():
        for text in (getattr(item, key) for item in items for key in FILLED[section]):
            yield from (text,) if isinstance(text, str) else text

"""What was typed so far in; the names that can follow out. A mistake in a file completes nothing and says nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from mlgate.files import available, examples, load_ruleset, locate
from mlgate.model import RuleSet
from mlgate.problem import NotFound, Unusable

Candidate = tuple[str, str]


def rule_sets(typed: str) -> Iterator[Candidate]:
    """Complete the name of a rule set; the files are not opened."""
    with contextlib.suppress(Unusable):
        for location in available():
            if location.name.startswith(typed):
                yield location.name, "built in" if location.builtin else "of this project"


def example_names(typed: str, rules: str | None) -> Iterator[str]:
    """Complete the name of an example."""
    with contextlib.suppress(Unusable, NotFound):
        yield from (name for name in examples(locate(rules or "default")) if name.startswith(typed))


def verdicts(typed: str, rules: str | None) -> Iterator[Candidate]:
    """Complete a verdict; after a comma the next of a list."""
    before, comma, last = typed.rpartition(",")
    ruleset = _ruleset(rules)
    for rung in ruleset.verdicts if ruleset else ():
        if rung.id.startswith(last):
            yield f"{before}{comma}{rung.id}", rung.short


def changes(typed: str, rules: str | None) -> Iterator[Candidate]:
    """Complete `ID=VALUE`: the question, then its choices."""
    ruleset = _ruleset(rules)
    name, equals, value = typed.partition("=")
    for question in ruleset.questions.values() if ruleset else ():
        if not equals and question.id.startswith(name):
            yield f"{question.id}=", question.title
        elif equals and question.id == name:
            yield from ((f"{name}={one.id}", one.label) for one in question.choices if one.id.startswith(value))


def ids(typed: str, rules: str | None) -> Iterator[Candidate]:
    """Complete what can be explained."""
    ruleset = _ruleset(rules)
    if ruleset is None:
        return
    named = {one.id: one.title for one in ruleset.questions.values()}
    named |= {one.id: one.title for one in ruleset.facts.values()}
    named |= {one.id: one.title for one in ruleset.dimensions.values()}
    named |= {one.id: one.title for one in ruleset.verdicts} | {one.id: one.title for one in ruleset.recipes}
    named |= {one.id: one.say for one in ruleset.rules.values()} | dict.fromkeys(ruleset.sources, "source")
    yield from ((id, title) for id, title in named.items() if id.startswith(typed))


def _ruleset(rules: str | None) -> RuleSet | None:
    try:
        return load_ruleset(rules or "default")
    except (Unusable, NotFound):
        return None

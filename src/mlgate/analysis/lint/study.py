"""A rule set in, what all checks look at out: its conditions by name, its plan, and worlds read once for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from mlgate.analysis.lint.reach import reachable
from mlgate.analysis.lint.tables import Table
from mlgate.analysis.lint.worlds import Worlds
from mlgate.assessment.plan import Compiled, Plan, plan_of
from mlgate.assessment.state import State, state_of
from mlgate.expression.syntax import Condition, Formula
from mlgate.model import Effect, Origin, Rule, RuleSet
from mlgate.values import replace, value

MOST_TABLES = 50  # kept for conditions of the same questions


@value
class Named:
    """A condition with the item it stands in and what it is there: `rule` for a rule's own, else a few words.

    `number` is its place among the rules of the plan; `choice_of` is the question whose choice carries the rule.
    """

    item: str
    what: str
    origin: Origin
    condition: Condition
    number: int
    choice_of: str = ""

    def __str__(self) -> str:
        """Name it in a message."""
        return f"the condition of {self.item}" if self.what == "rule" else f"{self.what} {self.item}"


class Study:
    """One rule set under study. Every other condition is a rule without effect, so that one plan reads them all."""

    def __init__(self, ruleset: RuleSet, *, strict: bool = False) -> None:
        self.ruleset = ruleset
        self.strict = strict
        others = tuple(_other_conditions(ruleset))
        rules = dict(ruleset.rules)
        for place, (item, what, origin, condition) in enumerate(others):
            name = f"{what} {item} #{place}"
            rules[name] = Rule(name, condition, Effect(), "", "", origin=origin)
        self.plan: Plan = plan_of(replace(ruleset, rules=rules))
        own = (
            Named(rule.id, "rule", rule.origin, rule.when, number, rule.choice_of)
            for number, rule in enumerate(ruleset.rules.values())
        )
        rest = (Named(*other, number) for number, other in enumerate(others, len(ruleset.rules)))
        self.conditions: tuple[Named, ...] = (*own, *rest)
        self.tables: dict[tuple[int, ...], Table | None] = {}

    @cached_property
    def state(self) -> State:
        """Give the state of a blank sheet."""
        return state_of(self.plan, {})

    @cached_property
    def worlds(self) -> Worlds:
        """Give the worlds that all checks share."""
        return Worlds(self.plan, self.state, len(self.ruleset.rules))

    @cached_property
    def unreachable(self) -> frozenset[int]:
        """Give the places of verdicts that are proved to be impossible from a blank sheet."""
        waiting = (place for place in range(len(self.ruleset.verdicts)) if place not in self.worlds.seen)
        return frozenset(place for place in waiting if reachable(self.ruleset, place) is False)

    @cached_property
    def disabled(self) -> frozenset[str]:
        """Give the items that the author has disabled, and the questions and facts that depend on one of them."""
        found = {one.id for one in self.ruleset.amendments if one.kind == "disable"}
        needs: dict[str, tuple[Condition | Formula | None, ...]] = {
            **{fact.id: (fact.value, fact.holds, fact.when) for fact in self.ruleset.facts.values()},
            **{question.id: (question.when,) for question in self.ruleset.questions.values()},
        }
        while more := {id for id, parts in needs.items() if id not in found and found & _names_in(parts)}:
            found |= more
        return frozenset(found)

    def follows(self, one: Named) -> bool:
        """Tell whether a condition is as it is because of what the author has disabled: that is no mistake in it."""
        touched = one.item in self.disabled or bool(one.condition.names & self.disabled)
        return touched and not (self.is_own(one.origin) and one.what == "rule")

    def is_own(self, origin: Origin) -> bool:
        """Tell whether an item was written or changed here; what is merely inherited was put to use elsewhere."""
        file = self.ruleset.file
        return not self.ruleset.extends or origin.file == file or file in origin.changed_by

    def compiled(self, one: Named) -> Compiled:
        """Give a condition as the plan has it."""
        return self.plan.rules[one.number].condition

    def table(self, *conditions: Compiled) -> Table | None:
        """Give the truth table over all questions that conditions depend on; None where it would be too large."""
        key = tuple(sorted({number for one in conditions for number in one.depends}))
        if key not in self.tables:
            if len(self.tables) >= MOST_TABLES:
                self.tables.clear()
            self.tables[key] = Table.over(self.plan, self.state, key)
        return self.tables[key]

    def rules(self) -> Iterator[tuple[int, Rule]]:
        """Walk the rules of the rule set, each with its place in the plan."""
        return enumerate(self.ruleset.rules.values())


def _names_in(parts: Iterable[Condition | Formula | None]) -> frozenset[str]:
    return frozenset(name for part in parts if part is not None for name in part.names)


def _other_conditions(ruleset: RuleSet) -> Iterator[tuple[str, str, Origin, Condition]]:
    """Walk the conditions that are no rule's."""
    for question in ruleset.questions.values():
        if question.when:
            yield question.id, "the 'when' of", question.origin, question.when
        for entry in question.assume:
            if entry.when:
                yield question.id, "an 'assume' of", question.origin, entry.when
    for fact in ruleset.facts.values():
        if fact.when:
            yield fact.id, "the 'when' of", fact.origin, fact.when
        if fact.holds:
            yield fact.id, "the fact", fact.origin, fact.holds
    for rung in ruleset.verdicts:
        if rung.when:
            yield rung.id, "the 'when' of", rung.origin, rung.when
    for recipe in ruleset.recipes:
        if recipe.when:
            yield recipe.id, "the 'when' of", recipe.origin, recipe.when

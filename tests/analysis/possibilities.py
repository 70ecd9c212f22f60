"""A rule set and answers in, every world that they leave possible out, for numbers of every kind.

Numbers take every whole value where they are counted, else a value in every stretch between thresholds.
"""

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from brute import Value, World
from mlgate.assessment.plan import conditions_of
from mlgate.expression import syntax as s
from mlgate.expression.walking import leaves
from mlgate.model import NUMERIC_TYPES, Answer, Question, RuleSet

# --- Worlds -----------------------------------------------------------------------------------------------------------


def thresholds(ruleset: RuleSet, name: str) -> set[Fraction]:
    """Give every number that a question is compared with."""
    found = (leaf for condition in conditions_of(ruleset) for leaf in leaves(condition.test))
    return {leaf.bound for leaf in found if isinstance(leaf, s.Compare) and leaf.term == s.Value(name)}


def numbers(ruleset: RuleSet, question: Question) -> list[Fraction]:
    """Give a number of every kind that the rules can tell apart; all of them where there are few."""
    if question.whole and question.maximum <= 20:
        return [Fraction(n) for n in range(int(question.minimum), int(question.maximum) + 1)]
    cuts = sorted({question.minimum, question.maximum, *thresholds(ruleset, question.id)})
    found = {(low + high) / 2 for low, high in itertools.pairwise(cuts)} | set(cuts)
    if question.whole:
        found = {Fraction(round(n)) for n in found} | {n + step for n in cuts for step in (-1, 1)}
        found |= {n.__ceil__() * Fraction(1) for n in cuts} | {n.__floor__() * Fraction(1) for n in cuts}
        found = {n for n in found if n.denominator == 1}
    return sorted(n for n in found if question.minimum <= n <= question.maximum)


def values(ruleset: RuleSet, question: Question, answer: Answer | None) -> list[Value]:
    """Give the values that an answer leaves possible."""
    ids = [choice.id for choice in question.choices]
    blank = answer is None or answer.unknown
    optional: list[Value] = [None] if question.optional and blank else []
    if answer is not None and answer.not_applicable:
        return [None]
    if question.type == "choices":
        if answer is not None and not blank:
            return [frozenset(answer.choices or ())]
        sets = itertools.chain.from_iterable(itertools.combinations(ids, n) for n in range(len(ids) + 1))
        return [frozenset(some) for some in sets] + optional
    if question.type in NUMERIC_TYPES:
        every = numbers(ruleset, question)
        if answer is not None and answer.interval is not None:
            low, high = answer.interval.low, answer.interval.high
            ends = {end for end in (low, high) if end is not None}
            every = sorted({*every, *ends} | _inner(every, low, high, question))
            return [n for n in every if (low is None or n >= low) and (high is None or n <= high)]
        return [*every, *optional]
    return [*(ids if blank or answer is None else answer.choices or ()), *optional]


def _inner(every: list[Fraction], low: Fraction | None, high: Fraction | None, question: Question) -> set[Fraction]:
    """Give numbers in the stretches that a range cuts short."""
    ends = sorted({*every, *(end for end in (low, high) if end is not None)})
    found = {(a + b) / 2 for a, b in itertools.pairwise(ends)}
    return {n for n in found if not question.whole or n.denominator == 1}


def worlds(ruleset: RuleSet, answers: Mapping[str, Answer]) -> Iterator[dict[str, Value]]:
    """Walk every world that answers leave possible."""
    asked = [question for question in ruleset.questions.values() if question.type != "text"]
    possible = [values(ruleset, question, answers.get(question.id)) for question in asked]
    for chosen in itertools.product(*possible):
        yield dict(zip((question.id for question in asked), chosen, strict=True))


def count(ruleset: RuleSet, answers: Mapping[str, Answer]) -> int:
    """Count the worlds."""
    total = 1
    for question in ruleset.questions.values():
        total *= len(values(ruleset, question, answers.get(question.id)))
    return total


def verdicts(ruleset: RuleSet, answers: Mapping[str, Answer]) -> dict[tuple[Value, ...], str]:
    """Give the verdict of every world, by its values in the order of the questions."""
    return {tuple(world.values()): World(ruleset, world).verdict() for world in worlds(ruleset, answers)}


def provisional(ruleset: RuleSet, answers: Mapping[str, Answer]) -> dict[str, Value]:
    """Build the provisional world as the design says it: given, else assumed, else the nearest that is left."""
    world: dict[str, Value] = {}
    waiting = [question for question in ruleset.questions.values() if question.type != "text"]
    while waiting:
        for question in list(waiting):
            try:
                world[question.id] = _taken(ruleset, world, question, answers.get(question.id))
                waiting.remove(question)
            except KeyError:  # what it is assumed from is not known yet
                continue
    return world


def _taken(ruleset: RuleSet, world: dict[str, Value], question: Question, answer: Answer | None) -> Value:
    meaning = World(ruleset, world)
    assumed = next(entry.value for entry in question.assume if entry.when is None or meaning.test(entry.when.test))
    if answer is None or answer.unknown:
        return assumed
    if answer.not_applicable:
        return None
    if question.type == "choices":
        return frozenset(answer.choices or ())
    if answer.interval is not None:
        low = question.minimum if answer.interval.low is None else answer.interval.low
        high = question.maximum if answer.interval.high is None else answer.interval.high
        if assumed is None:
            return high if question.worse == "high" else low
        assert isinstance(assumed, Fraction)
        return min(max(assumed, low), high)
    order = [choice.id for choice in question.choices]
    left = sorted(answer.choices or (), key=order.index)
    if assumed is None:
        return left[-1] if question.worse == "high" else left[0]
    return min(left, key=lambda id: (abs(order.index(id) - order.index(str(assumed))), order.index(id)))

"""The semantics of the design, spelt out the slow way: every value of a world looked up, every world looked at."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain, combinations, product

from mlgate.expression import syntax as s
from mlgate.model import NUMERIC_TYPES, Answer, Question, RuleSet

Value = str | Fraction | bool | frozenset[str] | None  # None: not applicable


class World:
    """One value for every question; what is hidden and what facts come to is worked out on demand."""

    def __init__(self, rules: RuleSet, values: Mapping[str, Value]) -> None:
        self.rules = rules
        self.values = values

    def value(self, name: str) -> Value:
        question, fact = self.rules.questions.get(name), self.rules.facts.get(name)
        guard = question.when if question else fact.when if fact else None
        if guard is not None and not self.test(guard.test):
            return None
        if question:
            return self.values[name]
        assert fact
        return self.test(fact.holds.test) if fact.holds else self.term(fact.value.term) if fact.value else None

    def test(self, test: s.Test) -> bool:
        match test:
            case s.And(parts):
                return all(self.test(part) for part in parts)
            case s.Or(parts):
                return any(self.test(part) for part in parts)
            case s.Not(part):
                return not self.test(part)
            case s.Member(name, choices):
                return self.value(name) in choices
            case s.HasChoice(name, choice):
                found = self.value(name)
                return isinstance(found, frozenset) and choice in found
            case s.Holds(name):
                return self.value(name) is True
            case s.Constant(value):
                return value
            case s.Compare(term, op, bound):
                number = self.term(term)
                if number is None:
                    return False
                return {
                    "==": number == bound,
                    "<": number < bound,
                    "<=": number <= bound,
                    ">": number > bound,
                    ">=": number >= bound,
                }[op]
        raise AssertionError(test)

    def term(self, term: s.Term) -> Fraction | None:
        match term:
            case s.Number(value):
                return value
            case s.Value(name):
                found = self.value(name)
                assert found is None or isinstance(found, Fraction)
                return found
            case s.ChoiceValue(name):
                chosen = self.value(name)
                return next((c.value for c in self.rules.questions[name].choices if c.id == chosen), None)
            case s.Combine(op, left, right):
                first, second = self.term(left), self.term(right)
                if first is None or second is None or (op == "/" and second == 0):
                    return None
                return (
                    {"+": first + second, "-": first - second, "*": first * second}.get(op)
                    if op != "/"
                    else first / second
                )
            case s.Extreme(op, parts):
                numbers = [self.term(part) for part in parts]
                known = [number for number in numbers if number is not None]
                return (min if op == "min" else max)(known) if len(known) == len(numbers) else None
            case s.Coalesce(parts):
                return next((number for number in map(self.term, parts) if number is not None), None)
        raise AssertionError(term)

    def fires(self, rule: str) -> bool:
        return self.test(self.rules.rules[rule].when.test)

    def score(self, dimension: str) -> int:
        total = self.rules.dimensions[dimension].base
        total += sum(dict(r.effect.points).get(dimension, 0) for r in self.rules.rules.values() if self.fires(r.id))
        return min(100, max(0, total))

    def cap(self) -> int:
        ladder = [rung.id for rung in self.rules.verdicts]
        fired = [rule.effect for rule in self.rules.rules.values() if self.fires(rule.id)]
        return min((ladder.index(effect.at_most) for effect in fired if effect.at_most), default=len(ladder) - 1)

    def open_rungs(self) -> list[str]:
        fired = [rule.effect for rule in self.rules.rules.values() if self.fires(rule.id)]
        closed = {id for effect in fired for id in effect.rules_out}
        return [
            rung.id
            for rung in self.rules.verdicts[: self.cap() + 1]
            if rung.id not in closed
            and (rung.when is None or self.test(rung.when.test))
            and all(self.score(dimension) >= least for dimension, least in rung.minimums)
        ]

    def verdict(self) -> str:
        enough = {rule.effect.enough for rule in self.rules.rules.values() if self.fires(rule.id)}
        opened = self.open_rungs()
        return next((id for id in opened if id in enough), opened[-1])


def values_of(question: Question, answer: Answer | None) -> list[Value]:
    """Every value that an answer leaves possible; numbers are whole and few."""
    na: list[Value] = [None] if question.optional else []
    if answer is not None and answer.not_applicable:
        return [None]
    if question.type in NUMERIC_TYPES:
        numbers: list[Value] = [Fraction(n) for n in range(int(question.minimum), int(question.maximum) + 1)]
        if answer is None or answer.interval is None:
            return numbers + na
        low, high = answer.interval.low, answer.interval.high
        return [
            n for n in numbers if isinstance(n, Fraction) and (low is None or low <= n) and (high is None or n <= high)
        ]
    ids = [choice.id for choice in question.choices]
    if question.type == "choices":
        subsets = chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1))
        if answer is None or answer.choices is None:
            return [frozenset(one) for one in subsets] + na
        return [frozenset(answer.choices)]
    return list(answer.choices) if answer is not None and answer.choices is not None else [*ids, *na]


def worlds(rules: RuleSet, answers: Mapping[str, Answer]) -> Iterator[World]:
    """Every world that the answers leave possible."""
    asked = [question for question in rules.questions.values() if question.type != "text"]
    options = [values_of(question, answers.get(question.id)) for question in asked]
    for values in product(*options):
        yield World(rules, dict(zip((question.id for question in asked), values, strict=True)))


class Provisional(World):
    """The world in which every open answer has the value nearest to what its question assumes."""

    def __init__(self, rules: RuleSet, answers: Mapping[str, Answer]) -> None:
        super().__init__(rules, {})
        self.answers = answers
        self.values = self  # type: ignore[assignment]

    def __getitem__(self, name: str) -> Value:
        question, answer = self.rules.questions[name], self.answers.get(name)
        options = values_of(question, answer)
        if answer is None or answer.unknown:
            return self.assumed(question)
        if len(options) == 1:
            return options[0]
        assumed = self.assumed(question)
        last = options[-1] if question.worse == "high" else options[0]
        if assumed is None:
            return last
        order: list[Value] = [choice.id for choice in question.choices]
        places = [value if isinstance(value, Fraction) else order.index(value) for value in options]
        wanted = assumed if isinstance(assumed, Fraction) else order.index(assumed)
        by_distance = [(abs(place - wanted), place, number) for number, place in enumerate(places)]
        return options[min(by_distance)[2]]

    def assumed(self, question: Question) -> Value:
        return next(entry.value for entry in question.assume if entry.when is None or self.test(entry.when.test))

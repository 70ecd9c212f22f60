"""A rule set in, its plan out: every question and fact as a variable with cells, every condition as tests on bit masks.

A variable's possible cells are one integer, a bit a cell; the last cell is always n/a. Both readers, the explaining one
and the one over many worlds, work from this plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mlgate.assessment.cells import Cut, cells_between, cuts_of, inside
from mlgate.assessment.ranges import EVERYTHING, Range
from mlgate.expression.comparing import compares
from mlgate.expression.syntax import (
    And,
    Compare,
    Condition,
    Constant,
    HasChoice,
    Holds,
    Member,
    Not,
    Or,
    Term,
    Test,
    Value,
)
from mlgate.expression.walking import leaves, names_in
from mlgate.model import NUMERIC_TYPES, Fact, Question, RuleSet
from mlgate.values import field, value

Truth = bool | None  # None: open
Masks = list[int]
Reader = Callable[[Masks], Truth]


@value
class Leaf:
    """The smallest test: variable number `variable` is in one of the cells of `mask`."""

    variable: int
    mask: int


@value
class Junction:
    """`and` or `or` over parts."""

    conjunction: bool
    parts: tuple[Node, ...]


@value
class Inverse:
    """`not`."""

    part: Node


@value
class Fixed:
    """True or false whatever the answers."""

    value: bool


Node = Leaf | Junction | Inverse | Fixed


@value
class Compiled:
    """A condition over variables: its tree, its reader, and the variables behind it, through guards and facts too.

    `branches` are those that are read more than once, each with the groups of cells that the condition tells apart.
    """

    node: Node
    read: Reader
    depends: tuple[int, ...]  # in the order of the plan
    branches: dict[int, tuple[int, ...]]

    @property
    def read_once(self) -> bool:
        """Tell whether Kleene's logic is exact here."""
        return not self.branches


@value
class Variable:
    """A question, one choice of a several-choices question, or a numeric fact.

    `cells` are ranges of numbers (questions of numbers, facts) or choice ids; the mask has one bit more, for n/a.
    """

    id: str
    question: str
    choice: str
    cells: tuple[Range, ...] | tuple[str, ...]
    guard: Compiled | None
    na: int  # the mask of the n/a cell
    pieces: tuple[Range, ...]  # the cells of a number
    term: Term | None = None
    numbers: tuple[Fraction | None, ...] = ()
    refinements: tuple[tuple[int, int], ...] = ()
    whole: bool = False

    @property
    def all(self) -> int:
        """Give the mask of all cells but n/a."""
        return self.na - 1


@value
class RulePlan:
    """One rule with its condition and effect in numbers."""

    id: str
    condition: Compiled
    points: tuple[tuple[int, int], ...]
    enough: int | None
    at_most: int | None
    rules_out: tuple[int, ...]


@value
class RungPlan:
    """One rung: its condition (None: none), its minimums as (dimension number, least score), and the places of the
    rules that close it, by ruling it out or by a cap below it.
    """

    id: str
    condition: Compiled | None
    minimums: tuple[tuple[int, int], ...]
    closed_by: tuple[int, ...]


def _closes(rule: RulePlan, place: int) -> bool:
    return place in rule.rules_out or (rule.at_most is not None and rule.at_most < place)


@value(eq=False)
class Plan:
    """A rule set made ready for reading; `variables` are in dependency order."""

    ruleset: RuleSet
    variables: tuple[Variable, ...]
    index: dict[str, int]
    rules: tuple[RulePlan, ...]
    rungs: tuple[RungPlan, ...]
    dimensions: tuple[str, ...]
    bases: tuple[int, ...]
    truths: dict[str, Compiled] = field(default_factory=dict)
    assumptions: dict[str, tuple[Compiled | None, ...]] = field(default_factory=dict)
    recipes: tuple[Compiled | None, ...] = ()

    def of_question(self, question: str) -> tuple[int, ...]:
        """Give the numbers of a question's variables."""
        if question in self.index:
            return (self.index[question],)
        found = self.ruleset.questions[question]
        return tuple(self.index[f"{question}.{choice.id}"] for choice in found.choices if found.type == "choices")


@lru_cache(maxsize=32)
def plan_of(ruleset: RuleSet) -> Plan:
    """Make the plan of a rule set; the last 32 are kept."""
    return _Planner(ruleset).plan()


class _Planner:
    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self.variables: list[Variable] = []
        self.index: dict[str, int] = {}
        self.truths: dict[str, Compiled] = {}
        self.terms: dict[Term, str] = {}
        self.cuts = self.all_cuts()
        self.readers: dict[Node, Reader] = {}
        self.interned: dict[Node, Node] = {}

    def plan(self) -> Plan:
        ruleset = self.ruleset
        for name in ordered(ruleset):
            if name in ruleset.questions:
                self.add_question(ruleset.questions[name])
            else:
                self.add_fact(ruleset.facts[name])
        dimensions = tuple(ruleset.dimensions)
        ladder = {rung.id: place for place, rung in enumerate(ruleset.verdicts)}
        rules = tuple(
            RulePlan(
                id=rule.id,
                condition=self.compile(rule.when.test),
                points=tuple((dimensions.index(name), points) for name, points in rule.effect.points),
                enough=None if rule.effect.enough is None else ladder[rule.effect.enough],
                at_most=None if rule.effect.at_most is None else ladder[rule.effect.at_most],
                rules_out=tuple(ladder[name] for name in rule.effect.rules_out),
            )
            for rule in ruleset.rules.values()
        )
        rungs = tuple(
            RungPlan(
                rung.id,
                self.compile_optional(rung.when),
                tuple((dimensions.index(name), least) for name, least in rung.minimums),
                tuple(number for number, rule in enumerate(rules) if _closes(rule, place)),
            )
            for place, rung in enumerate(ruleset.verdicts)
        )
        assumptions = {
            question.id: tuple(self.compile_optional(entry.when) for entry in question.assume)
            for question in ruleset.questions.values()
        }
        recipes = tuple(self.compile_optional(recipe.when) for recipe in ruleset.recipes)
        bases = tuple(dimension.base for dimension in ruleset.dimensions.values())
        variables, index = tuple(self.variables), self.index
        return Plan(ruleset, variables, index, rules, rungs, dimensions, bases, self.truths, assumptions, recipes)

    # --- cells ---

    def all_cuts(self) -> dict[Term, set[Cut]]:
        """Collect, for every term that is compared, where it is cut."""
        cuts: dict[Term, set[Cut]] = {}
        for condition in conditions_of(self.ruleset):
            for leaf in leaves(condition.test):
                if isinstance(leaf, Compare):
                    cuts.setdefault(leaf.term, set()).update(cuts_of(leaf.op, leaf.bound))
        return cuts

    def add(
        self,
        id: str,
        question: str,
        choice: str,
        cells: tuple[Range, ...] | tuple[str, ...],
        guard: Compiled | None,
        **more: Any,
    ) -> None:
        self.index[id] = len(self.variables)
        pieces = tuple(cell for cell in cells if isinstance(cell, Range))
        self.variables.append(Variable(id, question, choice, cells, guard, 1 << len(cells), pieces, **more))

    def add_question(self, question: Question) -> None:
        guard = self.compile_optional(question.when)
        ids = tuple(choice.id for choice in question.choices)
        if question.type == "choices":
            for choice in ids:
                self.add(f"{question.id}.{choice}", question.id, choice, ("no", "yes"), guard)
        elif question.type in NUMERIC_TYPES:
            domain = Range(question.minimum, question.maximum)
            cells = cells_between(self.cuts.get(Value(question.id), ()), domain, whole=question.whole)
            self.add(question.id, question.id, "", cells, guard, whole=question.whole)
        elif question.type != "text":
            numbers = tuple(choice.value for choice in question.choices)
            self.add(question.id, question.id, "", ids, guard, numbers=numbers)

    def add_fact(self, fact: Fact) -> None:
        guard = self.compile_optional(fact.when)
        if fact.holds is not None:
            node = self.node(fact.holds.test)
            if guard is not None:
                node = Junction(True, (guard.node, node))
                node = self.interned.setdefault(node, node)
            self.truths[fact.id] = self.compiled(node)
        elif fact.value is not None:
            self.add_number(fact.id, fact.value.term, guard, self.cuts.get(Value(fact.id), ()))

    def add_number(self, id: str, term: Term, guard: Compiled | None, cuts: Iterable[Cut]) -> None:
        """Add a numeric fact; where its guard is open, what the guard says about its inputs still bounds it."""
        cells = cells_between(cuts, EVERYTHING)
        refinements = tuple((leaf.variable, leaf.mask) for leaf in _demanded(guard.node)) if guard else ()
        self.add(id, "", "", cells, guard, term=term, refinements=refinements)

    # --- conditions ---

    def compile(self, test: Test) -> Compiled:
        return self.compiled(self.node(test))

    def compile_optional(self, condition: Condition | None) -> Compiled | None:
        return None if condition is None else self.compile(condition.test)

    def compiled(self, node: Node) -> Compiled:
        leaves: dict[int, list[int]] = {}
        self.collect(node, leaves, set())
        branches = {
            number: groups_of_cells(self.variables[number], masks) for number, masks in leaves.items() if len(masks) > 1
        }
        return Compiled(node, self.reader(node), tuple(sorted(leaves)), branches)

    def collect(self, node: Node, leaves: dict[int, list[int]], seen: set[int]) -> None:
        """Note every reading of a variable, through guards and facts; in arithmetic every cell counts by itself."""
        for leaf in leaves_of(node):
            leaves.setdefault(leaf.variable, []).append(leaf.mask)
            self.collect_inner(leaf.variable, leaves, seen)

    def collect_inner(self, number: int, leaves: dict[int, list[int]], seen: set[int]) -> None:
        if number in seen:
            return
        seen.add(number)
        variable = self.variables[number]
        if variable.guard is not None:
            self.collect(variable.guard.node, leaves, seen)
        for name in names_in(variable.term) if variable.term is not None else ():
            inner = self.index[name]
            leaves.setdefault(inner, []).append(-1)
            self.collect_inner(inner, leaves, seen)

    def node(self, test: Test) -> Node:
        """Compile a condition; equal ones become the same object, so that readers may remember them by identity."""
        node = self.new_node(test)
        return self.interned.setdefault(node, node)

    def new_node(self, test: Test) -> Node:
        match test:
            case And(parts):
                return Junction(True, tuple(map(self.node, parts)))
            case Or(parts):
                return Junction(False, tuple(map(self.node, parts)))
            case Not(part):
                return Inverse(self.node(part))
            case Constant(value):
                return Fixed(value)
            case Holds(name):
                return self.truths[name].node
            case HasChoice(name, choice):
                return Leaf(self.index[f"{name}.{choice}"], 0b10)
            case Member(name, choices):
                number = self.index[name]
                cells = self.variables[number].cells
                return Leaf(number, sum(1 << place for place, id in enumerate(cells) if id in choices))
            case Compare():
                return self.comparison(test)

    def comparison(self, test: Compare) -> Node:
        """A comparison is a test on the cells of what is compared; one of two terms is a nameless fact."""
        if isinstance(test.term, Value):
            number = self.index[test.term.name]
        else:
            if test.term not in self.terms:
                self.terms[test.term] = f"#{len(self.terms) + 1}"
                self.add_number(self.terms[test.term], test.term, None, self.cuts[test.term])
            number = self.index[self.terms[test.term]]
        variable = self.variables[number]
        mask = 0
        for place, cell in enumerate(variable.cells):
            assert isinstance(cell, Range)
            sample = inside(cell, whole=variable.whole)
            if sample is not None and compares(sample, test.op, test.bound):
                mask |= 1 << place
        return Leaf(number, mask)

    def reader(self, node: Node) -> Reader:
        if node not in self.readers:
            self.readers[node] = _reader(node, self.reader)
        return self.readers[node]


def ordered(ruleset: RuleSet) -> list[str]:
    """Give questions and facts so that each comes after those that its guard, assumptions and formula need."""
    needs = {
        question.id: _names(question.when).union(*(_names(entry.when) for entry in question.assume))
        for question in ruleset.questions.values()
    }
    for fact in ruleset.facts.values():
        needs[fact.id] = _names(fact.value) | _names(fact.holds) | _names(fact.when)
    order: dict[str, None] = {}
    for start in needs:
        stack = [start]
        while stack:
            waiting = [name for name in sorted(needs[stack[-1]]) if name not in order]
            if stack[-1] in order or not waiting:
                order.setdefault(stack.pop())
            else:
                stack.extend(waiting)
    return list(order)


def _names(expression: object) -> frozenset[str]:
    names: frozenset[str] = getattr(expression, "names", frozenset())
    return names


def conditions_of(ruleset: RuleSet) -> Iterator[Condition]:
    """Walk every condition of a rule set."""
    for question in ruleset.questions.values():
        if question.when:
            yield question.when
        yield from (entry.when for entry in question.assume if entry.when)
    for fact in ruleset.facts.values():
        yield from (condition for condition in (fact.holds, fact.when) if condition)
    yield from (rule.when for rule in ruleset.rules.values())
    yield from (rung.when for rung in ruleset.verdicts if rung.when)
    yield from (recipe.when for recipe in ruleset.recipes if recipe.when)


def leaves_of(node: Node) -> Iterator[Leaf]:
    """Walk the leaves of a compiled condition, left to right."""
    match node:
        case Leaf():
            yield node
        case Junction(_, parts):
            for part in parts:
                yield from leaves_of(part)
        case Inverse(part):
            yield from leaves_of(part)


def _demanded(node: Node) -> Iterator[Leaf]:
    """Walk the leaves that must hold for the condition to hold."""
    match node:
        case Leaf():
            yield node
        case Junction(True, parts):
            for part in parts:
                yield from _demanded(part)


def _reader(node: Node, inner: Callable[[Node], Reader]) -> Reader:
    """Make a function from masks to truth, by Kleene's logic."""
    match node:
        case Fixed(value):
            return lambda masks: value
        case Leaf(variable, mask):
            return _leaf_reader(variable, mask)
        case Inverse(part):
            read = inner(part)
            return lambda masks: None if (truth := read(masks)) is None else not truth
        case Junction(conjunction, parts):
            return _junction_reader(conjunction, tuple(map(inner, parts)))


def _leaf_reader(variable: int, mask: int) -> Reader:
    def read(masks: Masks) -> Truth:
        possible = masks[variable]
        if possible & mask:
            return None if possible & ~mask else True
        return False

    return read


def _junction_reader(conjunction: bool, parts: tuple[Reader, ...]) -> Reader:
    decisive = not conjunction

    def read(masks: Masks) -> Truth:
        result: Truth = conjunction
        for part in parts:
            truth = part(masks)
            if truth is decisive:
                return decisive
            if truth is None:
                result = None
        return result

    return read


def groups_of_cells(variable: Variable, masks: Iterable[int]) -> tuple[int, ...]:
    """Group a variable's cells, n/a included, by which of the masks they are in; -1 tells all of them apart."""
    masks = tuple(masks)
    groups: dict[tuple[int, ...], int] = {}
    for place in range(len(variable.cells) + 1):
        signature = tuple(place if mask == -1 else mask >> place & 1 for mask in masks)
        groups[signature] = groups.get(signature, 0) | 1 << place
    return tuple(groups.values())

"""A syntax tree and the names of a rule set in, a typed condition or formula out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from mlgate.expression.comparing import compares
from mlgate.expression.errors import ExpressionError, Untold
from mlgate.expression.grammar import parse
from mlgate.expression.syntax import (
    Among,
    And,
    Application,
    At,
    Chain,
    ChoiceValue,
    Coalesce,
    Combine,
    Compare,
    Comparison,
    Condition,
    Constant,
    Extreme,
    Formula,
    HasChoice,
    Having,
    Holds,
    Logic,
    Member,
    Negation,
    Not,
    Number,
    Operation,
    Or,
    Order,
    Quantity,
    Syntax,
    Term,
    Test,
    Value,
    Word,
)
from mlgate.problem import did_you_mean, quote
from mlgate.values import value

NameKind = Literal[
    "choice", "choices", "yes_no", "number", "money", "duration", "size", "percent", "truth", "text", "broken"
]
_NOT_NUMBERS = ("choice", "yes_no", "choices", "text", "truth", "broken")
_NUMERIC = ("number", "money", "duration", "size", "percent")
_MIRRORED: dict[Comparison, Comparison] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_KNOWLEDGE = ("unknown", "known", "n_a", "null", "none_given")
_NO_KNOWLEDGE = "a condition cannot ask whether an answer is known or applicable"
_NO_KNOWLEDGE_HELP = "say what must hold in the world; blanks are handled for you"
_EXAMPLES = {"duration": "90 days", "size": "1 MB", "percent": "5 %"}


@value
class Named:
    """What a name in an expression stands for: its kind, its choices, and the kind of number that they carry.

    `broken` is the kind of what could not be read, `partial` says that some of its choices could not.
    """

    kind: NameKind
    choices: tuple[str, ...] = ()
    value_kind: str = ""
    partial: bool = False


Scope = Mapping[str, Named]


def read_condition(text: str, scope: Scope) -> Condition:
    """Understand a condition. Raises ExpressionError with the place of the mistake."""
    resolver = _Resolver(scope)
    test = resolver.test(parse(text))
    return Condition(text, test, frozenset(resolver.names))


def read_formula(text: str, scope: Scope) -> Formula:
    """Understand a formula that comes to a number. Raises ExpressionError."""
    resolver = _Resolver(scope)
    term, kind = resolver.term(parse(text))
    return Formula(text, term, "number" if kind == "plain" else kind, frozenset(resolver.names))


def looks_like_condition(text: str) -> bool:
    """Tell whether a fact's expression is a truth (a comparison or logic) and not a number. Raises ExpressionError."""
    return isinstance(parse(text), Logic | Negation | Chain | Among | Having)


class _Resolver:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.names: set[str] = set()

    # --- truths ---

    def test(self, tree: Syntax) -> Test:
        match tree:
            case Logic("and", parts):
                return And(tuple(map(self.test, parts)))
            case Logic("or", parts):
                return Or(tuple(map(self.test, parts)))
            case Negation(part):
                return Not(self.test(part))
            case Chain():
                return self.chain(tree)
            case Among():
                return self.among(tree)
            case Having(subject, choice, at):
                return self.having(subject, choice, at)
            case Word():
                return self.bare(tree)
        self.term(tree)  # what it names may not even exist
        raise ExpressionError("a condition is wanted here, this is a number", tree.at, "compare it: ... > 5")

    def bare(self, word: Word) -> Test:
        if word.text in ("true", "false") and word.text not in self.scope:
            help = "leave the key out where it always holds; what every project gets is a dimension's base, not a rule"
            if word.text == "false":
                help = "leave the whole item out where it never holds"
            raise ExpressionError(f"a condition cannot be simply '{word.text}'", word.at, help)
        named = self.look_up(word)
        if named.kind == "truth":
            return Holds(word.text, word.at)
        if named.kind == "yes_no":
            return Member(word.text, frozenset({"yes"}), word.at)
        message = f"'{word.text}' alone is neither true nor false"
        raise ExpressionError(message, word.at, f"write for example: {_example(word.text, named)}")

    def chain(self, tree: Chain) -> Test:
        sides = [tree.first, *(side for _, side in tree.rest)]
        tests = [
            self.compare(left, op, right, place)
            for left, (op, right), place in zip(sides, tree.rest, tree.ats, strict=False)
        ]
        return tests[0] if len(tests) == 1 else And(tuple(tests))

    def compare(self, left: Syntax, op: Comparison, right: Syntax, place: At) -> Test:
        at = At(left.at.offset, max(1, right.at.offset + right.at.length - left.at.offset))
        subject = self.choice_question(left)
        if subject is not None:
            return self.compare_choice(subject, op, right, place, at)
        if isinstance(left, Word) and left.text not in self.scope and self.choice_question(right) is not None:
            return self.compare(right, _MIRRORED[op], left, place)
        return self.compare_numbers(left, op, right, at)

    def choice_question(self, tree: Syntax) -> Word | None:
        if isinstance(tree, Word) and tree.text in self.scope:
            return tree if self.scope[tree.text].kind in _NOT_NUMBERS else None
        return None

    def compare_choice(self, subject: Word, op: Comparison, right: Syntax, place: At, at: At) -> Test:
        named = self.look_up(subject)
        if named.kind == "choices":
            help = f"write for example: {_example(subject.text, named)}"
            raise ExpressionError(f"'{subject.text}' takes several choices", place, help)
        if named.kind == "truth":
            help = f"write {subject.text} or not {subject.text}"
            raise ExpressionError(f"'{subject.text}' is true or false by itself", place, help)
        if op not in ("==", "!="):
            message = f"'{op}' does not go with '{subject.text}', which takes one of its choices"
            raise ExpressionError(message, place, "write ==, != or in (a, b)")
        member = Member(subject.text, frozenset({self.choice_of(subject.text, named, right)}), at)
        return member if op == "==" else Not(member)

    def choice_of(self, question: str, named: Named, tree: Syntax) -> str:
        """Read a word as a choice id of the question."""
        if not isinstance(tree, Word):
            self.refuse_not_applicable(tree)
            help = f"choices: {', '.join(named.choices)}"
            raise ExpressionError(f"a choice of '{question}' is wanted here", tree.at, help)
        if tree.text not in named.choices:
            self.refuse_knowledge(tree)
            help = did_you_mean(tree.text, named.choices)
            if named.kind == "yes_no" and tree.text in ("true", "false"):
                help = f"write {'yes' if tree.text == 'true' else 'no'}"
            if named.partial:
                raise Untold(f"the choices of '{question}' could not be read", tree.at)
            message = f"unknown choice '{tree.text}' for question '{question}'"
            raise ExpressionError(message, tree.at, help, f"{question}.{tree.text}")
        return tree.text

    def among(self, tree: Among) -> Test:
        subject = self.choice_question(tree.subject)
        if subject is None:
            parts = tuple(self.compare(tree.subject, "==", item, tree.at) for item in tree.items)
            test: Test = parts[0] if len(parts) == 1 else Or(parts)
        else:
            named = self.look_up(subject)
            if named.kind not in ("choice", "yes_no"):
                help = f"write for example: {_example(subject.text, named)}"
                raise ExpressionError(f"'in' does not go with '{subject.text}'", tree.at, help)
            ids = frozenset(self.choice_of(subject.text, named, item) for item in tree.items)
            test = Member(subject.text, ids, tree.at)
        return Not(test) if tree.negated else test

    def having(self, subject: Syntax, choice: Syntax, at: At) -> Test:
        if not isinstance(subject, Word):
            raise ExpressionError("'has' wants a question before it", subject.at)
        named = self.look_up(subject)
        if named.kind != "choices":
            help = f"write for example: {_example(subject.text, named)}"
            raise ExpressionError(f"'has' goes with a question of several choices, not '{subject.text}'", at, help)
        return HasChoice(subject.text, self.choice_of(subject.text, named, choice), at)

    def compare_numbers(self, left: Syntax, op: Comparison, right: Syntax, at: At) -> Test:
        (first, first_kind), (second, second_kind) = self.term(left), self.term(right)
        kind = _same_kind(first_kind, second_kind, left, right, comparing=True)
        negated, order = op == "!=", _order(op)
        if isinstance(first, Number) and isinstance(second, Number):
            holds = compares(first.value, order, second.value)
            return Constant(holds != negated)
        if isinstance(first, Number):
            first, second, order = second, first, _order(_MIRRORED[order])
        bound = Fraction(0)
        if isinstance(second, Number):
            bound = second.value
        else:
            first = Combine("-", first, second)
        test = Compare(first, order, bound, kind, at)
        return Not(test) if negated else test

    # --- numbers ---

    def term(self, tree: Syntax) -> tuple[Term, str]:
        match tree:
            case Quantity(value, kind):
                return Number(value), "plain" if kind == "number" else kind
            case Word():
                return self.number(tree)
            case Operation(op, left, right):
                self.refuse_not_applicable(tree)
                (first, first_kind), (second, second_kind) = self.term(left), self.term(right)
                kind = _arithmetic_kind(op, first_kind, second_kind, left, right)
                return Combine(op, first, second), kind
            case Application("value", arguments, at):
                return self.choice_value(arguments, at)
            case Application(function, arguments):
                return self.application(function, arguments)
        raise ExpressionError("a number is wanted here, this is true or false", tree.at)

    def number(self, word: Word) -> tuple[Term, str]:
        named = self.look_up(word)
        if named.kind not in _NUMERIC:
            help = f"its choices may carry numbers: value({word.text})" if named.kind == "choice" else ""
            raise ExpressionError(f"'{word.text}' is not a number", word.at, help)
        return Value(word.text), named.kind

    def choice_value(self, arguments: tuple[Syntax, ...], at: At) -> tuple[Term, str]:
        if len(arguments) != 1 or not isinstance(arguments[0], Word):
            raise ExpressionError("value(...) takes one question", at, "write value(drift)")
        word = arguments[0]
        named = self.look_up(word)
        if named.kind != "choice" or not named.value_kind:
            help = "give its choices a value: weeks: {label: ..., value: 14 days}"
            raise ExpressionError(f"the choices of '{word.text}' carry no numbers", word.at, help)
        return ChoiceValue(word.text), named.value_kind

    def application(self, function: str, arguments: tuple[Syntax, ...]) -> tuple[Term, str]:
        parts = [self.term(argument) for argument in arguments]
        kind = parts[0][1]
        for (_, other), tree in zip(parts[1:], arguments[1:], strict=True):
            kind = _same_kind(kind, other, arguments[0], tree)
        terms = tuple(term for term, _ in parts)
        if function == "coalesce":
            return Coalesce(terms), kind
        return Extreme("min" if function == "min" else "max", terms), kind

    # --- names ---

    def look_up(self, word: Word) -> Named:
        named = self.scope.get(word.text)
        if named is None:
            self.refuse_knowledge(word)
            help = did_you_mean(word.text, tuple(self.scope), "there are")
            raise ExpressionError(f"unknown question or fact '{word.text}'", word.at, help, word.text)
        if named.kind == "broken":
            raise Untold(f"'{word.text}' could not be read", word.at)
        if named.kind == "text":
            raise ExpressionError(
                f"'{word.text}' is a text, and texts never count", word.at, "ask a choice question as well"
            )
        self.names.add(word.text)
        return named

    def refuse_knowledge(self, word: Word) -> None:
        if word.text in _KNOWLEDGE:
            raise ExpressionError(_NO_KNOWLEDGE, word.at, _NO_KNOWLEDGE_HELP)

    def refuse_not_applicable(self, tree: Syntax) -> None:
        """Recognise `n/a`, which the parser takes for a division."""
        match tree:
            case Operation("/", Word("n"), Word("a"), at) if "n" not in self.scope:
                raise ExpressionError(_NO_KNOWLEDGE, at, _NO_KNOWLEDGE_HELP)


def _example(name: str, named: Named) -> str:
    """Give a condition that could be written about a name."""
    if named.kind in ("truth", "yes_no"):
        return name
    if named.kind in ("choice", "choices"):
        return f"{name} {'==' if named.kind == 'choice' else 'has'} {named.choices[0] if named.choices else 'a'}"
    return f"{name} > {_EXAMPLES.get(named.kind, 5)}"


def _order(op: Comparison) -> Order:
    return "==" if op == "!=" else op


def _same_kind(first: str, second: str, left: Syntax, right: Syntax, *, comparing: bool = False) -> str:
    """Give the kind of two numbers that are compared or added, or say why they cannot be."""
    if first == second:
        return "number" if first == "plain" and comparing else first
    for kind, other, tree in ((first, second, right), (second, first, left)):
        if other in ("plain", "zero") and (kind in ("number", "money") or _is_zero(tree)):
            return kind
        if other == "plain" and kind in _EXAMPLES and isinstance(tree, Quantity):
            raise ExpressionError(f"the number needs a unit here ({kind})", tree.at, f"for example {_EXAMPLES[kind]}")
    if {first, second} <= {"number", "percent", "plain"}:
        return "number"
    verb = "compared with" if comparing else "combined with"
    raise ExpressionError(f"{_name(first)} cannot be {verb} {_name(second)}", right.at, _way_out(first, left, right))


def _way_out(first: str, left: Syntax, right: Syntax) -> str:
    """Say how to write the right side where only its unit is too much."""
    if isinstance(right, Quantity) and first in ("plain", "number", "money", "percent"):
        subject = quote(left.text) if isinstance(left, Word) else "the left side"
        return f"{subject} is {_name(first)}: write the number without this unit"
    return "only what is of one kind can be compared or added"


def _is_zero(tree: Syntax) -> bool:
    return isinstance(tree, Quantity) and tree.value == 0


def _name(kind: str) -> str:
    return {"plain": "a number", "number": "a number", "money": "an amount of money", "percent": "a percentage"}.get(
        kind, f"a {kind}"
    )


def _arithmetic_kind(op: str, first: str, second: str, left: Syntax, right: Syntax) -> str:
    if op in ("+", "-"):
        return second if first == "zero" else _same_kind(first, second, left, right)
    dimensionless = ("plain", "number", "percent")
    if second in dimensionless:
        return "number" if first == "percent" else first
    if op == "*" and first in dimensionless:
        return second
    if op == "/" and first == second:
        return "number"
    verb = "multiplied by" if op == "*" else "divided by"
    raise ExpressionError(f"{_name(first)} cannot be {verb} {_name(second)}", right.at)

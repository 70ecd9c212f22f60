"""Text of an expression in, its syntax tree out: a small recursive-descent parser with Python's precedence."""

from __future__ import annotations

import re
from fractions import Fraction

from mlgate.expression.errors import ExpressionError
from mlgate.expression.syntax import (
    Among,
    Application,
    At,
    Chain,
    Comparison,
    Having,
    Logic,
    Negation,
    Operation,
    Quantity,
    Syntax,
    Word,
)
from mlgate.expression.tokens import FUNCTIONS, KEYWORDS, Token, tokenize
from mlgate.problem import did_you_mean
from mlgate.quantity import LARGEST, MOST_CHARACTERS, SPELLINGS, UNITS, decimal, padded, two_ways, unit_of

MOST_LEVELS = 100
_SEPARATORS = "write 1000, without separators"
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def parse(text: str) -> Syntax:
    """Parse a condition or formula. Raises ExpressionError, one per text."""
    return _Parser(tokenize(text)).whole()


def span(first: At, last: At) -> At:
    """Give the stretch from the start of one place to the end of another."""
    return At(first.offset, max(1, last.offset + last.length - first.offset))


class _Parser:
    """Reads tokens left to right; every level of nesting is counted, so hostile text cannot exhaust the stack."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.level = 0

    # --- tokens ---

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        token = self.token
        self.place += 1
        return token

    def sees(self, *texts: str) -> bool:
        return self.token.kind in ("operator", "keyword") and self.token.text in texts

    def expect(self, text: str, why: str) -> Token:
        if not self.sees(text):
            raise self.unexpected(f"'{text}' {why}")
        return self.take()

    def unexpected(self, wanted: str) -> ExpressionError:
        token = self.token
        if token.kind == "end":
            return ExpressionError(f"the expression ends where {wanted} was expected", token.at)
        return ExpressionError(f"expected {wanted} but found '{token.text}'", token.at, self.slip())

    def slip(self) -> str:
        """Say what to write instead of the token where it is a well-known slip."""
        token, before = self.token, self.tokens[self.place - 1] if self.place else None
        if token.kind == "word" and token.text.lower() in KEYWORDS:
            return f"write {token.text.lower()}"
        if token.text == "is":
            return "to compare write =="
        if before is not None and (before.text, token.text) == ("<", ">"):
            return "to compare write !="
        if before is not None and before.kind == "number" and token.text == ",":
            return _SEPARATORS
        if before is not None and token.kind == "word" and re.fullmatch("[A-Z]{3}", token.text):
            return f"amounts are written without a currency: {before.text if before.kind == 'number' else '50k'}"
        if token.text == "in" or (before is not None and before.text == "in"):
            return "write a list in parentheses: in (a, b)"
        return ""

    def deeper(self) -> None:
        self.level += 1
        if self.level > MOST_LEVELS:
            raise ExpressionError(f"nested more than {MOST_LEVELS} levels deep", self.token.at, "split it into facts")

    # --- grammar, loosest first ---

    def whole(self) -> Syntax:
        if self.token.kind == "end":
            raise ExpressionError("the expression is empty", self.token.at, "leave the key out where nothing is meant")
        tree = self.disjunction()
        if self.place < len(self.tokens) - 1:
            raise self.unexpected("and, or, a comparison or the end")
        return tree

    def disjunction(self) -> Syntax:
        self.deeper()
        parts = [self.conjunction()]
        while self.sees("or"):
            self.take()
            parts.append(self.conjunction())
        self.level -= 1
        return parts[0] if len(parts) == 1 else Logic("or", tuple(parts), span(parts[0].at, parts[-1].at))

    def conjunction(self) -> Syntax:
        parts = [self.negation()]
        while self.sees("and"):
            self.take()
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts), span(parts[0].at, parts[-1].at))

    def negation(self) -> Syntax:
        if not self.sees("not"):
            return self.comparison()
        self.deeper()
        start = self.take().at
        part = self.negation()
        self.level -= 1
        return Negation(part, span(start, part.at))

    def comparison(self) -> Syntax:
        first = self.sum()
        if self.sees("in", "not"):
            return self.membership(first)
        if self.sees("has"):
            self.take()
            choice = self.primary()
            return Having(first, choice, span(first.at, choice.at))
        rest: list[tuple[Comparison, Syntax]] = []
        ats: list[At] = []
        while self.sees(*_COMPARISONS):
            operator = self.take()
            ats.append(operator.at)
            rest.append((operator.text, self.sum()))  # type: ignore[arg-type]
        return Chain(first, tuple(rest), tuple(ats), span(first.at, rest[-1][1].at)) if rest else first

    def membership(self, subject: Syntax) -> Syntax:
        negated = self.sees("not")
        if negated:
            self.take()
        self.expect("in", "after 'not'" if negated else "")
        self.expect("(", "to open the list after 'in'")
        items = [self.sum()]
        while self.sees(","):
            self.take()
            if self.sees(")"):
                break
            items.append(self.sum())
        end = self.expect(")", "to close the list")
        return Among(subject, tuple(items), negated, span(subject.at, end.at))

    def sum(self) -> Syntax:
        left, level = self.product(), self.level
        while self.sees("+", "-"):
            op = self.take().text
            right = self.product()
            left = Operation(op, left, right, span(left.at, right.at))  # type: ignore[arg-type]
            self.deeper()  # a chain of operators nests to the left
        self.level = level
        return left

    def product(self) -> Syntax:
        left, level = self.unary(), self.level
        while self.sees("*", "/"):
            op = self.take().text
            right = self.unary()
            left = Operation(op, left, right, span(left.at, right.at))  # type: ignore[arg-type]
            self.deeper()  # a chain of operators nests to the left
        self.level = level
        return left

    def unary(self) -> Syntax:
        if not self.sees("-"):
            return self.primary()
        self.deeper()
        start = self.take().at
        part = self.unary()
        self.level -= 1
        at = span(start, part.at)
        if isinstance(part, Quantity):
            return Quantity(-part.value, part.kind, at)
        return Operation("-", Quantity(Fraction(0), "zero", at), part, at)

    def primary(self) -> Syntax:
        token = self.token
        if token.kind == "number":
            return self.quantity()
        if token.kind == "quoted":
            return Word(self.take().text, True, token.at)
        if token.kind == "word":
            self.take()
            return self.application(token) if self.sees("(") else Word(token.text, False, token.at)
        if self.sees("("):
            self.take()
            inner = self.disjunction()
            self.expect(")", "to close the parenthesis")
            return inner
        raise self.unexpected("a question, a fact or a number")

    def application(self, name: Token) -> Syntax:
        if name.text not in FUNCTIONS:
            help = did_you_mean(name.text, sorted(FUNCTIONS), "functions")
            raise ExpressionError(f"unknown function '{name.text}'", name.at, help)
        self.deeper()
        self.take()
        arguments = [self.disjunction()]
        while self.sees(","):
            self.take()
            arguments.append(self.disjunction())
        end = self.expect(")", f"to close {name.text}(")
        self.level -= 1
        return Application(name.text, tuple(arguments), span(name.at, end.at))

    def quantity(self) -> Quantity:
        """A number with its unit or multiplier: `5 k`, `20 ms`, `5 %`; behind a number `min` is minutes."""
        number = self.take()
        if len(number.text) > MOST_CHARACTERS:
            raise ExpressionError(f"a number has at most {MOST_CHARACTERS} characters", number.at)
        if padded(number.text):
            error = two_ways(number.text)
            raise ExpressionError(str(error), number.at, error.hint)
        digits, _, exponent = number.text.lower().partition("e")
        value, kind, at = decimal(digits, exponent or None), "number", number.at
        if self.sees("%") or self.token.kind == "word":
            unit = self.take()
            value, kind = _apply(value, unit)
            at = span(at, unit.at)
        if abs(value) > LARGEST:
            raise ExpressionError("a number is at most 1e15", at)
        return Quantity(value, kind, at)


def _apply(value: Fraction, unit: Token) -> tuple[Fraction, str]:
    if unit.text == "m":
        help = "write min, months or M"
        raise ExpressionError("a lone 'm' could be minutes, months or millions", unit.at, help)
    found = unit_of(unit.text)
    if found is None:
        raise ExpressionError(f"unknown unit '{unit.text}'", unit.at, _unit_help(unit.text))
    factor, kind = found
    return value * factor, kind


def _unit_help(word: str) -> str:
    """Say what was meant by an unknown unit: another spelling, a word of the language, a separator, a currency."""
    if word.lower() in KEYWORDS:
        return f"write {word.lower()}"
    if word.startswith("_"):
        return _SEPARATORS
    if len(word) == 3 and word.isupper():
        return "an amount of money is written without its currency"
    close = SPELLINGS.get(word.lower()) or next((known for known in UNITS if known.lower() == word.lower()), None)
    return (f"did you mean '{close}'? " if close else "") + f"units: {', '.join(UNITS)}"

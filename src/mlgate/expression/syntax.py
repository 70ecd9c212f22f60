"""The trees of the expression language: what was written (syntax) and what it means (conditions and formulas)."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from mlgate.values import field, value

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Order = Literal["==", "<", "<=", ">", ">="]


@value
class At:
    """A stretch of the expression's text: 0-based offset and length in characters."""

    offset: int
    length: int = 1


NOWHERE = At(0, 1)

# --- As written -------------------------------------------------------------------------------------------------------


@value
class Word:
    """A bare or quoted word: the id of a question, fact or choice."""

    text: str
    quoted: bool
    at: At = field(compare=False)


@value
class Quantity:
    """A number; `kind` is what its unit makes it: number, duration, size or percent."""

    value: Fraction
    kind: str
    at: At = field(compare=False)


@value
class Logic:
    """`and` or `or` over at least two parts."""

    op: Literal["and", "or"]
    parts: tuple[Syntax, ...]
    at: At = field(compare=False)


@value
class Negation:
    """`not` of one part."""

    part: Syntax
    at: At = field(compare=False)


@value
class Chain:
    """A comparison, chained as in Python: `a < b <= c`; `ats` are the places of the operators."""

    first: Syntax
    rest: tuple[tuple[Comparison, Syntax], ...]
    ats: tuple[At, ...] = field(compare=False)
    at: At = field(compare=False)


@value
class Among:
    """`q in (a, b)` or `q not in (a, b)`."""

    subject: Syntax
    items: tuple[Syntax, ...]
    negated: bool
    at: At = field(compare=False)


@value
class Having:
    """`q has choice`."""

    subject: Syntax
    choice: Syntax
    at: At = field(compare=False)


@value
class Operation:
    """Arithmetic on two parts."""

    op: Literal["+", "-", "*", "/"]
    left: Syntax
    right: Syntax
    at: At = field(compare=False)


@value
class Application:
    """A call of one of the language's functions: min, max, value, coalesce."""

    function: str
    arguments: tuple[Syntax, ...]
    at: At = field(compare=False)


Syntax = Word | Quantity | Logic | Negation | Chain | Among | Having | Operation | Application

# --- What it means ----------------------------------------------------------------------------------------------------


@value
class And:
    """True where every part is."""

    parts: tuple[Test, ...]


@value
class Or:
    """True where some part is."""

    parts: tuple[Test, ...]


@value
class Not:
    """True where the part is not; so true of a comparison with n/a."""

    part: Test


@value
class Member:
    """The choice or yes_no question `name` has one of `choices`; false where it is n/a."""

    name: str
    choices: frozenset[str]
    at: At = field(default=NOWHERE, compare=False)


@value
class HasChoice:
    """The choices question `name` includes `choice`; false where it is n/a."""

    name: str
    choice: str
    at: At = field(default=NOWHERE, compare=False)


@value
class Holds:
    """The fact `name`, a truth, holds; false where it is n/a."""

    name: str
    at: At = field(default=NOWHERE, compare=False)


@value
class Compare:
    """`term op bound`; false where the term is n/a. A comparison of two terms is their difference against 0."""

    term: Term
    op: Order
    bound: Fraction
    kind: str = "number"
    at: At = field(default=NOWHERE, compare=False)


@value
class Constant:
    """A condition that no answer touches, such as `1 < 2`."""

    value: bool


Test = And | Or | Not | Member | HasChoice | Holds | Compare | Constant


@value
class Number:
    """A written number."""

    value: Fraction


@value
class Value:
    """The number that a question was answered with or a fact comes to."""

    name: str


@value
class ChoiceValue:
    """The number that the chosen choice of a question carries; n/a where it carries none."""

    name: str


@value
class Combine:
    """Arithmetic; n/a where a side is, and on division by exactly 0."""

    op: Literal["+", "-", "*", "/"]
    left: Term
    right: Term


@value
class Extreme:
    """The smallest or largest of several terms; n/a where one of them is."""

    op: Literal["min", "max"]
    parts: tuple[Term, ...]


@value
class Coalesce:
    """The first of several terms that is applicable."""

    parts: tuple[Term, ...]


Term = Number | Value | ChoiceValue | Combine | Extreme | Coalesce


@value
class Condition:
    """A condition as written and as understood; `names` are the questions and facts it mentions."""

    text: str
    test: Test = field(compare=False)
    names: frozenset[str] = field(default=frozenset(), compare=False)


@value
class Formula:
    """A number's formula as written and as understood; `kind` is what it comes to (number, money, duration, size)."""

    text: str
    term: Term = field(compare=False)
    kind: str = field(default="number", compare=False)
    names: frozenset[str] = field(default=frozenset(), compare=False)

"""What may stand in a file, as values: the loader checks nodes against them, the schema is written from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from mlgate.values import value

IdKind = Literal["question", "fact", "dimension", "rule", "verdict", "recipe", "source", "choice", "item", "group"]


@value
class Text:
    """Any text; numbers and truth values are taken as the text that was written where `loose`."""

    loose: bool = False
    what: str = "a text"


@value
class Id:
    """A new id of some kind: letters, digits and _ (rules and sources may have - and . as well)."""

    of: IdKind
    what: str = "an id"


@value
class Ref:
    """The id of something that the rule set declares; whether it does is checked when all is known."""

    of: IdKind

    @property
    def what(self) -> str:
        """Name what is wanted, for messages."""
        return f"the id of a {self.of}"


@value
class Whole:
    """A whole number between two bounds."""

    low: int
    high: int

    @property
    def what(self) -> str:
        """Name what is wanted, for messages."""
        return f"a whole number from {self.low} to {self.high}"


@value
class Amount:
    """A number or a number with a unit, such as `14 days`."""

    what: str = "a number, with its unit where it has one"


@value
class Span:
    """A stretch of time, such as `90 days`."""

    what: str = "a duration such as 90 days"


@value
class Day:
    """A date, such as 2026-11-23."""

    what: str = "a date such as 2026-11-23"


@value
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def what(self) -> str:
        """Name what is wanted, for messages."""
        return f"one of: {', '.join(self.words)}"


@value
class Flag:
    """true or false."""

    what: str = "true or false"


@value
class Expression:
    """Text in the language of conditions; `formula` also allows what comes to a number."""

    formula: bool = False

    @property
    def what(self) -> str:
        """Name what is wanted, for messages."""
        return "a formula or condition" if self.formula else "a condition"


@value
class Anything:
    """Any node, read later by what it stands for (an answer, an assumed value)."""

    what: str = "a value"


@value
class Many:
    """A list of something, or a single one without the brackets."""

    item: Shape

    @property
    def what(self) -> str:
        """Name what is wanted, for messages."""
        return f"{self.item.what} or a list of them"


@value
class Listing:
    """A list of something."""

    item: Shape
    what: str = "a list"


@value
class Keyed:
    """A mapping from ids to something."""

    key: Id | Ref | Text
    item: Shape
    what: str = "a mapping"


@value
class Key:
    """One key of a table: what stands behind it, whether it must be there, and what an editor says on hover."""

    shape: Shape
    doc: str
    required: bool = False


@value
class Table:
    """A mapping with known keys; `name` is what it is called in messages ("question")."""

    name: str
    keys: Mapping[str, Key]

    @property
    def what(self) -> str:
        """Name what is wanted, for messages."""
        return f"a {self.name}: a mapping with keys such as {', '.join(list(self.keys)[:3])}"


@value
class Either:
    """A scalar of one shape, or a list or mapping of another."""

    scalar: Shape
    nested: Shape

    @property
    def what(self) -> str:
        """Name what is wanted, for messages."""
        return f"{self.scalar.what}, or {self.nested.what}"


Shape = (
    Text
    | Id
    | Ref
    | Whole
    | Amount
    | Span
    | Day
    | OneOf
    | Flag
    | Expression
    | Anything
    | Many
    | Listing
    | Keyed
    | Table
    | Either
)

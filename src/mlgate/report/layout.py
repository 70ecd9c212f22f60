"""What a report is made of: spans of text in lines, lines in blocks, blocks in sections; frozen, without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# --- Spans ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plain:
    """Words of the program or of the rule set."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry the sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """The title of a work."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Words that a person typed as an answer or a note: data, whatever they look like."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be copied letter by letter: an id, a command, a digest."""

    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The number of a source in the list of sources."""

    number: int


@dataclass(frozen=True, slots=True)
class Link:
    """The address of a source; only http and https are ever followed."""

    url: str


Span = Plain | Strong | Emphasis | Typed | Code | Ref | Link
Line = tuple[Span, ...]

# --- Blocks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `numbered` counts from 1."""

    items: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of at most four columns; the first column names the row where `row_heads` says so."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    row_heads: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines to be copied as they are; `answers` marks the block from which the report can be recomputed."""

    language: str
    text: str
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """A long answer in full, under what it answers."""

    title: Line
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One dimension: its score from `low` to `high` of 100, and the minimum `need` that it is held against."""

    title: str
    low: int
    high: int
    need: int | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """All dimensions, one bar each."""

    bars: tuple[Bar, ...]


Block = Paragraph | Bullets | Table | Listing | Quotation | Bars


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading; `number` is "1" or "A"."""

    number: str
    title: str
    blocks: tuple[Block, ...]


# --- The whole --------------------------------------------------------------------------------------------------------

Sign = Literal["against", "for", "open"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One reason on the one screen: its sign, its statement and its rule."""

    sign: Sign
    statement: Line
    rule: str


@dataclass(frozen=True, slots=True)
class Depends:
    """One thing to find out on the one screen, with its effort as people say it."""

    question: Line
    effort: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the one screen shows: the verdict, why, what else is possible, what it depends on, what is next."""

    project: str
    headline: str
    standing: str
    lead: Line
    against: tuple[Mark, ...]
    favour: tuple[Mark, ...]
    could_become: Line
    depends: tuple[Depends, ...]
    next: Line


@dataclass(frozen=True, slots=True)
class Report:
    """The assessment as people read it: everything that the renderers print, in the order in which it is printed."""

    title: Line
    byline: Line
    recommendation: Line
    decision: Line
    sections: tuple[Section, ...]
    appendices: tuple[Section, ...]
    summary: Summary
    next: tuple[str, ...]
    answers_text: str
    program_version: str

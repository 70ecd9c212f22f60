"""What a report is made of: spans of text in lines, lines in blocks, blocks in sections; frozen, without behaviour."""

from __future__ import annotations

from typing import Literal

from mlgate.values import value

# --- Spans ------------------------------------------------------------------------------------------------------------


@value
class Plain:
    """Words of the program or of the rule set."""

    text: str


@value
class Strong:
    """Words that carry the sentence."""

    text: str


@value
class Emphasis:
    """The title of a work."""

    text: str


@value
class Typed:
    """Words that a person typed as an answer or a note: data, whatever they look like."""

    text: str


@value
class Code:
    """Something to be copied letter by letter: an id, a command, a digest."""

    text: str


@value
class Ref:
    """The number of a source in the list of sources."""

    number: int


@value
class Link:
    """The address of a source; only http and https are ever followed."""

    url: str


Span = Plain | Strong | Emphasis | Typed | Code | Ref | Link
Line = tuple[Span, ...]

# --- Blocks -----------------------------------------------------------------------------------------------------------


@value
class Paragraph:
    """One paragraph."""

    line: Line


@value
class Bullets:
    """A list; `numbered` counts from 1."""

    items: tuple[Line, ...]
    numbered: bool = False


@value
class Table:
    """A table of at most four columns; the first column names the row where `row_heads` says so."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    row_heads: bool = False


@value
class Listing:
    """Lines to be copied as they are; `answers` marks the block from which the report can be recomputed."""

    language: str
    text: str
    answers: bool = False


@value
class Quotation:
    """A long answer in full, under what it answers."""

    title: Line
    text: str


@value
class Bar:
    """One dimension: its score from `low` to `high` of 100, and the minimum `need` that it is held against."""

    title: str
    low: int
    high: int
    need: int | None = None


@value
class Bars:
    """All dimensions, one bar each."""

    bars: tuple[Bar, ...]


Block = Paragraph | Bullets | Table | Listing | Quotation | Bars


@value
class Section:
    """A part of the report under a heading; `number` is "1" or "A"."""

    number: str
    title: str
    blocks: tuple[Block, ...]


# --- The whole --------------------------------------------------------------------------------------------------------

Sign = Literal["against", "for", "open"]


@value
class Mark:
    """One reason on the one screen: its sign, its statement and its rule."""

    sign: Sign
    statement: Line
    rule: str


@value
class Depends:
    """One thing to find out on the one screen, with its effort as people say it."""

    question: Line
    effort: str


@value
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


@value
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

"""Lines and sections go in; how many words they have, and the same cut to fewer, come out."""

from __future__ import annotations

import re

from mlgate.report.layout import (
    Bars,
    Block,
    Bullets,
    Line,
    Link,
    Listing,
    Paragraph,
    Quotation,
    Ref,
    Report,
    Section,
    Span,
    Table,
)
from mlgate.report.matter import text_of
from mlgate.values import replace

LONGEST_WORD = 60  # characters; a longer "word" in an answer is counted as several


def words_in(text: str) -> int:
    """Count words: what is separated by spaces and has a letter or a digit."""
    return sum(1 + len(word) // LONGEST_WORD for word in text.split() if re.search(r"\w", word))


def first_part_words(report: Report) -> int:
    """Count the words of a report before its appendices."""
    return words_of(report.title, report.byline, report.recommendation, report.decision, report.sections)


def words_of(title: Line, byline: Line, recommendation: Line, decision: Line, sections: tuple[Section, ...]) -> int:
    """Count the words of the first part of a report."""
    top = sum(words_in(text_of(part)) for part in (title, byline, recommendation, decision))
    return top + sum(map(section_words, sections))


def section_words(section: Section) -> int:
    """Count the words of a section with its heading."""
    return words_in(section.title) + sum(words_in(text) for block in section.blocks for text in block_texts(block))


def block_texts(block: Block) -> list[str]:
    """List the texts of a block."""
    match block:
        case Paragraph(content):
            return [text_of(content)]
        case Bullets(items):
            return [text_of(item) for item in items]
        case Table(head, rows):
            return [*head, *(text_of(cell) for row in rows for cell in row)]
        case Listing(_, text):
            return [text]
        case Quotation(title, text):
            return [text_of(title), text]
        case Bars(bars):
            return [bar.title for bar in bars]


def cut(content: Line, most: int) -> Line:
    """Cut a line to at most so many words; what was cut shows as an ellipsis."""
    found: list[Span] = []
    left = most
    for span in content:
        if isinstance(span, Ref | Link):
            found.append(span)
            continue
        used = words_in(span.text)
        if used > left:
            return (*found, replace(span, text=_first_words(span.text, left)))
        left -= used
        found.append(span)
    return tuple(found)


def _first_words(text: str, most: int) -> str:
    """Give the first words of a text with an ellipsis, cutting a monstrous one where it would count as two."""
    kept: list[str] = []
    for word in text.split():
        if words_in(" ".join([*kept, word])) > most:
            return (
                " ".join([*kept, word[: LONGEST_WORD // 2]])[:-1] + "…" if not kept and most else " ".join(kept) + "…"
            )
        kept.append(word)
    return " ".join(kept) + "…"

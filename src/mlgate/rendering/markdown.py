"""A report goes in, Markdown comes out: a portable core that every reader shows, or with GitHub's own extras."""

from __future__ import annotations

import re
from typing import Literal

from mlgate.rendering.markdown_text import at_line_start, code_span, fence, in_heading, inline, quotation
from mlgate.rendering.safety import lines_of
from mlgate.report.layout import (
    Bar,
    Bars,
    Block,
    Bullets,
    Code,
    Emphasis,
    Line,
    Link,
    Listing,
    Paragraph,
    Plain,
    Quotation,
    Ref,
    Report,
    Section,
    Span,
    Strong,
    Table,
    Typed,
)

Flavor = Literal["portable", "github"]


def render(report: Report, *, flavor: Flavor = "portable") -> str:
    """Write the whole report; `github` puts the decision into an alert and folds the appendices."""
    parts = [f"# {in_heading(_line(report.title))}", _paragraph(report.byline)]
    parts += _decision(report, flavor)
    parts += [_section(section) for section in report.sections]
    if report.appendices:
        parts.append("---")
    fold = _folded if flavor == "github" else _appendix
    parts += [fold(section) for section in report.appendices]
    return "\n\n".join(part for part in parts if part) + "\n"


def _decision(report: Report, flavor: Flavor) -> list[str]:
    paragraphs = [_paragraph(line) for line in (report.recommendation, report.decision) if line]
    if flavor == "portable" or not paragraphs:
        return paragraphs
    return ["\n".join(["> [!IMPORTANT]", "\n>\n".join(f"> {paragraph}" for paragraph in paragraphs)])]


def _section(section: Section) -> str:
    return "\n\n".join([f"## {section.number}. {in_heading(inline(section.title))}", *map(_block, section.blocks)])


def _appendix(section: Section) -> str:
    heading = f"## Appendix {section.number}. {in_heading(inline(section.title))}"
    return "\n\n".join([heading, *map(_block, section.blocks)])


def _folded(section: Section) -> str:
    """Fold an appendix; the blank lines let GitHub read the Markdown inside."""
    summary = f"<summary>Appendix {section.number}. {inline(section.title)}</summary>"
    return "\n\n".join([f"<details>\n{summary}", *map(_block, section.blocks), "</details>"])


# --- Blocks -----------------------------------------------------------------------------------------------------------


def _block(block: Block) -> str:
    match block:
        case Paragraph(line):
            return _paragraph(line)
        case Bullets(items, numbered):
            marks = [f"{number}." if numbered else "-" for number in range(1, len(items) + 1)]
            return "\n".join(f"{mark} {_paragraph(item)}" for mark, item in zip(marks, items, strict=True))
        case Table():
            return _table(block.head, [[_line(cell, in_table=True) for cell in row] for row in block.rows])
        case Listing(language, text, answers):
            return _listing(language, text if answers else lines_of(text))
        case Quotation(title, text):
            return f"{_paragraph(title)}\n\n{quotation(text)}"
        case Bars(bars):
            return _bars(bars)


def _table(head: tuple[str, ...], rows: list[list[str]]) -> str:
    lines = [[inline(title) for title in head], ["---"] * len(head), *rows]
    return "\n".join("|" + "|".join(f" {cell} " if cell else " " for cell in line) + "|" for line in lines)


def _listing(language: str, text: str) -> str:
    marks = fence(text)
    return f"{marks}{re.sub(r'[^a-z]', '', language)}\n{text}{'' if text.endswith(chr(10)) else chr(10)}{marks}"


def _bars(bars: tuple[Bar, ...]) -> str:
    rows = [
        [inline(bar.title), _score(bar), "" if bar.need is None else str(bar.need), f"`{_drawn(bar)}`"] for bar in bars
    ]
    head: tuple[str, ...] = ("Dimension", "Score", "Asks for", "")
    if all(bar.need is None for bar in bars):
        head, rows = ("Dimension", "Score", ""), [[row[0], row[1], row[3]] for row in rows]
    return _table(head, rows)


def _score(bar: Bar) -> str:
    return str(bar.low) if bar.low == bar.high else f"{bar.low} to {bar.high}"


def _drawn(bar: Bar) -> str:
    """Draw ten cells: full up to the low end, half-tone where the score is open, and a tick at the minimum."""
    cells = [_cell(bar, 10 * number) for number in range(10)]
    if bar.need is not None:
        cells.insert(min(10, round(bar.need / 10)), "│")
    return "".join(cells)


def _cell(bar: Bar, start: int) -> str:
    if bar.low >= start + 10:
        return "█"
    if bar.high > start:
        return "▌" if bar.low == bar.high else "▒"
    return "░"


# --- Lines ------------------------------------------------------------------------------------------------------------


def _paragraph(line: Line) -> str:
    return at_line_start(_line(line))


def _line(line: Line, *, in_table: bool = False) -> str:
    return "".join(_span(span, in_table=in_table) for span in line).strip()


def _span(span: Span, *, in_table: bool) -> str:
    match span:
        case Plain(text) | Typed(text):
            return _padded(text, inline(text))
        case Strong(text):
            return f"**{inline(text)}**"
        case Emphasis(text):
            return f"*{inline(text)}*"
        case Code(text):
            return code_span(text, in_table=in_table)
        case Ref(number):
            return f"[{number}]"
        case Link(url):
            return _link(url)


def _padded(text: str, markdown: str) -> str:
    """Keep the space at either end, which joins a span to its neighbours."""
    if not text.strip():
        return " " if text else ""
    return (" " if text[0].isspace() else "") + markdown + (" " if text[-1].isspace() else "")


def _link(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\\|`\"]+", url):
        return inline(url)
    return f"<{url}>"

"""A report goes in, text for a terminal comes out: the verdict on one screen, or the whole report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from mlgate.problem import visible
from mlgate.rendering.columns import Piece, Row, padded, row_width, table, width_of, wrapped
from mlgate.rendering.safety import lines_of, one_line
from mlgate.report.layout import (
    Bar,
    Bars,
    Block,
    Bullets,
    Code,
    Depends,
    Emphasis,
    Line,
    Link,
    Listing,
    Mark,
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
from mlgate.report.recompute import BEGIN, END
from mlgate.values import value

TALLEST = 24  # lines of the one screen
NARROWEST = 30
BAR_ROOM = 30  # columns of a bar with its score and the gaps
LABEL = 9  # columns of "Why", "For ML", "Next"


@value
class Glyphs:
    """The characters that we draw with; what people typed is not touched."""

    rule: str
    full: str
    half: str
    part: str
    empty: str
    tick: str
    dot: str
    ellipsis: str


UNICODE = Glyphs("━", "█", "▌", "▒", "░", "│", "•", "…")
ASCII = Glyphs("=", "#", "#", "+", ".", "|", "-", "...")

# Word, sign and colour say the same thing, so that none of them is needed.
_STYLES = {
    "strong": "1",
    "dim": "2",
    "heading": "1;36",
    "against": "31",
    "for": "32",
    "open": "33",
}
_SIGNS = {"against": "-", "for": "+", "open": "?"}


def glyphs_for(encoding: str) -> Glyphs:
    """Choose the characters that an encoding can say."""
    drawn = "".join((UNICODE.rule, UNICODE.full, UNICODE.part, UNICODE.tick, UNICODE.dot, UNICODE.ellipsis, "·"))
    try:
        drawn.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def screen(
    report: Report,
    width: int = 80,
    *,
    colour: bool = False,
    glyphs: Glyphs = UNICODE,
    written: Sequence[tuple[str, str]] = (),
    tallest: int = TALLEST,
) -> str:
    """Write the verdict on one screen of at most `tallest` lines.

    `written` names the files that were written and what they are.
    Text wraps; where that would need a second screen, the reasons and open questions that weigh least give way.
    """
    width = max(NARROWEST, width)
    rows: list[Row] = []
    for most in _SHARES:
        rows = _screen(report, width, glyphs, most, written)
        if len(rows) <= tallest:
            break
    return _text(rows[:tallest], colour, glyphs)


def full(report: Report, width: int = 80, *, colour: bool = False, glyphs: Glyphs = UNICODE) -> str:
    """Write the whole report."""
    width = max(NARROWEST, width)
    rows = [*wrapped(_pieces(report.title, "heading"), width), *wrapped(_pieces(report.byline, "dim"), width)]
    for content in (report.recommendation, report.decision):
        rows += [(), *wrapped(_pieces(content), width)] if content else []
    for section in report.sections:
        rows += _section(section, f"{section.number}. ", width, glyphs)
    for section in report.appendices:
        rows += _section(section, f"Appendix {section.number}. ", width, glyphs)
    return _text(rows, colour, glyphs)


# --- The one screen ---------------------------------------------------------------------------------------------------


@value
class _Share:
    """How many lines the parts of the screen may take."""

    against: int
    favour: int
    depends: int
    lines: int
    lead: int


# Whole reasons and questions give way before a line of those that stay is cut.
_SHARES = (
    _Share(3, 3, 3, 4, 4),
    _Share(3, 2, 3, 4, 3),
    _Share(2, 2, 3, 4, 3),
    _Share(2, 2, 2, 4, 3),
    _Share(2, 1, 2, 3, 3),
    _Share(2, 1, 1, 3, 3),
    _Share(1, 1, 1, 3, 2),
    _Share(1, 1, 1, 2, 2),
    _Share(1, 1, 1, 1, 1),
)


def _screen(report: Report, width: int, glyphs: Glyphs, most: _Share, written: Sequence[tuple[str, str]]) -> list[Row]:
    shown = report.summary
    rows = [_ruled(shown.project, width, glyphs), (), *_headline(shown.headline, shown.standing, width)]
    rows += _indented(_pieces(shown.lead), width, 2, most.lead)
    reasons = _marks("Why", shown.against[: most.against], width, most.lines)
    reasons += _marks("For ML", shown.favour[: most.favour], width, most.lines)
    outlook = _outlook(shown.could_become, shown.depends[: most.depends], width, most.lines)
    ending = _labelled("Next", _pieces(shown.next), width, LABEL, most.lines + 1) if shown.next else []
    if written:
        files = "; ".join(f"{name} ({what})" for name, what in written)
        ending += _labelled("Written", [(one_line(files), "")], width, LABEL, 2)
    for part in (reasons, outlook, ending):
        rows += [(), *part] if part else []
    return rows


def _ruled(title: str, width: int, glyphs: Glyphs) -> Row:
    """Write a title in a rule across the screen; a long one is cut, since the report has it in full."""
    name = wrapped([(one_line(title), "strong")], width - 6, 1)[0]
    rest = width - 4 - row_width(name)
    return ((glyphs.rule * 2 + " ", "dim"), *name, (" " + glyphs.rule * rest, "dim"))


def _headline(headline: str, standing: str, width: int) -> list[Row]:
    rows = _indented([(one_line(headline).upper() + ".", "strong")], width, 2, 3)
    room = width - row_width(rows[0]) - width_of(standing)
    if len(rows) == 1 and room >= 2:
        return [(*rows[0], (" " * room, ""), (standing, "open" if standing == "provisional" else "for"))]
    return [*rows, ((f"  ({standing})", ""),)]


def _marks(label: str, marks: Sequence[Mark], width: int, most: int) -> list[Row]:
    """Write reasons: sign, statement, and the rule at the right edge where it fits."""
    rows: list[Row] = []
    for number, mark in enumerate(marks):
        lead: Row = ((f"  {label if number == 0 else '':<{LABEL}}", "dim"), (_SIGNS[mark.sign] + " ", mark.sign))
        rule = f"[{one_line(mark.rule)}]"
        room = width - row_width(lead) - width_of(rule) - 1
        beside = room >= 30
        text = wrapped(_pieces(_bare(mark.statement)), room if beside else width - row_width(lead), most)
        for place, row in enumerate(text):
            start: Row = lead if place == 0 else ((" " * row_width(lead), ""),)
            whole = (*start, *row)
            if beside and place == 0:
                gap = width - row_width(whole) - width_of(rule)
                whole = (*whole, (" " * gap, ""), (rule, "dim"))
            rows.append(whole)
    return rows


def _bare(content: Line) -> Line:
    """Drop the full stop of a statement, which stands in a list here."""
    if content and isinstance(content[-1], Plain) and content[-1].text.endswith("."):
        return (*content[:-1], Plain(content[-1].text[:-1]))
    return content


def _outlook(could_become: Line, depends: Sequence[Depends], width: int, most: int) -> list[Row]:
    """Write what else is possible and what that depends on; a narrow screen has shorter labels."""
    wide = width >= 70
    column, first, second = (21, "Could still become", "It depends on") if wide else (LABEL, "Could be", "Find out")
    rows = _labelled(first, _pieces(could_become), width, column, most + 1) if could_become else []
    for number, item in enumerate(depends, start=1):
        lead = f"  {second if number == 1 else '':<{column}}{number} "
        effort = one_line(item.effort)
        text = wrapped(_pieces(item.question), max(10, width - len(lead) - width_of(effort) - 2), most)
        for place, row in enumerate(text):
            whole: Row = ((lead if place == 0 else " " * len(lead), "dim"), *row)
            if place == 0 and effort:
                whole = (*padded(whole, width - width_of(effort)), (effort, "dim"))
            rows.append(whole)
    return rows


def _labelled(label: str, pieces: Iterable[Piece], width: int, column: int, most: int) -> list[Row]:
    rows = wrapped(pieces, width - column - 2, most)
    return [((f"  {label if number == 0 else '':<{column}}", "dim"), *row) for number, row in enumerate(rows)]


def _indented(pieces: Iterable[Piece], width: int, by: int, most: int | None = None) -> list[Row]:
    return [((" " * by, ""), *row) if row else () for row in wrapped(pieces, width - by, most)]


# --- The whole report -------------------------------------------------------------------------------------------------


def _section(section: Section, prefix: str, width: int, glyphs: Glyphs) -> list[Row]:
    rows: list[Row] = [(), _ruled(prefix + section.title, width, glyphs)]
    for block in section.blocks:
        rows += [(), *_block(block, width, glyphs)]
    return rows


def _block(block: Block, width: int, glyphs: Glyphs) -> list[Row]:
    match block:
        case Paragraph(content):
            return wrapped(_pieces(content), width)
        case Bullets(items, numbered):
            marks = [f"{number}." if numbered else glyphs.dot for number in range(1, len(items) + 1)]
            return [row for mark, item in zip(marks, items, strict=True) for row in _bullet(mark, item, width)]
        case Table():
            return _table(block, width)
        case Listing(_, text, True):
            return [((BEGIN, ""),), *_copied(text, visible), ((END, ""),)]
        case Listing(_, text):
            return _copied(text, lines_of)
        case Quotation(title, text):
            quoted = [row for part in lines_of(text).split("\n") for row in _indented([(part, "")], width, 4)]
            return [*wrapped(_pieces(title, "strong"), width), *quoted]
        case Bars(bars):
            return _bars(bars, width, glyphs)


def _bullet(mark: str, item: Line, width: int) -> list[Row]:
    indent = len(mark) + 1
    rows = wrapped(_pieces(item), width - indent)
    return [(((mark if place == 0 else "").ljust(indent), ""), *row) for place, row in enumerate(rows)]


def _copied(text: str, clean: Callable[[str], str]) -> list[Row]:
    """Write lines as they are, moved in by two columns and never wrapped, so that they can be copied."""
    return [(("  " + clean(part), "copied"),) for part in text.removesuffix("\n").split("\n")]


def _table(block: Table, width: int) -> list[Row]:
    """Lay out a table in columns; where they would be too narrow to read, write each row as a small list."""
    columns = len(block.head)
    if width < 20 * columns:
        return _stacked(block, width)
    head = [[(title, "dim")] for title in block.head]
    body = [_cells(row, block.row_heads) for row in block.rows]
    return table([head, *body], width)


def _cells(row: tuple[Line, ...], row_heads: bool) -> list[list[Piece]]:
    return [_pieces(cell, "strong" if row_heads and place == 0 else "") for place, cell in enumerate(row)]


def _stacked(block: Table, width: int) -> list[Row]:
    rows: list[Row] = []
    for row in block.rows:
        for place, (title, cell) in enumerate(zip(block.head, row, strict=True)):
            if not cell:
                continue
            lead: list[Piece] = [(f"{title}: ", "dim")] if title and place else []
            rows += _indented([*lead, *_pieces(cell, "" if place else "strong")], width, 2 if place else 0)
    return rows


def _bars(bars: Sequence[Bar], width: int, glyphs: Glyphs) -> list[Row]:
    """Draw each dimension beside its title, or below it on a narrow screen."""
    longest = max((width_of(one_line(bar.title)) for bar in bars), default=0)
    room = min(longest, width - BAR_ROOM)
    rows: list[Row] = []
    for bar in bars:
        score = str(bar.low) if bar.low == bar.high else f"{bar.low} to {bar.high}"
        words = score if bar.need is None else f"{score} of {bar.need}"
        drawn: Row = ((_drawn(bar, glyphs), _bar_style(bar)), (f"  {words}", ""))
        if room < min(longest, 10):
            rows += [*wrapped([(one_line(bar.title), "strong")], width), drawn]
        else:
            rows.append((*padded(wrapped([(one_line(bar.title), "strong")], room, 1)[0], room + 2), *drawn))
    return rows


def _bar_style(bar: Bar) -> str:
    if bar.need is None:
        return ""
    return "for" if bar.low >= bar.need else "open" if bar.high >= bar.need else "against"


def _drawn(bar: Bar, glyphs: Glyphs) -> str:
    """Draw ten cells: full up to the low end, half-tone where the score is open, and a tick at the minimum."""
    cells = []
    for start in range(0, 100, 10):
        half = glyphs.half if bar.low == bar.high else glyphs.part
        cells.append(glyphs.full if bar.low >= start + 10 else half if bar.high > start else glyphs.empty)
    cells.insert(10 if bar.need is None else min(10, round(bar.need / 10)), " " if bar.need is None else glyphs.tick)
    return "".join(cells)


# --- Lines ------------------------------------------------------------------------------------------------------------


def _pieces(content: Line, style: str = "") -> list[Piece]:
    return [piece for span in content if (piece := _piece(span, style))[0]]


def _piece(span: Span, style: str) -> Piece:
    match span:
        case Strong(text):
            return _kept_ends(text), style or "strong"
        case Plain(text) | Typed(text) | Code(text) | Emphasis(text):
            return _kept_ends(text), style
        case Ref(number):
            return f"[{number}]", "dim"
        case Link(url):
            return one_line(url), style


def _kept_ends(text: str) -> str:
    """Clean a text but keep the space at its ends, which joins it to its neighbours."""
    words = one_line(text)
    if not words:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else "")


def _text(rows: Iterable[Row], colour: bool, glyphs: Glyphs) -> str:
    """Join styled lines; nothing but our own styling can put an escape sequence there."""
    write = partial(_line, colour=colour)
    text = "\n".join(map(write, rows)) + "\n"
    if glyphs is ASCII:
        text = text.replace("…", "...").replace(" · ", " - ")
    return text


def _line(row: Row, colour: bool) -> str:
    if row and row[0][1] == "copied":  # letter by letter, trailing spaces included
        return row[0][0]
    shown = (_styled(text, style) if colour else text for text, style in row)
    return "".join(shown).rstrip()


def _styled(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if style in _STYLES and text.strip() else text

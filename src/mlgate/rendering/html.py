"""A report goes in, one self-contained page comes out: no script, nothing loaded, light and dark, fit for print."""

from __future__ import annotations

import re
from html import escape as escape_html

from mlgate.rendering.html_style import STYLE
from mlgate.rendering.safety import lines_of, one_line
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

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(report: Report) -> str:
    """Write the whole report as one page."""
    title = escape(" ".join(_words(report.title).split()))
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{title}</title>",
        f"<style>\n{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<header>\n<h1>{_line(report.title)}</h1>",
        f'<p class="byline">{_line(report.byline)}</p>\n</header>',
        *_decision(report),
        *(_section(section, f"{section.number}. ", "page") for section in report.sections),
        *(_section(section, f"Appendix {section.number}. ", "appendix") for section in report.appendices),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Escape text for an element or an attribute; steering characters are dropped."""
    return escape_html(lines_of(text), quote=True)


def _decision(report: Report) -> list[str]:
    lines = [f"<p>{_line(line)}</p>" for line in (report.recommendation, report.decision) if line]
    return ['<div class="decision">', *lines, "</div>"] if lines else []


def _section(section: Section, prefix: str, kind: str) -> str:
    name = f"section-{section.number.lower()}"
    heading = f'<h2 id="{name}">{escape(prefix + one_line(section.title))}</h2>'
    opening = f'<section class="{kind}" aria-labelledby="{name}">'
    return "\n".join([opening, heading, *map(_block, section.blocks), "</section>"])


# --- Blocks -----------------------------------------------------------------------------------------------------------


def _block(block: Block) -> str:
    match block:
        case Paragraph(line):
            return f"<p>{_line(line)}</p>"
        case Bullets(items, numbered):
            tag = "ol" if numbered else "ul"
            ids = [f' id="source-{number}"' if numbered else "" for number in range(1, len(items) + 1)]
            rows = (f"<li{name}>{_line(item)}</li>" for name, item in zip(ids, items, strict=True))
            return "\n".join([f"<{tag}>", *rows, f"</{tag}>"])
        case Table():
            return _table(block)
        case Listing(_, text, answers):
            return f'<pre id="answers">{escape_html(text)}</pre>' if answers else f"<pre>{escape(text)}</pre>"
        case Quotation(title, text):
            quoted = f"<blockquote>{escape(text)}</blockquote>"
            return f"<figure>\n<figcaption>{_line(title)}</figcaption>\n{quoted}\n</figure>"
        case Bars(bars):
            return _bars(bars)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(title)}</th>' if title else "<td></td>" for title in table.head)
    rows = [_row(row, table.row_heads) for row in table.rows]
    return _framed(head, rows)


def _framed(head: str, rows: list[str]) -> str:
    parts = [
        '<div class="wide"><table>',
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
        *rows,
        "</tbody>",
        "</table></div>",
    ]
    return "\n".join(parts)


def _row(row: tuple[Line, ...], row_heads: bool) -> str:
    cells = [f"<td>{_line(cell)}</td>" for cell in row]
    if row_heads and row:
        cells[0] = f'<th scope="row">{_line(row[0])}</th>'
    return f"<tr>{''.join(cells)}</tr>"


# --- Bars -------------------------------------------------------------------------------------------------------------


def _bars(bars: tuple[Bar, ...]) -> str:
    asked = any(bar.need is not None for bar in bars)
    titles = ["Dimension", "Score", *(["Asks for"] if asked else []), "0 to 100"]
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    return _framed(head, [_bar_row(bar, asked) for bar in bars])


def _bar_row(bar: Bar, asked: bool) -> str:
    score = f"{bar.low} to {bar.high}" if bar.low != bar.high else str(bar.low)
    need = f'<td class="number">{"" if bar.need is None else bar.need}</td>' if asked else ""
    name = f'<th scope="row">{escape(bar.title)}</th>'
    return f'<tr>{name}<td class="number">{score}</td>{need}<td>{_drawn(bar, score)}</td></tr>'


def _drawn(bar: Bar, score: str) -> str:
    """Draw one bar: solid up to the low end, half-tone up to the high end, and a tick at the minimum."""
    words = f"{bar.title}: {score} of 100" + (f", asked for: {bar.need}" if bar.need is not None else "")
    shapes = ['<rect class="track" width="200" height="10" y="2" rx="2"/>']
    if bar.high > bar.low:
        shapes.append(f'<rect class="open" width="{2 * bar.high}" height="10" y="2" rx="2"/>')
    shapes.append(f'<rect class="sure" width="{2 * bar.low}" height="10" y="2" rx="2"/>')
    if bar.need is not None:
        shapes.append(f'<rect class="tick" x="{min(198, max(0, 2 * bar.need - 1))}" width="2" height="14"/>')
    title = f"<title>{escape(words)}</title>"
    return f'<svg viewBox="0 0 200 14" width="200" height="14" role="img">{title}{"".join(shapes)}</svg>'


# --- Lines ------------------------------------------------------------------------------------------------------------


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line).strip()


def _span(span: Span) -> str:
    match span:
        case Plain(text):
            return escape(text)
        case Typed(text):
            return f"<bdi>{escape(text)}</bdi>"
        case Strong(text):
            return f"<strong>{escape(text)}</strong>"
        case Emphasis(text):
            return f"<em>{escape(text)}</em>"
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Ref(number):
            return f'<a class="ref" href="#source-{number}">[{number}]</a>'
        case Link(url):
            return _link(url)


def _link(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\\|`\"]+", url):
        return escape(url)
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(url)}</a>'


def _words(line: Line) -> str:
    return "".join(
        f"[{span.number}]" if isinstance(span, Ref) else span.url if isinstance(span, Link) else span.text
        for span in line
    )

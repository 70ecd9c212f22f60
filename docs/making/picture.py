"""What a command prints in colour in; a picture of the terminal as SVG out, without scripts and without fonts of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from making.session import Session, empty_folder

COLUMN, LINE, MARGIN = 8.4, 18, 16
COLOURS = {"1": "#ffffff", "2": "#8b949e", "31": "#ff7b72", "32": "#56d364", "33": "#e3b341", "36": "#76e3ea"}
WORDS = re.compile(r"\S+(?: \S+)*")
PIECE = re.compile(r"\x1b\[(?P<codes>[0-9;]*)m|(?P<text>[^\x1b]+)")


def verdict() -> str:
    """Draw the verdict of the churn example."""
    command = "mlgate assess --example churn"
    with empty_folder():
        output = Session().run(f"{command} --color always")
    return picture(f"$ {command}\n\n{output}", "The verdict of mlgate on the example project Churn early warning")


def picture(text: str, title: str) -> str:
    """Draw a text with colours."""
    lines = text.rstrip("\n").split("\n")
    columns = max(len(PIECE.sub(lambda piece: piece["text"] or "", line)) for line in lines)
    width, height = round(columns * COLUMN + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
    rows = "".join(row for number, line in enumerate(lines) for row in _row(line, MARGIN + (number + 0.75) * LINE))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(title)}">\n<title>{escape(title)}</title>\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>\n'
        f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14"'
        f' fill="#d0d7de">\n{rows}</g>\n</svg>\n'
    )


def _row(line: str, y: float) -> Iterator[str]:
    """Draw one line; `textLength` keeps every piece in its columns, whatever font there is."""
    column, style = 0, ""
    for piece in PIECE.finditer(line):
        text = piece["text"]
        if text is None:
            style = _style(piece["codes"].split(";"))
            continue
        for words in WORDS.finditer(text):  # gaps are left out: a renderer may close them
            x, shown = MARGIN + (column + words.start()) * COLUMN, words[0]
            length = f'textLength="{len(shown) * COLUMN:.1f}" lengthAdjust="spacingAndGlyphs"'
            yield f'<text x="{x:.1f}" y="{y:.1f}" {length}{style}>{escape(shown, quote=False)}</text>\n'
        column += len(text)


def _style(codes: list[str]) -> str:
    colours = [COLOURS[code] for code in codes if code in COLOURS]
    bold = ' font-weight="bold"' if "1" in codes else ""
    return f'{bold} fill="{colours[-1]}"' if colours else ""

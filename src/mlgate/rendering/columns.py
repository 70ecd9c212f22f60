"""Words with a style go in; lines that fit a number of terminal columns come out, wrapped and never cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

Piece = tuple[str, str]  # text and style
Row = tuple[Piece, ...]

READABLE = 16  # columns below which a cell becomes a ladder of words


def width_of(text: str) -> int:
    """Count terminal columns: two for wide characters, none for marks that sit on the one before."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def row_width(row: Row) -> int:
    """Count the columns of a styled line."""
    return sum(width_of(text) for text, _ in row)


def padded(row: Row, width: int) -> Row:
    """Fill a styled line with spaces up to a width."""
    missing = width - row_width(row)
    return (*row, (" " * missing, "")) if missing > 0 else row


def wrapped(pieces: Iterable[Piece], width: int, most: int | None = None) -> list[Row]:
    """Break styled text at spaces into lines of at most `width` columns; more than `most` lines end in an ellipsis."""
    lines: list[list[Piece]] = [[]]
    room = width
    for word in _words(pieces, max(1, width)):
        size = sum(width_of(text) for text, _ in word)
        if lines[-1] and size + 1 > room:
            lines.append([])
            room = width
        if lines[-1]:
            lines[-1].append((" ", word[0][1] if word[0][1] == lines[-1][-1][1] else ""))
            room -= 1
        lines[-1] += word
        room -= size
    rows = [tuple(line) for line in lines]
    if most is None or len(rows) <= most:
        return rows
    return [*rows[: most - 1], _with_ellipsis(rows[most - 1], width)]


def _words(pieces: Iterable[Piece], width: int) -> list[list[Piece]]:
    """Cut styled text into words, each a run of pieces; a word wider than a line is cut into lines."""
    words: list[list[Piece]] = [[]]
    for text, style in pieces:
        for number, part in enumerate(text.split(" ")):
            if number and words[-1]:
                words.append([])
            if part:
                words[-1].append((part, style))
    return [piece for word in words if word for piece in _cut(word, width)]


def _cut(word: list[Piece], width: int) -> list[list[Piece]]:
    if sum(width_of(text) for text, _ in word) <= width:
        return [word]
    parts: list[list[Piece]] = [[]]
    used = 0
    for text, style in word:
        start = 0
        for place, character in enumerate(text):
            size = _columns(character)
            if used + size > width:
                parts[-1].append((text[start:place], style))
                parts.append([])
                start, used = place, 0
            used += size
        parts[-1].append((text[start:], style))
    return [[piece for piece in part if piece[0]] for part in parts if any(text for text, _ in part)]


def _with_ellipsis(row: Row, width: int) -> Row:
    """End a line with an ellipsis, giving up its last characters where it is full."""
    pieces = list(row)
    while pieces and row_width(tuple(pieces)) > width - 1:
        text, style = pieces.pop()
        if len(text) > 1:
            pieces.append((text[:-1].rstrip(), style))
    return (*pieces, ("…", pieces[-1][1] if pieces else ""))


def table(rows: Sequence[Sequence[Sequence[Piece]]], width: int, gap: int = 2) -> list[Row]:
    """Lay out a table in columns that fit `width`; cells wrap. Rows are cells, cells are styled text."""
    widths = _widths(rows, width, gap)
    lines: list[Row] = []
    for row in rows:
        cells = [wrapped(cell, room) for cell, room in zip(row, widths, strict=True)]
        for number in range(max(len(cell) for cell in cells)):
            parts = [cell[number] if number < len(cell) else () for cell in cells]
            spaced = [padded(part, room + gap) for part, room in zip(parts[:-1], widths[:-1], strict=True)]
            lines.append(tuple(piece for part in (*spaced, parts[-1]) for piece in part))
    return lines


def _widths(rows: Sequence[Sequence[Sequence[Piece]]], width: int, gap: int) -> list[int]:
    """Give each column what its longest cell needs; where that is too much, share the room by need above a floor."""
    count = len(rows[0])
    needed = [max(1, *(row_width(tuple(row[column])) for row in rows)) for column in range(count)]
    room = max(count, width - gap * (count - 1))
    if sum(needed) <= room:
        return needed
    floor = min(READABLE, room // count)
    widths = [min(size, floor) for size in needed]
    left, wanting = room - sum(widths), sum(needed) - sum(widths)
    widths = [size + left * (need - size) // wanting for size, need in zip(widths, needed, strict=True)]
    widths[widths.index(max(widths))] += room - sum(widths)
    return widths

"""Rule-file text, typed text and an encoding go in; lines and marks that are safe to show in it come out."""

from __future__ import annotations

import unicodedata

from mlgate.problem import visible
from mlgate.values import value


@value
class Marks:
    """The marks of the interview; each has a form for encodings that are not Unicode."""

    rule: str
    pointer: str
    done: str
    back: str
    arrows: str
    dash: str


UNICODE = Marks(rule="─", pointer="❯", done="✓", back="↩", arrows="↑↓", dash="──")
ASCII = Marks(rule="-", pointer=">", done="ok", back="<-", arrows="Up, Down", dash="--")


def marks_for(encoding: str | None) -> Marks:
    """Choose the marks that this encoding can write."""
    return UNICODE if (encoding or "").lower().replace("-", "").replace("_", "").startswith("utf") else ASCII


def lines_of(text: str) -> list[str]:
    """Split a text at its line ends and make each line safe to show."""
    return [visible(line) for line in text.split("\n")] if text else []


def entitled(title: str, text: str) -> str:
    """Put a title before a text, with a colon unless it ends in a mark of its own."""
    return f"{title} {text}" if title.endswith(("?", "!", ":")) else f"{title}: {text}"


def width_of(text: str) -> int:
    """Count the columns of a terminal that a text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Wrap a text at its spaces; a word that is wider than a line is broken, so that nothing is ever cut off."""
    width = max(width, 8)
    wrapped: list[str] = []
    for line in lines_of(text):
        wrapped += _wrapped(line, width)
    return wrapped


def _wrapped(line: str, width: int) -> list[str]:
    lines, current = [], ""
    for word in line.split():
        for piece in _pieces(word, width):
            if not current:
                current = piece
            elif width_of(current) + 1 + width_of(piece) <= width:
                current = f"{current} {piece}"
            else:
                lines.append(current)
                current = piece
    return [*lines, current]


def _pieces(word: str, width: int) -> list[str]:
    """Break a word that is wider than a line."""
    pieces, piece = [], ""
    for character in word:
        if width_of(piece + character) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]


def hang(text: str, width: int, first: str, rest: str | None = None) -> list[str]:
    """Wrap a text behind a first indent; further lines stand under the text, or behind `rest`."""
    indent = " " * width_of(first) if rest is None else rest
    lines = wrap(text, width - max(width_of(first), width_of(indent))) or [""]
    return [first + lines[0], *(indent + line for line in lines[1:])]


def rule(counter: str, title: str, width: int, marks: Marks) -> str:
    """Draw the line above a question: `[1 of at most 12] Decision ─────`."""
    words = " ".join(part for part in (f"[{counter}]" if counter else "", visible(title)) if part)
    lines = wrap(words, width - 4) or [""]
    last = lines[-1]
    lines[-1] = f"{last} {marks.rule * max(3, width - width_of(last) - 1)}"
    return "\n".join(lines)

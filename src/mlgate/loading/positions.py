"""A YAML scalar as written and its value go in; the index in the source of each character of the value comes out."""

import re
from collections.abc import Iterator
from itertools import islice

_FOLD = re.compile(r"[ \t]*\n[ \t\n]*")  # a line break in a plain or quoted text, with the blanks around it
_CONTINUATION = re.compile(r"\\\n[ \t\n]*")  # an escaped line break in double quotes
_ESCAPE_LENGTH = {"x": 4, "u": 6, "U": 10}
_BLANK = (" ", "\t")


def places(source: str, start: int, style: str, value: str) -> tuple[int, ...]:
    """For each character of `value`, and once more for its end, the index in `source` where it is written.

    `start` is the index of the first character of the scalar, quote or block sign included; `style` is "" for a
    plain scalar, else one of ' " | >.
    """
    written = _block(source, start, style == ">", value) if style in ("|", ">") else _flow(source, start, style)
    quoted = style in ("'", '"')  # the place after the last character is then the closing quote
    found = tuple(islice(written, len(value) + quoted))
    end = found[-1] + 1 if found else start
    return found + (end,) * (len(value) + 1 - len(found))


def _flow(source: str, at: int, style: str) -> Iterator[int]:
    """Plain and quoted text: breaks are folded, a doubled quote or an escape is one character."""
    at += len(style)
    while at < len(source):
        if fold := _FOLD.match(source, at):
            breaks = _breaks(source, fold)
            yield from breaks[1:] or breaks
            at = fold.end()
        elif style == "'" and source.startswith("''", at):
            yield at
            at += 2
        elif style != '"' or source[at] != "\\":
            yield at
            at += 1
        elif continuation := _CONTINUATION.match(source, at):
            yield from _breaks(source, continuation)[1:]
            at = continuation.end()
        else:
            yield at
            at += _ESCAPE_LENGTH.get(source[at + 1 : at + 2], 2)


def _breaks(source: str, match: re.Match[str]) -> list[int]:
    return [index for index in range(match.start(), match.end()) if source[index] == "\n"]


def _block(source: str, at: int, folded: bool, value: str) -> Iterator[int]:
    """Literal and folded text: the indentation goes, and in folded text a single break becomes a space."""
    at = _line_end(source, at) + 1
    indent = _indentation(source, at, value)
    last = -1  # the break that ended the last line with text
    flush = False  # whether that line began without a blank, so that its break may be folded
    empty: list[int] = []  # the breaks of the empty lines since
    while at < len(source):
        end = _line_end(source, at)
        body = at + indent
        if end <= body and not source[at:end].strip(" "):
            empty.append(end)
        elif source[at:body].strip(" "):
            break
        else:
            flush_now = source[body] not in _BLANK
            if last >= 0 and not (folded and flush and flush_now and empty):
                yield last
            yield from empty
            yield from range(body, end)
            last, flush, empty = end, flush_now, []
        at = end + 1
    if last >= 0:
        yield last
    yield from empty


def _line_end(source: str, at: int) -> int:
    end = source.find("\n", at)
    return len(source) if end < 0 else end


def _indentation(source: str, at: int, value: str) -> int:
    """Columns taken off each line: those the first line with text has in the source but not in the value."""
    first = next((line for line in source[at:].split("\n") if line.strip(" ")), "")
    kept = next((line for line in value.split("\n") if line.strip(" ")), "")
    return (len(first) - len(first.lstrip(" "))) - (len(kept) - len(kept.lstrip(" ")))

"""An error of the YAML parser and the text it was reading go in; a sentence about the slip behind it comes out.

Of the parser's words only those are looked at that the C parser and the pure one share; the rest is read from the
text at the place of the error, so that both give the same sentence.
"""

import re
from typing import Any

from mlgate.problem import quote
from mlgate.values import value

DEEPEST = 40
QUOTES = "put the whole text in quotes: '...', and write '' for a quote inside"
_SIGNED = ("alias", "anchor", "tag", "block scalar")  # what begins with * & ! | >
_ESCAPE = re.compile(
    r"""\\(?:x[0-9A-Fa-f]{2}|u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|U(?:000[0-9A-Fa-f]|0010)(?!0000[dD][89A-Fa-f])[0-9A-Fa-f]{4}"""
    r"""|[0abt\tnvfre "\\/N_LP\n])"""
)
_WRITTEN_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{0,4}|U[0-9A-Fa-f]{0,8}|.)")
_IN_QUOTES = re.compile(r"""'[^'\n]*'|"(?:\\.|[^"\\\n])*"|(?<!\S)#[^\n]*""")


@value
class Slip:
    """What the author most likely did: the marked part of the text as index and length, a sentence, and the way out."""

    at: int
    length: int
    message: str
    help: str = ""


@value
class Progress:
    """How far the parser came: the last scalar (index, end, style) and the brackets that are open, as indexes."""

    start: int = 0
    end: int = 0
    style: str = ""
    brackets: tuple[int, ...] = ()


def explain(error: Any, source: str, progress: Progress) -> Slip:
    """The slip behind a yaml.YAMLError, or a general sentence with the place where the parser stopped."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # the pure parser lets chr() fail on an escape that is too large
        return bad_escape(source, source.find('"', progress.end)) or _unknown(progress.end)
    at: int = min(mark.index, len(source))
    problem, context = str(error.problem or ""), str(error.context or "")
    begin: int = error.context_mark.index if error.context_mark else at
    return (
        _nesting(source, at, problem, progress)
        or tab(source, progress.end, at + 1)
        or _quoted(source, begin, context)
        or _sign(source, at, begin, problem, context)
        or _after_quote(source, at, progress)
        or _bracket(source, at, progress)
        or _colon(source, at, problem, context, begin, progress)
        or _indentation(source, at, begin, context)
        or _unknown(at)
    )


def _unknown(at: int) -> Slip:
    return Slip(at, 1, "this is not valid YAML", "a quote, a bracket or a space may be missing just before this place")


def too_deep(at: int) -> Slip:
    """More levels than any of our files has use for."""
    return Slip(at, 1, f"this is nested more than {DEEPEST} levels deep", "use fewer levels")


def _nesting(source: str, at: int, problem: str, progress: Progress) -> Slip | None:
    """Brackets so deep that the C parser, which looks ahead, gives up before it hands on the first of them."""
    if "nesting depth" not in problem:
        return None
    levels = len(progress.brackets)
    for match in re.finditer(r"[\[{]", source[progress.end : at]):
        levels += 1
        if levels > DEEPEST:
            return too_deep(progress.end + match.start())
    return too_deep(at)


def tab(source: str, start: int, end: int) -> Slip | None:
    """The first tab in source[start:end] that is not in quotes or in a comment: the two parsers disagree on those."""
    if "\t" not in source[start:end]:
        return None
    hidden = _IN_QUOTES.sub(lambda match: "x" * len(match[0]), source[start:end])
    at = hidden.find("\t")
    return _tab_at(source, start + at) if at >= 0 else None


def tab_in_plain(source: str, start: int, end: int) -> Slip | None:
    """The first tab in the plain text source[start:end], which only the C parser takes."""
    at = source.find("\t", start, end)
    return _tab_at(source, at) if at >= 0 else None


def _tab_at(source: str, at: int) -> Slip:
    if source[source.rfind("\n", 0, at) + 1 : at].strip(" \t"):
        return Slip(
            at, 1, "a tab stands where YAML wants spaces", "replace it by a space, or put the whole text in quotes"
        )
    return Slip(at, 1, "a tab is used for indentation", "YAML wants spaces here")


def _quoted(source: str, begin: int, context: str) -> Slip | None:
    """A quote that is never closed, or a backslash that stands for nothing in double quotes."""
    if "quoted scalar" not in context:
        return None
    sign = source[begin : begin + 1]
    unclosed = Slip(begin, 1, f"this quote is never closed: {sign}", f"end the text with another {sign}")
    return (bad_escape(source, begin) if sign == '"' else None) or unclosed


def bad_escape(source: str, begin: int) -> Slip | None:
    """The first escape without a meaning in the double-quoted text that begins at `begin`."""
    at = begin + 1
    while at < len(source) and source[at] != '"':
        if source[at] != "\\":
            at += 1
        elif escape := _ESCAPE.match(source, at):
            at = escape.end()
        else:
            written = _WRITTEN_ESCAPE.match(source, at)
            length = len(written[0]) if written else 1
            return Slip(
                at,
                length,
                f"{quote(source[at : at + length])} has no meaning in double quotes",
                r"write '\\' for one backslash, or put the text in single quotes, where it is nothing special",
            )
    return None


def _sign(source: str, at: int, begin: int, problem: str, context: str) -> Slip | None:
    """An unquoted text that begins with a sign YAML keeps for itself."""
    if source[at : at + 1] == "\t":
        return _tab_at(source, at)
    if "cannot start any token" in problem or "mapping keys are not allowed" in problem:
        begin = at
    elif "tag handle" not in problem and not any(what in context for what in _SIGNED):
        return None
    sign = source[begin : begin + 1]
    return begins_with(sign, begin)


def begins_with(sign: str, at: int) -> Slip:
    """A text without quotes that begins with a sign YAML keeps for itself."""
    return Slip(at, 1, f"a text without quotes may not begin with {quote(sign)}", QUOTES)


def _after_quote(source: str, at: int, progress: Progress) -> Slip | None:
    """Text that goes on behind a closing quote, often because an earlier quote was not closed where it should be."""
    if progress.style not in ("'", '"') or source[progress.end : at].strip(" \t") or source[at : at + 1] in ("", "\n"):
        return None
    if source[at] in ",]}#" or (source[at] == ":" and progress.brackets):
        return None
    opened = source.count("\n", 0, progress.start) + 1
    closed = source.count("\n", 0, progress.end) + 1
    if closed > opened:
        return Slip(progress.start, 1, f"this quote is only closed in line {closed}", "close it where its text ends")
    if progress.brackets:
        return None  # a comma is missing
    return Slip(at, 1, "there is more text behind the closing quote", QUOTES)


def _bracket(source: str, at: int, progress: Progress) -> Slip | None:
    """A bracket that is missing, stands alone or does not match; a comma too many or too few."""
    found = source[at : at + 1]
    if not progress.brackets:
        if found and found in "]}":
            return Slip(at, 1, f"{quote(found)} has no opening bracket before it", QUOTES)
        return begins_with(found, at) if found == "," else None
    opening = progress.brackets[-1]
    sign = source[opening]
    closing = {"[": "]", "{": "}"}[sign]
    same_line = "\n" not in source[opening:at]
    if found and found in "]}" and found != closing:
        return Slip(at, 1, f"{quote(sign)} is closed by {quote(found)}", f"write {quote(closing)} here")
    if found == "," and not source[opening + 1 : at].rstrip().endswith(tuple("]}'\"")):
        return Slip(at, 1, "there is nothing before this comma", "remove the comma or write what is missing")
    if found == ":" and same_line:
        return _unquoted_colon(at)
    if same_line and closing in source[at:].split("\n", 1)[0]:
        return Slip(at, 1, f"a comma or {quote(closing)} is missing before this", QUOTES)
    return Slip(opening, 1, f"this bracket is never closed: {sign}", f"end it with {quote(closing)}")


def _unquoted_colon(at: int) -> Slip:
    return Slip(at, 1, "a text that contains ': ' must be in quotes", QUOTES)


def _colon(source: str, at: int, problem: str, context: str, begin: int, progress: Progress) -> Slip | None:
    """A colon too many, or a line that lacks one."""
    start = source.rfind("\n", 0, at) + 1
    if "mapping values are not allowed" in problem:
        if progress.start >= start:
            return _unquoted_colon(at)
        key = start + len(source[start:at]) - len(source[start:at].lstrip(" "))
        line = source.count("\n", 0, progress.start) + 1
        return Slip(
            key,
            max(1, at - key),
            f"this key belongs to the text that begins in line {line}, because it is indented further",
            "start it in the same column as the keys beside it, or put the text in quotes",
        )
    if "sequence entries are not allowed" in problem:
        way_out = "begin the list on a line of its own, or write it as [a, b]; a text that begins with '-' is in quotes"
        return Slip(at, 1, "a list cannot begin here", way_out)
    if "simple key" in context:
        line_text = source[begin:].split("\n", 1)[0]
        close = re.search(r"\w:(?=\S)", line_text)
        way_out = "put a space after the ':'" if close else "every line here is 'key: value'; put longer text in quotes"
        return Slip(begin, max(1, len(line_text.rstrip())), "this line has no ': ' after its key", way_out)
    return None


def _indentation(source: str, at: int, begin: int, context: str) -> Slip | None:
    """A line whose indentation fits no block that is open, or an item among keys and the other way round."""
    if "block mapping" not in context and "block collection" not in context:
        return None
    first = source.count("\n", 0, begin) + 1
    column = begin - (source.rfind("\n", 0, begin) + 1) + 1
    start = source.rfind("\n", 0, at) + 1
    here = at - start + 1
    if source[start:at].strip(" "):
        return None
    length = max(1, len(source[at:].split("\n", 1)[0].split(":", 1)[0].rstrip()))
    kind = "keys" if "mapping" in context else "list items"
    if source[at : at + 1] == ":":
        return Slip(at, 1, "there is no key before this ':'", "write 'key: value', or put the whole text in quotes")
    if here != column:
        message = f"the indentation of this line fits none of the {kind} above it"
        way_out = f"begin it in the same column as those it belongs to; the outer ones begin in column {column}"
        return Slip(at, length, message, f"{way_out}, see line {first}")
    if kind == "keys":
        return Slip(at, length, "a key is wanted here, not a list item", f"the keys begin in line {first}")
    return Slip(at, length, "a list item is wanted here", f"begin it with '- ', as in line {first}")

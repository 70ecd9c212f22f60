"""Any text goes in; Markdown that every reader shows as exactly that text comes out."""

import re

from mlgate.rendering.safety import lines_of, one_line

GAP = "\u200b"  # takes no room, and keeps GitHub from seeing a mention, an issue, a commit, an address or an emoji

_SYNTAX = re.compile(r"[\\`*_\[\]<>|~$]")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")
_LINE_START = re.compile(r"^([#+=-]|\d{1,9}(?=[.)]))")
# Each of these is followed by something that a forge would turn into a link, a mention or a picture.
_MAGIC = re.compile(
    r"@(?=\w)|#(?=\d)|(?i:\bGH-)(?=\d)|(?i:\b(?:https?|ftp|mailto|xmpp):)(?=\S)|(?i:\bwww\.)(?=\S)|:(?=[\w+-]+:)"
    r"|!(?=\[)"
)
_COMMIT = re.compile(r"\b(?![0-9]+\b)[0-9a-fA-F]{7,40}\b")
_BACKTICKS = re.compile(r"`+")


def inline(text: str) -> str:
    """Escape text that stands inside a line: in a table cell, a heading or the middle of a paragraph."""
    text = _COMMIT.sub(lambda match: GAP.join(re.findall(".{1,6}", match[0])), one_line(text))
    text = _MAGIC.sub(lambda match: match[0] + GAP, text)
    text = _SYNTAX.sub(lambda match: "\\" + match[0], text)
    return _ENTITY.sub(r"\\&", text)


def at_line_start(markdown: str) -> str:
    """Escape what would make a heading, a list or an underline of a line that begins like this."""
    return _LINE_START.sub(lambda match: match[1] + "\\" if match[1].isdigit() else "\\" + match[1], markdown)


def in_heading(markdown: str) -> str:
    """Escape the `#` that would close a heading."""
    return re.sub(r"(?<!\\)(#+)$", lambda match: "\\#" * len(match[1]), markdown)


def code_span(text: str, *, in_table: bool = False) -> str:
    """Give text letter by letter, in as many backticks as it needs."""
    text = one_line(text)
    ticks = "`" * (longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text.replace('|', chr(92) + '|') if in_table else text}{pad}{ticks}"


def fence(text: str) -> str:
    """Give the row of backticks that encloses this text: one longer than any in it, at least three."""
    return "`" * max(3, longest_run(text) + 1)


def longest_run(text: str) -> int:
    """Count the backticks of the longest run in a text."""
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def quotation(text: str) -> str:
    """Give a long text as a quotation, its lines kept."""
    lines = (at_line_start(inline(line)) for line in lines_of(text).split("\n"))
    return "\n".join(f"> {line}\\".rstrip() if line else ">" for line in lines).removesuffix("\\")

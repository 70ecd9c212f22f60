"""Text of an expression in, its tokens with their places out."""

from __future__ import annotations

import re
from typing import Literal

from mlgate.expression.errors import ExpressionError
from mlgate.expression.syntax import At
from mlgate.values import value

MOST_CHARACTERS = 4_000
KEYWORDS = frozenset({"and", "or", "not", "in", "has"})
FUNCTIONS = frozenset({"min", "max", "value", "coalesce"})
# No question, fact, dimension, rule, verdict or recipe may be called by one of these.
RESERVED = KEYWORDS | FUNCTIONS | {"true", "false", "null", "unknown", "n_a", "is"}

TokenKind = Literal["number", "word", "quoted", "operator", "keyword", "end"]


@value
class Token:
    """One token: its kind, its text (a quoted word without its quotes) and its place."""

    kind: TokenKind
    text: str
    at: At


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2}(?![A-Za-z]))?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<quoted>"[^"\n]*"|'[^'\n]*')
      | (?P<operator>==|!=|<=|>=|<|>|\(|\)|,|\+|-|\*|/|%)
    )""",
    re.VERBOSE,
)
_PAIRS = {"&&": "write and", "||": "write or", "=>": "to compare write >=", "=<": "to compare write <="}
_SLIPS = {
    "=": "to compare write ==",
    "&": "write and",
    "|": "write or",
    "!": "write not, or != to compare",
    "[": "write a list in parentheses: in (a, b)",
    "{": "write a list in parentheses: in (a, b)",
    ".": "there are no attributes; a question is named by its id alone",
    "\u201c": "use straight quotes",
    "\u201d": "use straight quotes",
    "\u2018": "use straight quotes",
    "\u2019": "use straight quotes",
    "\u2264": "write <=",
    "\u2265": "write >=",
    "\u2260": "write !=",
    "'": "the quote is not closed",
    '"': "the quote is not closed",
}


def tokenize(text: str) -> list[Token]:
    """Split an expression into tokens, the last one of kind `end`.

    Raises ExpressionError for a character that the language does not know, and for more than 4,000 characters.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"a condition has at most {MOST_CHARACTERS:,} characters", At(0, 1), "split it into facts"
        )
    tokens: list[Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise _unknown_character(text, place)
        tokens.append(_token(match))
        place = match.end()
    tokens.append(Token("end", "", At(end, 1)))
    return tokens


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or "word"
    text = match.group(kind)
    at = At(match.start(kind), len(text))
    if kind == "quoted":
        return Token("quoted", text[1:-1], at)
    if kind == "word" and text in KEYWORDS:
        return Token("keyword", text, at)
    return Token(kind, text, at)  # type: ignore[arg-type]


def _unknown_character(text: str, place: int) -> ExpressionError:
    while text[place].isspace():
        place += 1
    found, pair = text[place], text[place : place + 2]
    written = found if found.isprintable() else f"\\u{ord(found):04x}"
    if pair in _PAIRS:
        return ExpressionError(f"unexpected '{pair}'", At(place, 2), _PAIRS[pair])
    return ExpressionError(
        f"unexpected character '{written}'",
        At(place, 1),
        _SLIPS.get(found, "ids are made of the letters a to z, digits and _"),
    )

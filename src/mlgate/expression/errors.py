"""The one way an expression can be wrong: a message, its place in the text, and what to write instead."""

from __future__ import annotations

from mlgate.expression.syntax import At


class ExpressionError(Exception):
    """The text is no expression of the language, or does not fit the rule set's questions."""

    def __init__(self, message: str, at: At, help: str = "", unknown: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.help = help
        self.unknown = unknown  # the name that nothing answers to, where that is the mistake


class Untold(ExpressionError):
    """The expression uses something whose own definition is broken; the mistake is told there, and only there."""

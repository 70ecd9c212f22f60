"""The surroundings of the program go in; what the interview asks through comes out: a terminal or numbered lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from mlgate.interview.screens import Asker

__all__ = ["Asker", "can_prompt", "choose", "wants_plain"]


def can_prompt(stdin: TextIO | None = None, stderr: TextIO | None = None) -> bool:
    """Tell whether somebody can answer: both the input and the place where questions are shown are a terminal."""
    streams = (stdin or sys.stdin, stderr or sys.stderr)
    return all(stream is not None and not stream.closed and stream.isatty() for stream in streams)


def wants_plain(environ: Mapping[str, str] | None = None) -> bool:
    """Tell whether the surroundings ask for numbered lines: a screen reader, or a terminal that moves no cursor."""
    environ = os.environ if environ is None else environ
    return environ.get("ACCESSIBLE", "") not in ("", "0") or environ.get("TERM") in ("dumb", "unknown", "")


def choose(plain: bool = False, *, stdin: TextIO | None = None, stderr: TextIO | None = None) -> Asker:
    """Give the prompt for this surrounding; everything is shown on stderr."""
    if plain or wants_plain():
        from mlgate.prompts.plain import Plain

        return Plain(stdin or sys.stdin, stderr or sys.stderr)
    from mlgate.prompts.terminal import Terminal

    return Terminal(stdin=stdin, stderr=stderr)

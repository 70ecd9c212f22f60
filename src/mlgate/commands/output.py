"""Text and where it should go in: to stdout, to a file, or as a remark to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from mlgate.files import write_text
from mlgate.problem import visible


def emit(text: str, output: str | None = None, *, quiet: bool = False) -> None:
    """Print data, or write it to the file that `--output` names and say so."""
    if output is None or output == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_text(output, text)
    say([f"Written  {visible(output)}"], quiet=quiet)


def say(remarks: Iterable[str], *, quiet: bool = False) -> None:
    """Print remarks on stderr, away from the data."""
    if not quiet:
        for remark in remarks:
            print(remark, file=sys.stderr)


def wants_colour(colour: str, stream: object = None) -> bool:
    """Decide on colour: always, never, or where the stream is a terminal and nobody asked for none."""
    stream = sys.stdout if stream is None else stream
    if colour in ("always", "never"):
        return colour == "always"
    plain = os.environ.get("NO_COLOR", "") != "" or os.environ.get("TERM") == "dumb"
    return not plain and bool(getattr(stream, "isatty", bool)())


def width_of(stream: object = None) -> int:
    """Give the columns to use: those of the terminal, 80 elsewhere; prose wider than 100 is hard to read."""
    stream = sys.stdout if stream is None else stream
    if not bool(getattr(stream, "isatty", bool)()):
        return 80
    from shutil import get_terminal_size

    return max(40, min(100, get_terminal_size((80, 24)).columns))

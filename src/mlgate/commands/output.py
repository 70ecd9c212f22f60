"""Text and where it should go in: to stdout, to a file, or as a remark to stderr."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in mlgate/__init__.py: `mlgate --version` takes no longer than this
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO


def emit(text: str, output: str | None = None, *, quiet: bool = False, exact: bool = False) -> None:
    """Print data, or write it to the file that `--output` names and say so.

    `exact` is for what programs read: it is UTF-8 whatever the terminal speaks.
    """
    if output is None or output == "-":
        _print(text, exact)
        return
    from mlgate.files import write_text
    from mlgate.problem import visible

    write_text(output, text)
    say([f"Written  {visible(output)}"], quiet=quiet)


def _print(text: str, exact: bool) -> None:
    if sys.stdout is None:  # closed by the caller, who wants only the exit code
        return
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure and exact and not sys.stdout.isatty():
        reconfigure(encoding="utf-8")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        output_ended(error)


def output_ended(error: OSError) -> None:
    """Take it that stdout takes no more: silently where its reader has seen enough, else by raising Unusable."""
    _discard(sys.stdout)
    if isinstance(error, BrokenPipeError):  # the exit code still counts
        return
    from mlgate.files import unreadable

    raise unreadable(f"the output cannot be written: {(error.strerror or 'unknown reason').lower()}") from None


def _discard(stream: TextIO) -> None:
    """Let what is left in the buffer go nowhere, or Python complains when it ends, with an exit code of its own."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def say(remarks: Iterable[str], *, quiet: bool = False) -> None:
    """Print remarks on stderr, away from the data; where nobody can read them, nothing else changes."""
    if quiet or sys.stderr is None:
        return
    try:
        for remark in remarks:
            print(remark, file=sys.stderr)
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)


def wants_colour(colour: str, stream: object = None) -> bool:
    """Decide on colour: always, never, or where the stream is a terminal and nobody asked for none."""
    stream = sys.stdout if stream is None else stream
    if colour in ("always", "never"):
        return colour == "always"
    plain = os.environ.get("NO_COLOR", "") != "" or os.environ.get("TERM") == "dumb"
    return not plain and bool(getattr(stream, "isatty", bool)())


def height_of(stream: object = None) -> int:
    """Give the lines of the terminal; as many as any text needs where there is none."""
    stream = sys.stdout if stream is None else stream
    if not bool(getattr(stream, "isatty", bool)()):
        return 1000
    from shutil import get_terminal_size

    return max(16, get_terminal_size((80, 24)).lines)


def width_of(stream: object = None) -> int:
    """Give the columns to use: those of the terminal, 80 elsewhere; prose wider than 100 is hard to read."""
    stream = sys.stdout if stream is None else stream
    if not bool(getattr(stream, "isatty", bool)()):
        return 80
    from shutil import get_terminal_size

    return max(40, min(100, get_terminal_size((80, 24)).columns))

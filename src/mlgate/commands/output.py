"""Text and where it should go in: to stdout, to a file, or as a remark to stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable

from mlgate.files import unreadable, write_text
from mlgate.problem import visible


def emit(text: str, output: str | None = None, *, quiet: bool = False, exact: bool = False) -> None:
    """Print data, or write it to the file that `--output` names and say so.

    `exact` is for what programs read: it is UTF-8 whatever the terminal speaks.
    """
    if output is None or output == "-":
        _print(text, exact)
        return
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
    except BrokenPipeError:  # the reader has seen enough; the exit code still counts
        _discard_output()
    except OSError as error:
        _discard_output()
        raise unreadable(f"the output cannot be written: {(error.strerror or 'unknown reason').lower()}") from None


def _discard_output() -> None:
    """Let what is left in the buffer go nowhere, so that Python does not complain when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(remarks: Iterable[str], *, quiet: bool = False) -> None:
    """Print remarks on stderr, away from the data."""
    if quiet or sys.stderr is None:
        return
    with contextlib.suppress(OSError):
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

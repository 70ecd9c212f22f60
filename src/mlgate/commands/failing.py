"""A call in, an exit code out: whatever goes wrong ends in a message, for people on stderr or for scripts as JSON."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in mlgate/__init__.py: `mlgate --version` takes no longer than this
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mlgate.problem import Problem


def ended(call: Callable[[], int], arguments: Sequence[str]) -> int:
    """Run a command and give its exit code; mistakes end in a message, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a poor terminal gets \u2026, not a crash
    try:
        return call()
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return fail(_problems_of(error), json=wants_json(arguments))


def _problems_of(error: Exception) -> Sequence[Problem]:
    from mlgate.problem import NotFound, Problem, Unusable

    if isinstance(error, Unusable):
        return error.problems
    if isinstance(error, NotFound):
        return (Problem(str(error), help=error.help),)
    if "MLGATE_DEBUG" in os.environ:
        raise error
    message = f"mlgate itself failed: {type(error).__name__}: {error}"
    return (Problem(message, help="please report this; MLGATE_DEBUG=1 shows where it happened"),)


def problem_object(problem: Problem) -> dict[str, str | int | None]:
    """Give a problem as scripts read it: no line where it has no place."""
    return {
        "message": problem.message,
        "file": problem.file or None,
        "line": problem.line or None,
        "column": problem.column or None,
        "help": problem.help or None,
    }


def fail(problems: Sequence[Problem], *, json: bool) -> int:
    """Print problems and give the exit code of what is unusable, whether or not somebody can read them."""
    from mlgate.commands.output import emit, say
    from mlgate.problem import Unusable, render_all

    if json:
        import json as json_text

        try:
            emit(json_text.dumps({"error": {"problems": [problem_object(one) for one in problems]}}, indent=2) + "\n")
        except Unusable as error:
            problems = (*problems, *error.problems)
        else:
            return 2
    say([render_all(problems)])
    return 2


def wants_json(arguments: Sequence[str]) -> bool:
    """Tell whether a command line asks for JSON, so that even a mistake in it is answered in JSON."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    return any(
        word in ("--json", "--format=json", "-fjson", "-f=json") or (word in ("-f", "--format") and following == "json")
        for word, following in pairs
    )

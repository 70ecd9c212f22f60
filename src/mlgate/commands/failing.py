"""Problems in; how they are printed, for people on stderr or for scripts as one JSON object on stdout, out."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from mlgate.problem import Problem, render_all


def problem_object(problem: Problem) -> dict[str, object]:
    """Give a problem as scripts read it: no line where it has no place."""
    return {
        "message": problem.message,
        "file": problem.file or None,
        "line": problem.line or None,
        "column": problem.column or None,
        "help": problem.help or None,
    }


def fail(problems: Sequence[Problem], *, json: bool) -> int:
    """Print problems and give the exit code of what is unusable."""
    if json:
        import json as json_text

        print(json_text.dumps({"error": {"problems": [problem_object(one) for one in problems]}}, indent=2))
        sys.stdout.flush()
    else:
        print(render_all(problems), file=sys.stderr)
    return 2

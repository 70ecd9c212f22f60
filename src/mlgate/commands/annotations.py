"""A place and what is to be said about it in, the line that GitHub shows as an annotation there out."""

from __future__ import annotations

from mlgate.problem import Problem, shorten

MOST_OF_A_LINE = 1_000


def annotation(level: str, title: str, text: str, file: str, line: int = 0, column: int = 0) -> str:
    """Write an annotation; one without a line stands at the top of the file, one without a file beside none."""
    place = [f"file={_property(file)}", f"line={max(1, line)}"] if file else []
    place += [f"col={column}"] if file and line > 0 and column > 0 else []
    return f"::{level} {','.join([*place, f'title={_property(title)}'])}::{_data(text)}"


def problem_annotation(problem: Problem, title: str, file: str = "") -> str:
    """Write the annotation of what makes a file unusable: at its own place, where it has none beside `file`."""
    text = "\n".join(part for part in (problem.message, problem.help) if part)
    return annotation("error", title, text, problem.file or file, problem.line, problem.column)


def _data(text: str) -> str:
    shown = "\n".join(shorten(line, MOST_OF_A_LINE) for line in text.split("\n"))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""Rule sets in; everything that is wrong with them out, each with its place and its proof, and the exit code."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from mlgate.analysis.lint.diagnostic import Diagnostic, Report
from mlgate.analysis.lint.engine import lint
from mlgate.analysis.lint.registry import CHECKS
from mlgate.commands.annotations import annotation, problem_annotation
from mlgate.commands.failing import problem_object
from mlgate.commands.formats import one_format
from mlgate.commands.inputs import ruleset_named
from mlgate.commands.output import emit, say
from mlgate.files import builtin_rules_folder, read_content
from mlgate.files.rulesets import is_inside, repository_of
from mlgate.problem import Problem, Unusable, counted, render, visible
from mlgate.values import value

if TYPE_CHECKING:
    from mlgate.rendering.json import Json

MOST_ANSWERS = 8  # of an example that are printed
MOST_SKIPPED = 5
MOST_NOTES = 10  # of one code that are printed
_EXTENDS = re.compile(r"""["']?extends["']?[ \t]*:""")
_ANNOTATION = {"error": "error", "warning": "warning", "note": "notice"}


@value
class Linted:
    """One rule set as it was named, and what linting came to."""

    name: str
    id: str
    file: str
    report: Report

    @property
    def told(self) -> list[Diagnostic]:
        """Give what its author is told: notes on what is inherited are for the author of that."""
        return [one for one in self.report.diagnostics if one.level != "note" or one.origin.file in ("", self.file)]


def run(
    rules: Sequence[str] = (),
    *,
    strict: bool = False,
    format: Literal["terminal", "json", "github"] | None = None,
    json: bool = False,
    output: str | None = None,
    quiet: bool = False,
) -> int:
    """Lint rule sets; 0 where nothing has to be put right, 1 where something has. Notes are shown and never count."""
    chosen = one_format(format, json) or "terminal"
    linted, unusable = _all(rules or ("default",), strict)
    problems = [problem for one in unusable.values() for problem in one.problems]
    if chosen == "json":
        from mlgate.rendering.json import written

        emit(written({**_errors(problems), **_as_object(linted)}) + "\n", output, quiet=quiet, exact=True)
    else:
        lines = [*_lines(linted, quiet)] if chosen == "terminal" else [*_unusable(unusable), *_annotations(linted)]
        if linted or lines:
            emit("".join(f"{line}\n" for line in lines), output, quiet=quiet)
        say([str(Unusable(problems))] if problems else [])
    if problems:
        return 2
    return 0 if all(one.report.clean for one in linted) else 1


def _all(names: Sequence[str], strict: bool) -> tuple[list[Linted], dict[str, Unusable]]:
    """Lint each set; one that cannot be used, given by its name, does not keep the others from being linted."""
    linted: list[Linted] = []
    unusable: dict[str, Unusable] = {}
    for name in names:
        try:
            ruleset = ruleset_named(name)
        except Unusable as error:
            unusable[name] = error
        else:
            linted.append(Linted(name, ruleset.id, ruleset.file, lint(ruleset, CHECKS, strict=strict)))
    return linted, unusable


# --- For people -------------------------------------------------------------------------------------------------------


def _lines(linted: Sequence[Linted], quiet: bool) -> Iterator[str]:
    files = _Files()
    for one in linted:
        notes: Counter[str] = Counter()
        for found in one.told:
            if found.level == "note":
                notes[found.code] += 1
                if quiet or notes[found.code] > MOST_NOTES:
                    continue
            yield render(files.problem(found))
            yield ""
        if not quiet:
            yield from _more(notes)
            if inherited := len(one.report.diagnostics) - len(one.told):
                yield f"not shown: {counted(inherited, 'note')} on what is inherited (--format json lists them)"
            yield from _skipped(one.report)
            yield _total(one)


def _more(notes: Mapping[str, int]) -> Iterator[str]:
    for code, number in notes.items():
        if number > MOST_NOTES:
            yield f"not shown: {number - MOST_NOTES} more of {code} (--format json lists them)"


def _skipped(report: Report) -> Iterator[str]:
    for one in report.skipped[:MOST_SKIPPED]:
        yield visible(f"not analysed: {one.code} for {one.item}: {one.reason}")
    if len(report.skipped) > MOST_SKIPPED:
        yield f"not analysed: {len(report.skipped) - MOST_SKIPPED} more (--format json lists them)"


def _total(one: Linted) -> str:
    report = one.report
    counts = [
        counted(sum(1 for found in report.diagnostics if found.level == level), level)
        for level in ("error", "warning", "note")
    ]
    said = ", ".join(count for count in counts if not count.startswith("0 ")) or "nothing found"
    accepted = f", {len(report.accepted)} accepted by the author" if report.accepted else ""
    explain = "; mlgate explain CODE says more" if report.diagnostics else ""
    return visible(f"{one.name}: {said}{accepted} by {report.checks} checks{explain}")


class _Files:
    """The files that findings point into, each read once for its lines."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}

    def problem(self, found: Diagnostic) -> Problem:
        """Make a finding a problem with its place: that of the part that is meant, else of the item."""
        line, column, length, source = self.place(found)
        return Problem(
            found.message,
            file=found.origin.file,
            line=line,
            column=column,
            length=length,
            source=source,
            help="\n".join(_explained(found)),
            level=found.level,
            code=found.code,
        )

    def place(self, found: Diagnostic) -> tuple[int, int, int, str]:
        """Find the part that is meant within the item, which reaches to the next line that is no deeper."""
        origin = found.origin
        lines = self.of(origin.file)
        if not 0 < origin.line <= len(lines):
            return origin.line, origin.column, 1, ""
        first = lines[origin.line - 1]
        if found.mark:
            for number in range(origin.line, min(len(lines), origin.line + 60) + 1):
                text = lines[number - 1]
                if number > origin.line and _is_next_item(text, first):
                    break
                if (column := text.find(found.mark)) >= 0:
                    return number, column + 1, len(found.mark), text
        return origin.line, origin.column, max(1, len(found.item)), first

    def extending(self, file: str) -> int:
        """Find the line in which a rule set says what it extends; 0 where there is none."""
        return next((number for number, text in enumerate(self.of(file), 1) if _EXTENDS.match(text)), 0)

    def of(self, file: str) -> list[str]:
        """Give the lines of a file; none where it cannot be read any more."""
        if file not in self.lines:
            try:
                self.lines[file] = read_content(file).decode("utf-8", "replace").splitlines()
            except Unusable:
                self.lines[file] = []
        return self.lines[file]


def _is_next_item(text: str, first: str) -> bool:
    return bool(text.strip()) and _indent(text) <= _indent(first) and not text.lstrip().startswith("#")


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _explained(found: Diagnostic) -> Iterator[str]:
    if found.help:
        yield found.help
    if found.reason:
        yield f"because: {found.reason}"
    if found.witness:
        yield f"an example project: {_answers(found.witness)}"


def _answers(witness: Mapping[str, str]) -> str:
    shown = ", ".join(f"{id}: {text}" for id, text in list(witness.items())[:MOST_ANSWERS])
    left = len(witness) - MOST_ANSWERS
    return f"{shown}, and {left} more" if left > 0 else shown


# --- For GitHub -------------------------------------------------------------------------------------------------------


def _unusable(unusable: Mapping[str, Unusable]) -> Iterator[str]:
    for name, error in unusable.items():
        for problem in error.problems:
            yield problem_annotation(problem, "mlgate ERROR", name if os.path.isfile(name) else "")


def _annotations(linted: Sequence[Linted]) -> Iterator[str]:
    files = _Files()
    for one in linted:
        for found in one.told:
            problem = files.problem(found)
            lines = [found.message, *_explained(found)]
            file, line, column = problem.file, problem.line, problem.column
            if file != one.file and _is_elsewhere(file):
                lines.append(f"inherited from {file}:{line}")
                file, line, column = one.file, files.extending(one.file), 0
            yield annotation(_ANNOTATION[found.level], found.code, "\n".join(lines), file, line, column)


def _is_elsewhere(file: str) -> bool:
    """Tell whether a file is none of this repository, so that GitHub cannot show anything beside it."""
    builtin = builtin_rules_folder()  # which may be installed below the repository, in an environment
    here = repository_of(os.curdir) or os.path.realpath(os.curdir)
    return bool(builtin and is_inside(file, builtin)) or not is_inside(file, here)


# --- For scripts ------------------------------------------------------------------------------------------------------


def _errors(problems: Sequence[Problem]) -> dict[str, Json]:
    return {"error": {"problems": [problem_object(problem) for problem in problems]}} if problems else {}


def _as_object(linted: Sequence[Linted]) -> dict[str, Json]:
    files = _Files()
    return {
        "rule_sets": [
            {
                "name": one.name,
                "id": one.id,
                "clean": one.report.clean,
                "findings": [_found(files, found) for found in one.report.diagnostics],
                "accepted": [
                    {**_found(files, each.diagnostic), "accepted": each.suppression.reason}
                    for each in one.report.accepted
                ],
                "not_analysed": [
                    {"code": each.code, "item": each.item, "reason": each.reason} for each in one.report.skipped
                ],
            }
            for one in linted
        ]
    }


def _found(files: _Files, found: Diagnostic) -> dict[str, Json]:
    line, column, _, _ = files.place(found)
    return {
        "code": found.code,
        "level": found.level,
        "item": found.item,
        "file": found.origin.file or None,
        "line": line or None,
        "column": column or None,
        "message": found.message,
        "reason": found.reason or None,
        "witness": dict(found.witness) or None,
        "help": found.help or None,
        "proved": found.proved,
    }

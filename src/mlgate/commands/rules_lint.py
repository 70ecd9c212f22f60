"""Rule sets in; everything that is wrong with them out, each with its place and its proof, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from mlgate.analysis.lint.diagnostic import Diagnostic, Report
from mlgate.analysis.lint.engine import lint
from mlgate.analysis.lint.registry import CHECKS
from mlgate.commands.formats import one_format
from mlgate.commands.inputs import ruleset_named
from mlgate.commands.output import emit
from mlgate.files import read_content
from mlgate.problem import Problem, Unusable, render, shorten, visible
from mlgate.values import value

if TYPE_CHECKING:
    from mlgate.rendering.json import Json

MOST_ANSWERS = 8  # of an example that are printed
MOST_SKIPPED = 5
MOST_NOTES = 10  # of one code that are printed
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
    linted = [_linted(name, strict) for name in rules or ("default",)]
    if chosen == "json":
        from mlgate.rendering.json import written

        emit(written(_as_object(linted)) + "\n", output, quiet=quiet, exact=True)
    else:
        lines = _annotations(linted) if chosen == "github" else _lines(linted, quiet)
        text = "\n".join(lines)
        emit(f"{text}\n" if text else "", output, quiet=quiet)
    return 0 if all(one.report.clean for one in linted) else 1


def _linted(name: str, strict: bool) -> Linted:
    ruleset = ruleset_named(name)
    return Linted(name, ruleset.id, ruleset.file, lint(ruleset, CHECKS, strict=strict))


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
                yield f"not shown: {_count(inherited, 'note')} on what is inherited (--format json lists them)"
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
        _count(sum(1 for found in report.diagnostics if found.level == level), level)
        for level in ("error", "warning", "note")
    ]
    said = ", ".join(count for count in counts if not count.startswith("0 ")) or "nothing found"
    accepted = f", {len(report.accepted)} accepted by the author" if report.accepted else ""
    explain = "; mlgate explain CODE says more" if report.diagnostics else ""
    return visible(f"{one.name}: {said}{accepted} by {report.checks} checks{explain}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


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


def _annotations(linted: Sequence[Linted]) -> Iterator[str]:
    files = _Files()
    for one in linted:
        for found in one.told:
            problem = files.problem(found)
            place = [f"file={_property(problem.file)}"]
            if problem.line > 0:
                place += [f"line={problem.line}", f"col={max(1, problem.column)}"]
            place.append(f"title={_property(found.code)}")
            text = "\n".join([found.message, *_explained(found)])
            yield f"::{_ANNOTATION[found.level]} {','.join(place)}::{_data(text)}"


def _data(text: str) -> str:
    shown = "\n".join(shorten(line, 1_000) for line in text.split("\n"))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# --- For scripts ------------------------------------------------------------------------------------------------------


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

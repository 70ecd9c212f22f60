"""A rule set in; its cases run, every failure explained, what they cover counted, and the exit code out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlgate.analysis.cases import Mismatch, Result, run_case
from mlgate.analysis.coverage import Coverage, Goal, Suggestion, coverage, suggestions
from mlgate.commands.inputs import ruleset_named
from mlgate.commands.output import emit, say
from mlgate.files import read_content, unreadable
from mlgate.files.rulesets import CASES_FILE
from mlgate.loading.cases import Cases, Expectation, looks_like_cases, read_cases
from mlgate.loading.writing import answer_value
from mlgate.model import RuleSet
from mlgate.problem import counted, quote, visible

if TYPE_CHECKING:
    from mlgate.rendering.json import Json

WIDTH = 100
MOST_MISSING = 20


def run(
    rules: str = "default",
    *,
    cases: str | None = None,
    min_coverage: str | int | None = None,
    all: bool = False,
    suggest: bool = False,
    json: bool = False,
    output: str | None = None,
    quiet: bool = False,
) -> int:
    """Run the cases beside a rule set (or those of `cases`); 0 where all hold and enough is covered.

    `all` counts inherited items as well; `suggest` prints cases that would cover the rest instead of the results, in
    JSON beside them.
    """
    least = _percent(min_coverage)
    ruleset = ruleset_named(rules)
    found = _cases_of(ruleset, cases)
    results = [run_case(ruleset, case) for case in found.cases]
    covered = coverage(ruleset, [(one.case.answers, one.assessment) for one in results], all=all)
    lines = list(_report(ruleset, found, results, covered))
    suggested = "\n".join(_suggested(ruleset, covered)) + "\n" if suggest else None
    if json:
        from mlgate.rendering.json import written

        whole = _as_object(ruleset, found, results, covered)
        emit(written(whole if suggested is None else {**whole, "suggested": suggested}) + "\n", output, quiet=quiet)
    elif suggested is not None:
        say((visible(line) for line in lines), quiet=quiet)
        emit(suggested, output, quiet=quiet)
    else:
        emit("\n".join(visible(line) for line in lines) + "\n", output, quiet=quiet)
    enough = covered.reaches(least)
    if not enough:
        say([f"error: the coverage of {100 * len(covered.touched) // len(covered.goals)} % is less than {least} %"])
    return 0 if results and enough and not any(map(_fails, results)) else 1


def _percent(text: str | int | None) -> int:
    """Read the least coverage: 90, or as people also write it, 90% or 90 %."""
    number = str(0 if text is None else text).strip().removesuffix("%").rstrip()
    if not (number.isascii() and number.isdigit() and len(number) <= 3 and int(number) <= 100):
        raise unreadable(f"--min-coverage is a percentage from 0 to 100, not {quote(str(text))}", "for example 90")
    return int(number)


# --- Finding the cases ------------------------------------------------------------------------------------------------


def _cases_of(ruleset: RuleSet, named: str | None) -> Cases:
    """Read the cases: the named file, else the one beside the rule set; none where there is no file."""
    file = named or cases_file(ruleset.file)
    if named is None and not os.path.lexists(file):
        return Cases((), file)
    content = read_content(file)
    if not looks_like_cases(content):
        raise unreadable(
            f"{quote(file, 150)} is not a cases file", "it is a list: - id: a-name, answers: ..., expect: ..."
        )
    if not content.strip():
        return Cases((), file)
    return read_cases(content, file, ruleset)


def cases_file(rules_file: str) -> str:
    """Name the cases file of a rule set: `cases.yaml` beside it, or `acme.cases.yaml` beside `acme.yaml`."""
    folder, name = os.path.split(rules_file)
    own = os.path.join(folder, f"{os.path.splitext(name)[0]}.{CASES_FILE}")
    return own if os.path.exists(own) else os.path.join(folder, CASES_FILE)


def _fails(result: Result) -> bool:
    return not result.holds and not result.case.todo


# --- Saying what came out ---------------------------------------------------------------------------------------------


def _report(ruleset: RuleSet, found: Cases, results: Sequence[Result], covered: Coverage) -> Iterator[str]:
    for result in results:
        if _fails(result):
            yield from _failure(found, result)
            yield ""
    for result in results:
        if result.case.todo:
            passes = "" if not result.holds or not result.case.expectations else "; it holds now: take the todo away"
            yield f"TODO {result.case.id}: {result.case.todo}{passes}"
    if not results:
        yield f"no cases found in {found.file}; mlgate rules test --suggest prints a first set"
    else:
        yield _total(results)
    yield from _coverage(ruleset, covered)


def _total(results: Sequence[Result]) -> str:
    todo = sum(bool(one.case.todo) for one in results)
    failed = sum(map(_fails, results))
    parts = [f"{len(results) - failed - todo} passed", f"{failed} failed", *([f"{todo} todo"] if todo else [])]
    return f"{counted(len(results), 'case')}: {', '.join(parts)}"


def _failure(found: Cases, result: Result) -> Iterator[str]:
    yield f"FAIL {result.case.id}"
    for mismatch in result.mismatches:
        span = mismatch.expectation.span
        yield f"  expected  {expected(mismatch.expectation)}    {found.file}:{span.line}:{span.column}"
        for ladder in mismatch.ladders:
            yield f"    {ladder.title}:"
            yield from (f"      {line}" for line in ladder.lines)
        yield f"  found     {mismatch.found}"
        yield from _wrapped(mismatch.because)


def _wrapped(reasons: Sequence[str]) -> Iterator[str]:
    for reason in reasons:
        yield f"            {reason}"


def expected(one: Expectation) -> str:
    """Say what was expected."""
    match one.kind:
        case "fires":
            return f"{one.subject} fires"
        case "not":
            return f"{one.subject} does not fire"
        case "open":
            return f"{one.subject} is open"
        case "verdict":
            return f"verdict {one.text}"
        case "at_most":
            return f"verdict at most {one.text}"
        case "settled":
            return "settled" if one.wanted else "not settled"
        case "dimension" | "fact":
            comparison = one.text if one.text[:1] in "<>=!" else f"== {one.text}"
            return f"{one.subject} {comparison}"
        case "possible" | "next" | "conditions":
            return f"{one.kind}: {one.text}"


def _coverage(ruleset: RuleSet, covered: Coverage) -> Iterator[str]:
    total, touched = len(covered.goals), len(covered.touched)
    if not total:
        yield f"Coverage: {ruleset.id} writes nothing itself that could be covered"
        return
    yield f"Coverage: {touched} of {total}" + (
        f" of what {ruleset.id} writes or changes itself" if ruleset.extends else ""
    )
    missing = covered.missing
    yield from (f"  not covered  {goal}" for goal in missing[:MOST_MISSING])
    if len(missing) > MOST_MISSING:
        yield f"  and {len(missing) - MOST_MISSING} more"
    if missing:
        yield "  mlgate rules test --suggest prints cases for them"


# --- Suggesting -------------------------------------------------------------------------------------------------------


def _suggested(ruleset: RuleSet, covered: Coverage) -> Iterator[str]:
    found = suggestions(ruleset, covered.missing)
    yield "# Cases that cover what no case covered. They say what the rules conclude today:"
    yield "# read each and keep it only if it is what you want."
    for number, one in enumerate(found, 1):
        yield from _as_case(ruleset, one, number)
    left = set(covered.missing) - {goal for one in found for goal in one.goals}
    yield from (f"# no answers found for: {goal}" for goal in covered.missing if goal in left)


def _as_case(ruleset: RuleSet, one: Suggestion, number: int) -> Iterator[str]:
    yield f"- id: suggested-{number}"
    pairs = [f"{id}: {answer_value(ruleset.questions[id], answer)}" for id, answer in one.answers.items()]
    yield from _mapping("answers", pairs)
    yield from _mapping("expect", list(_expectations(one)))


def _expectations(one: Suggestion) -> Iterator[str]:
    """What to expect of a suggested case: the verdict, and whatever it was found for."""
    yield f"verdict: {one.assessment.verdict}"
    for key, kind in (("fires", "fires"), ("not", "does not fire")):
        rules = [goal.id for goal in one.goals if goal.kind == kind]
        if rules:
            yield f"{key}: [{', '.join(rules)}]"
    dimensions = dict.fromkeys(_dimension(goal) for goal in one.goals if goal.kind.startswith("minimum"))
    if dimensions:
        scores = (f"{id}: {one.assessment.scores[id].value}" for id in dimensions)
        yield f"dimensions: {{{', '.join(scores)}}}"


def _dimension(goal: Goal) -> str:
    return goal.id.rpartition(" ")[0].partition(".")[2]


def _mapping(key: str, pairs: Sequence[str]) -> Iterator[str]:
    """Write a mapping in braces on one line where it fits, else one entry a line."""
    line = f"  {key}: {{{', '.join(pairs)}}}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"  {key}:"
    yield from (f"    {pair}" for pair in pairs)


# --- For scripts ------------------------------------------------------------------------------------------------------


def _as_object(ruleset: RuleSet, found: Cases, results: Sequence[Result], covered: Coverage) -> dict[str, Json]:
    return {
        "rules": {"id": ruleset.id, "version": ruleset.version, "digest": ruleset.digest},
        "file": found.file,
        "cases": [
            {
                "id": one.case.id,
                "status": "failed" if _fails(one) else "todo" if one.case.todo else "passed",
                "line": one.case.span.line,
                "failures": [_failure_object(mismatch) for mismatch in one.mismatches],
            }
            for one in results
        ],
        "coverage": {
            "goals": len(covered.goals),
            "covered": len(covered.touched),
            "missing": [str(goal) for goal in covered.missing],
        },
    }


def _failure_object(one: Mismatch) -> dict[str, Json]:
    span = one.expectation.span
    return {
        "expected": expected(one.expectation),
        "found": one.found,
        "because": list(one.because),
        "conditions": [{"of": ladder.title, "lines": list(ladder.lines)} for ladder in one.ladders],
        "line": span.line,
        "column": span.column,
    }

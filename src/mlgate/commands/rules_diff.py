"""Two rule sets in; what the change means out: cases that move, examples for each pair of verdicts, and the share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlgate.analysis.comparison import Comparison, Example, ItemChange, compare
from mlgate.commands.inputs import ruleset_named
from mlgate.commands.output import emit, say
from mlgate.commands.rules_test import cases_file
from mlgate.files import read_content
from mlgate.loading.cases import Case, looks_like_cases, read_cases
from mlgate.loading.writing import answer_value
from mlgate.model import Answer, RuleSet
from mlgate.problem import Unusable, visible

if TYPE_CHECKING:
    from mlgate.rendering.json import Json

MOST_LISTED = 30
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def run(old: str, new: str, *, json: bool = False, output: str | None = None, quiet: bool = False) -> int:
    """Compare two rule sets; 1 where the content changed under the same id and version."""
    before, after = ruleset_named(old), ruleset_named(new)
    comparison = compare(before, after, _cases(before, after))
    stale = not_raised(before, after)
    if json:
        from mlgate.rendering.json import written

        emit(written(_as_object(before, after, comparison)) + "\n", output, quiet=quiet)
    else:
        emit("\n".join(visible(line) for line in _lines(before, after, comparison)) + "\n", output, quiet=quiet)
    if stale:
        say([f"error: the content of {after.id} changed and its version is still {after.version}: raise the version"])
    return 1 if stale else 0


def not_raised(before: RuleSet, after: RuleSet) -> bool:
    """Tell whether content changed without a new version, so that saved answers would name the wrong one."""
    return before.digest != after.digest and (before.id, before.version) == (after.id, after.version)


def _cases(before: RuleSet, after: RuleSet) -> tuple[Case, ...]:
    """Give the cases of the new set, and those of the old one that have other names; each is read by its own set."""
    found: dict[str, Case] = {}
    for ruleset in (after, before):
        for case in _cases_of(ruleset):
            found.setdefault(case.id, case)
    return tuple(found.values())


def _cases_of(ruleset: RuleSet) -> tuple[Case, ...]:
    file = cases_file(ruleset.file)
    if not os.path.isfile(file):
        return ()
    content = read_content(file)
    try:
        return read_cases(content, file, ruleset).cases if looks_like_cases(content) and content.strip() else ()
    except Unusable:  # such as cases that were written for the other version; `rules test` says what is wrong
        return ()


# --- For people -------------------------------------------------------------------------------------------------------


def _lines(before: RuleSet, after: RuleSet, found: Comparison) -> Iterator[str]:
    yield f"{before.id} {before.version} -> {after.id} {after.version}"
    if before.digest == after.digest:
        yield "The same content: no verdict changes."
        return
    yield ""
    yield f"Items that changed: {len(found.items) or 'none; single fields at the top only'}"
    yield from _cut([f"  {_item(one)}" for one in found.items])
    yield ""
    yield f"Cases that move: {len(found.moves)} of {found.cases}"
    yield from _cut([f"  {one.case}: {one.before} -> {one.after}" for one in found.moves])
    yield ""
    yield from _share(found)
    for example in found.examples:
        yield ""
        yield from _example(before, after, example)


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_LISTED
    return lines if more <= 0 else [*lines[:MOST_LISTED], f"  and {more} more"]


def _item(one: ItemChange) -> str:
    fields = f" ({', '.join(one.fields)})" if one.fields else ""
    return f"{_SIGNS[one.kind]} {one.section}: {one.id}{fields}"


def _share(found: Comparison) -> Iterator[str]:
    if not found.moved:
        yield f"In none of {_combinations(found)} does the verdict change."
        return
    percent = 100 * found.moved / found.drawn
    shown = f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %"
    yield f"The verdict changes in {found.moved:,} of {_combinations(found)} ({shown})."


def _example(before: RuleSet, after: RuleSet, one: Example) -> Iterator[str]:
    often = f"{one.count:,} times" if one.count else "seldom, found near the cases"
    yield f"{one.before} -> {one.after}, {often}; for example:"
    pairs = [f"{id}: {_written(before, after, id, answer)}" for id, answer in one.answers.items()]
    yield f"  answers: {{{', '.join(pairs)}}}" if pairs else "  answers: {}  (nothing answered)"
    yield from ([f"  fires now: {', '.join(one.fires)}"] if one.fires else [])
    yield from ([f"  fires no more: {', '.join(one.fires_no_more)}"] if one.fires_no_more else [])


def _written(before: RuleSet, after: RuleSet, id: str, answer: Answer) -> str:
    question = after.questions.get(id) or before.questions[id]
    return answer_value(question, answer)


# --- For scripts ------------------------------------------------------------------------------------------------------


def _as_object(before: RuleSet, after: RuleSet, found: Comparison) -> dict[str, Json]:
    return {
        "old": {"id": before.id, "version": before.version, "digest": before.digest},
        "new": {"id": after.id, "version": after.version, "digest": after.digest},
        "version_raised": not not_raised(before, after),
        "items": [
            {"kind": one.kind, "section": one.section, "id": one.id, "fields": list(one.fields)} for one in found.items
        ],
        "cases": {
            "compared": found.cases,
            "moves": [{"case": one.case, "before": one.before, "after": one.after} for one in found.moves],
        },
        "combinations": {"drawn": found.drawn, "moved": found.moved, "all": found.complete},
        "examples": [
            {
                "before": one.before,
                "after": one.after,
                "count": one.count,
                "answers": {id: _written(before, after, id, answer) for id, answer in one.answers.items()},
                "fires": list(one.fires),
                "fires_no_more": list(one.fires_no_more),
            }
            for one in found.examples
        ],
    }


def _combinations(found: Comparison) -> str:
    if found.complete:
        return f"the {found.drawn:,} combinations of answers that there are"
    return f"{found.drawn:,} drawn combinations of answers"

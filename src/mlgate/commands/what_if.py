"""Saved answers in; what would change the verdict out, or today and a changed answer side by side."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from mlgate import __version__
from mlgate.commands.conclude import Conclusion, conclude, further_flips
from mlgate.commands.inputs import DEFAULT_FILE, Given, blank, id_of, read_given, with_changes
from mlgate.commands.output import emit, say
from mlgate.files import unreadable
from mlgate.model import Finding, Flip, Score
from mlgate.problem import did_you_mean, quote, visible
from mlgate.values import replace
from mlgate.wording import answer_text, core_of, fill, inside, listing, threshold_text, title_of

if TYPE_CHECKING:
    from mlgate.rendering.json import Json

KINDS = {"find_out": "Find out", "do": "Do", "falls_back": "Falls back"}
TRIED = {1: "one answer", 2: "one or two answers", 3: "up to three answers"}
OUTCOMES = {"fires": "fires", "no": "does not fire", "open": "open"}
MOST_WAYS = 5  # to one verdict, of one kind
Row = tuple[str, str, str]


def run(
    file: str | None = None,
    *,
    rules: str | None = None,
    changes: Sequence[str] = (),
    to: str | None = None,
    most: int | None = None,
    format: Literal["terminal", "json"] | None = None,
    json: bool = False,
    output: str | None = None,
    quiet: bool = False,
) -> int:
    """Show what would change the verdict; with changes, the two verdicts and every rule that differs.

    `most` is how many answers are changed at once: if not given two, or three where two do not lead to the verdict.
    """
    given = _given(file, rules)
    say(given.remarks, quiet=quiet)
    as_json = json or format == "json"
    to = to and id_of(given.ruleset, to)
    today = conclude(given.ruleset, given.sheet)
    if changes:
        if to is not None:
            raise unreadable("--set shows what a change leads to, --to what leads to a verdict", "give one of them")
        then = conclude(given.ruleset, with_changes(given.ruleset, given.sheet, changes))
        text = _as_json(_compared_object(today, then, changes)) if as_json else _compared(today, then, changes)
    else:
        flips = _flips(today, to, most)
        tried = most or (2 if to is None else 3)
        text = _as_json(_flips_object(today, flips, to)) if as_json else _listed(today, flips, to, tried)
    emit(text, output, quiet=quiet, exact=True)
    return 0


def _given(file: str | None, rules: str | None) -> Given:
    """Read the answers; with only a rule set named, start from a blank sheet."""
    path = file or DEFAULT_FILE
    if file is None and not os.path.lexists(path):
        if rules is not None:
            return blank(rules)
        raise unreadable(f"there is no file '{path}' here", "name the answers: mlgate what-if FILE")
    return read_given(path, rules)


def _as_json(value: Json) -> str:
    from mlgate.rendering.json import written

    return written(value) + "\n"


# --- Side by side -----------------------------------------------------------------------------------------------------


def _compared(today: Conclusion, then: Conclusion, changes: Sequence[str]) -> str:
    """Write the two verdicts beside one another, then every rule that changes."""
    rows: list[Row] = [
        ("", "today", f"with {', '.join(visible(change.strip()) for change in changes)}"),
        ("Verdict", _title(today), _title(then)),
        ("Still possible", _possible(today), _possible(then)),
        ("Settled", _yes(today.outlook.possible.settled), _yes(then.outlook.possible.settled)),
    ]
    for dimension in today.ruleset.dimensions:
        before, after = today.assessment.scores[dimension], then.assessment.scores[dimension]
        if before != after:
            rows.append((title_of(today.ruleset, dimension), _score(before), _score(after)))
    lines = _columns(rows)
    changed = _changed_rules(today, then)
    lines += ["", "Rules that change" if changed else "No rule changes."]
    for earlier, later in changed:
        # What a rule says names the answers on which it fires: so it is said of the sheet on which it does, or may.
        side = then if _certainty(later) >= _certainty(earlier) else today
        lines.append(f"  {later.rule}  {_outcome(earlier)} -> {_outcome(later)}")
        lines.append(f"      {_statement(side, later.rule)}")
    return "\n".join(lines) + "\n"


def _certainty(finding: Finding) -> int:
    """Rank how sure it is that a rule fires: not at all, it may, it is counted as firing or does."""
    return 2 if finding.provisional else 1 if finding.outcome == "open" else 0


def _columns(rows: list[Row]) -> list[str]:
    """Lay three columns out in 80, the long cells wrapped."""
    import textwrap

    first = min(20, max(len(row[0]) for row in rows))
    rest = (80 - first - 4) // 2
    lines = []
    for row in rows:
        cells = [textwrap.wrap(row[0], first) or [""], *(textwrap.wrap(cell, rest) or [""] for cell in row[1:])]
        for number in range(max(map(len, cells))):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            lines.append(f"{parts[0]:{first}}  {parts[1]:{rest}}  {parts[2]}".rstrip())
    return lines


def _title(conclusion: Conclusion) -> str:
    verdict = conclusion.assessment.verdict
    return next(visible(rung.title) for rung in conclusion.ruleset.verdicts if rung.id == verdict)


def _possible(conclusion: Conclusion) -> str:
    return ", ".join(conclusion.outlook.possible.verdicts)


def _yes(value: bool) -> str:
    return "yes" if value else "no, open answers can change it"


def _score(score: Score) -> str:
    return str(score.value) if score.low == score.high else f"{score.value} ({score.low} to {score.high})"


def _changed_rules(today: Conclusion, then: Conclusion) -> list[tuple[Finding, Finding]]:
    """Give what every rule that comes out differently came to before and comes to after the change."""
    both = zip(today.assessment.findings, then.assessment.findings, strict=True)
    return [
        (before, after)
        for before, after in both
        if (before.outcome, before.provisional) != (after.outcome, after.provisional)
    ]


def _outcome(finding: Finding) -> str:
    if finding.outcome != "open":
        return OUTCOMES[finding.outcome]
    return "open, counted as firing" if finding.provisional else "open, counted as not firing"


def _statement(conclusion: Conclusion, rule: str) -> str:
    said = conclusion.ruleset.rules[rule].say
    return visible(fill(said, conclusion.ruleset, conclusion.sheet.answers, conclusion.assessment))


def _compared_object(today: Conclusion, then: Conclusion, changes: Sequence[str]) -> dict[str, Json]:
    return {
        "set": list(changes),
        "today": _side(today),
        "then": _side(then),
        "rules": [
            {"rule": after.rule, "today": _outcome(before), "then": _outcome(after)}
            for before, after in _changed_rules(today, then)
        ],
    }


def _side(conclusion: Conclusion) -> dict[str, Json]:
    possible = conclusion.outlook.possible
    return {
        "verdict": conclusion.assessment.verdict,
        "settled": possible.settled,
        "possible": possible.verdicts,
        "dimensions": {
            name: {"value": score.value, "low": score.low, "high": score.high}
            for name, score in conclusion.assessment.scores.items()
        },
    }


# --- What would change it ---------------------------------------------------------------------------------------------


def _flips(conclusion: Conclusion, to: str | None, most: int | None) -> tuple[Flip, ...]:
    """Give the smallest changes, all of them or those to one verdict; unless told how many, a third one if need be."""
    flips = conclusion.outlook.flips if most in (None, 2) else further_flips(conclusion, most or 2)
    if to is None:
        return flips
    ladder = [rung.id for rung in conclusion.ruleset.verdicts]
    if to not in ladder:
        raise unreadable(f"unknown verdict {quote(to)}", did_you_mean(to, ladder, "verdicts"))
    found = tuple(flip for flip in flips if flip.verdict == to)
    if found or most is not None or to == conclusion.assessment.verdict:
        return found
    return tuple(flip for flip in further_flips(conclusion, 3) if flip.verdict == to)


def _listed(conclusion: Conclusion, flips: tuple[Flip, ...], to: str | None, tried: int) -> str:
    lines = [f"Today     {_title(conclusion)}"]
    if to is not None and to == conclusion.assessment.verdict:
        return "\n".join([*lines, f"That is what {to} means: nothing has to change."]) + "\n"
    if not flips:
        where = f"leads to {to}" if to else "changes the verdict"
        return "\n".join([*lines, "", f"No change of {TRIED[tried]} {where}.", _tried(conclusion)]) + "\n"
    from mlgate.report.page import is_absurd

    ladder = [rung.id for rung in conclusion.ruleset.verdicts]
    flips = tuple(flip for flip in flips if not any(is_absurd(change) for _, change in flip.changes))
    here = ladder.index(conclusion.assessment.verdict)
    for kind, heading in KINDS.items():
        chosen = [flip for flip in flips if flip.kind == kind]
        if kind == "falls_back" and to is None:  # nobody makes a project worse to get a heavier verdict
            chosen = [flip for flip in chosen if ladder.index(flip.verdict) < here]
        lines += ["", heading] if chosen else []
        for verdict in dict.fromkeys(flip.verdict for flip in chosen):
            lines += _ways(conclusion, [flip for flip in chosen if flip.verdict == verdict])
    return "\n".join(lines) + "\n"


def _tried(conclusion: Conclusion) -> str:
    """Say which answers were changed to find that out."""
    questions = conclusion.ruleset.questions.values()
    count = sum(question.changeable is not None for question in questions)
    return f"Tried: {count} of {len(questions)} questions, those that the rule set calls changeable."


def _ways(conclusion: Conclusion, flips: list[Flip]) -> list[str]:
    """Write the cheapest ways to one verdict; those that differ only in the choice of one question are one way."""
    ways = _grouped(flips)
    lines: list[str] = []
    for way in ways[:MOST_WAYS]:
        effort = f"  ({way[0].effort})" if way[0].effort else ""
        lines.append(f"  {way[0].verdict}{effort}")
        lines += [f"    {change}" for change in _changes(conclusion, way)]
    if len(ways) > MOST_WAYS:
        more = len(ways) - MOST_WAYS
        lines.append(f"  {flips[0].verdict}, in {more} more way{'' if more == 1 else 's'}: --json lists all of them")
    return lines


def _grouped(flips: list[Flip]) -> list[list[Flip]]:
    """Put flips together that differ only in the choice of the first question with choices."""
    ways: dict[object, list[Flip]] = {}
    for flip in flips:
        varied = next((id for id, change in flip.changes if isinstance(change, str)), None)
        rest = tuple((id, change) for id, change in flip.changes if id != varied)
        ways.setdefault((varied, rest, flip.effort) if varied else flip.changes, []).append(flip)
    return list(ways.values())


def _changes(conclusion: Conclusion, way: list[Flip]) -> list[str]:
    said = []
    for place, (id, _) in enumerate(way[0].changes):
        question = conclusion.ruleset.questions[id]
        now = answer_text(conclusion.ruleset, question, conclusion.sheet.answers.get(id))
        values = list(dict.fromkeys(flip.changes[place][1] for flip in way))
        text = threshold_text(conclusion.ruleset, question, values[0])
        if len(values) > 1:
            labels = [core_of(question, value) for value in values if isinstance(value, str)]
            text = f"{inside(title_of(conclusion.ruleset, id))}: {listing(labels, 'or')}"
        said.append(f"{visible(text)}  (now: {visible(inside(now))})")
    return said


def _flips_object(conclusion: Conclusion, flips: tuple[Flip, ...], to: str | None) -> dict[str, Json]:
    """Give the flips as the JSON report has them."""
    from mlgate.rendering.json import as_object

    outlook = replace(conclusion.outlook, flips=flips)
    whole = as_object(conclusion.ruleset, conclusion.sheet, conclusion.assessment, outlook, __version__)
    return {"verdict": conclusion.assessment.verdict, "to": to, "flips": whole["flips"]}

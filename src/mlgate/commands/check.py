"""Answers files in; whether every possible verdict is allowed, one line a file, and the gravest exit code out."""

from __future__ import annotations

import json as json_text
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from mlgate.commands.annotations import annotation, problem_annotation
from mlgate.commands.conclude import Conclusion, conclude
from mlgate.commands.formats import one_format
from mlgate.commands.inputs import read_given
from mlgate.commands.output import emit, say
from mlgate.files import unreadable
from mlgate.model import RuleSet
from mlgate.problem import NotFound, Problem, Unusable, did_you_mean, quote, shorten, visible
from mlgate.quantity import NotAQuantity, read_quantity
from mlgate.values import replace, value
from mlgate.wording import fill, inside, listing, title_of

Status = Literal["PASS", "WAIVE", "OPEN", "FAIL", "ERROR"]
EXIT: dict[Status, int] = {"PASS": 0, "WAIVE": 0, "OPEN": 3, "FAIL": 1, "ERROR": 2}
MOST_NAMED = 3
GRAVEST = (2, 1, 3, 0)
_COUNTED: tuple[tuple[Status, str], ...] = (
    ("PASS", "passed"),
    ("WAIVE", "waived"),
    ("OPEN", "open"),
    ("FAIL", "failed"),
    ("ERROR", "unusable"),
)
_ANNOTATION: dict[Status, str] = {"PASS": "notice", "WAIVE": "notice", "OPEN": "warning", "FAIL": "error"}


@value
class Gatekeeper:
    """What lets a file pass: verdicts and age from the command line or the rule set, and today's date."""

    today: date
    allow: tuple[str, ...] | None = None
    max_age: Fraction | None = None
    provisional: bool = False


@value
class Judgement:
    """What the gate says about one file: the status, the sentence behind it, and lines that explain it."""

    file: str
    status: Status
    sentence: str
    details: tuple[str, ...] = ()
    verdict: str = ""
    possible: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def run(
    files: Sequence[str],
    *,
    rules: str | None = None,
    changes: Sequence[str] = (),
    allow: str | None = None,
    max_age: str | None = None,
    provisional: bool = False,
    format: Literal["terminal", "json", "github"] | None = None,
    json: bool = False,
    output: str | None = None,
    quiet: bool = False,
    today: date | None = None,
) -> int:
    """Judge every file and give the gravest exit code."""
    allowed = tuple(word.strip() for word in allow.split(",") if word.strip()) if allow is not None else None
    if allowed == ():
        raise unreadable("--allow names no verdict", "for example --allow rules,classic")
    chosen = one_format(format, json)
    keeper = Gatekeeper(today or date.today(), allowed, _days(max_age), provisional)
    judged = [judge(file, rules, changes, keeper) for file in files]
    if chosen == "json":
        text = json_text.dumps(_as_object(judged), indent=2) + "\n"
    else:
        text = "".join(f"{line}\n" for line in lines_of(judged, quiet=quiet))
        if chosen == "github":
            text += "".join(f"{line}\n" for one in judged for line in annotated(one))
    emit(text, output, quiet=quiet)
    if chosen != "json":
        problems = problems_of(judged)
        say([str(Unusable(problems))] if problems else [])
    return exit_code(judged)


def problems_of(judged: Sequence[Judgement]) -> list[Problem]:
    """Give what makes files unusable; what is wrong with the command line is wrong with each of them, and said once."""
    return list(dict.fromkeys(problem for one in judged for problem in one.problems))


def exit_code(judged: Sequence[Judgement]) -> int:
    """Give the gravest exit code of all files."""
    codes = {EXIT[one.status] for one in judged}
    return next((code for code in GRAVEST if code in codes), 0)


def _days(text: str | None) -> Fraction | None:
    if text is None:
        return None
    try:
        return read_quantity(text, "duration")
    except NotAQuantity as error:
        raise unreadable(f"--max-age {quote(text)}: {error}", error.hint) from None


# --- One file ---------------------------------------------------------------------------------------------------------


def judge(file: str, rules: str | None, changes: Sequence[str], keeper: Gatekeeper) -> Judgement:
    """Judge one answers file; one that cannot be used does not keep the others from being judged."""
    try:
        given = read_given(file, rules, changes)
        conclusion = conclude(given.ruleset, given.sheet)
        allowed = _allowed(given.ruleset, keeper)
        judged = _judged(file, conclusion, allowed, keeper)
        return replace(judged, details=(*judged.details, *_remarks(conclusion, judged, keeper), *given.remarks))
    except Unusable as error:
        return Judgement(file, "ERROR", error.problems[0].message, problems=error.problems)
    except NotFound as error:
        return Judgement(file, "ERROR", str(error), problems=(Problem(str(error), help=error.help),))


def _allowed(ruleset: RuleSet, keeper: Gatekeeper) -> tuple[str, ...]:
    ladder = [rung.id for rung in ruleset.verdicts]
    if keeper.allow is None:
        if ruleset.gate.allow is None:
            raise unreadable(
                f"the rule set {ruleset.id} does not say which verdicts pass", "use --allow, or give it a gate:"
            )
        return ruleset.gate.allow
    names = tuple(ruleset.renamed.get(name, name) for name in keeper.allow)
    unknown = [name for name in names if name not in ladder]
    if unknown:
        raise unreadable(f"--allow: unknown verdict {quote(unknown[0])}", did_you_mean(unknown[0], ladder, "verdicts"))
    return names


def _judged(file: str, conclusion: Conclusion, allowed: tuple[str, ...], keeper: Gatekeeper) -> Judgement:
    verdict = conclusion.assessment.verdict
    possible = (verdict,) if keeper.provisional else conclusion.outlook.possible.verdicts
    refused = tuple(one for one in possible if one not in allowed)
    stale = _stale(conclusion, keeper)
    if stale:
        return Judgement(file, "FAIL", stale, (), verdict, possible, refused)
    named = _named(verdict, possible)
    if not refused:
        return Judgement(file, "PASS", named, (), verdict, possible)
    waiver = conclusion.sheet.waiver
    if waiver and waiver.until >= keeper.today and set(refused) <= {waiver.verdict}:
        sentence = f"{named}, allowed by {shorten(waiver.by, 80)} until {waiver.until.isoformat()}"
        return Judgement(
            file, "WAIVE", sentence, (f"because: {shorten(waiver.because, 200)}",), verdict, possible, refused
        )
    if len(refused) < len(possible):
        verb = "is" if len(refused) == 1 else "are"
        sentence = f"{named}; {listing(refused)} {verb} not allowed"
        return Judgement(file, "OPEN", sentence, _deciding(conclusion), verdict, possible, refused)
    reason = _reason(conclusion)
    return Judgement(file, "FAIL", f"{named}: {reason}" if reason else named, (), verdict, possible, refused)


def _named(verdict: str, possible: tuple[str, ...]) -> str:
    """Name the verdicts still possible; where they are many, the provisional one and how many others."""
    others = len(possible) - 1
    return listing(possible, "or") if others <= MOST_NAMED else f"{verdict} now, {others} others possible"


def _stale(conclusion: Conclusion, keeper: Gatekeeper) -> str:
    """Say that the answers are too old, or from a day that has not come yet, where they are."""
    oldest = keeper.max_age if keeper.max_age is not None else conclusion.ruleset.gate.max_age
    given = conclusion.sheet.date
    if oldest is None or given is None:
        return ""
    age = (keeper.today - given).days
    if age < -1:  # tomorrow may have begun where they were given
        return f"the answers are dated {given.isoformat()}, which is {-age:,} days from now"
    return f"the answers are {age:,} days old; at most {int(oldest):,} are allowed" if age > oldest else ""


def _remarks(conclusion: Conclusion, judged: Judgement, keeper: Gatekeeper) -> list[str]:
    """Say what the status alone hides: no date, a waiver that does not help, figures without a note, assumptions."""
    sheet, said = conclusion.sheet, []
    oldest = keeper.max_age if keeper.max_age is not None else conclusion.ruleset.gate.max_age
    if oldest is not None and sheet.date is None:
        said.append("undated: their age is not judged")
    if sheet.waiver and sheet.waiver.until < keeper.today:
        said.append(f"the waiver ended on {sheet.waiver.until.isoformat()}")
    elif sheet.waiver and (others := [one for one in judged.refused if one != sheet.waiver.verdict]):
        said.append(f"the waiver is for {sheet.waiver.verdict}, not for {listing(others, 'or')}")
    bare = [
        answer.question
        for answer in sheet.answers.values()
        if not answer.note
        and answer.question not in conclusion.assessment.hidden
        and set(conclusion.ruleset.questions[answer.question].needs_note) & set(answer.choices or ())
    ]
    return [*said, f"assumed, as no note says how: {', '.join(bare)}"] if bare else said


def _deciding(conclusion: Conclusion) -> tuple[str, ...]:
    """Name the questions that decide between the verdicts still possible, with what it takes to answer them."""
    efforts = {one.question: one.effort for one in conclusion.outlook.find_out}
    first = list(efforts)[:3] or list(conclusion.outlook.open_questions)[:3]
    questions = conclusion.ruleset.questions
    said = []
    for id in first:
        change = questions[id].changeable
        effort = efforts.get(id) or (change.effort if change else "")
        said.append(f"{id} ({effort})" if effort else id)
    more = len(conclusion.outlook.open_questions) - len(first)
    return (f"decides it: {', '.join(said)}{f' and {more} more' if more > 0 else ''}",) if said else ()


def _reason(conclusion: Conclusion) -> str:
    """Say in one sentence what holds the verdict where it is: the cap, or the rule that calls it enough."""
    assessment, ruleset = conclusion.assessment, conclusion.ruleset
    for limit in (assessment.provisional_cap, assessment.enough):
        if limit and limit.verdict == assessment.verdict and limit.by[0] in ruleset.rules:
            said = fill(ruleset.rules[limit.by[0]].say, ruleset, conclusion.sheet.answers, assessment)
            return inside(shorten(said.rstrip("."), 200))
    missing = [(rung.verdict, rung.missing) for rung in assessment.rungs if rung.missing]
    if not missing:
        return ""
    dimension, score, need = missing[0][1][0]
    return f"{inside(title_of(ruleset, dimension))} {score.value} of {need} for {missing[0][0]}"


# --- In which words ---------------------------------------------------------------------------------------------------


def lines_of(judged: Sequence[Judgement], *, quiet: bool = False) -> list[str]:
    """Write one line a file, with what explains it below, and the sum."""
    width = min(48, max((len(visible(one.file)) for one in judged), default=0))
    lines: list[str] = []
    for one in judged:
        if quiet and one.status == "PASS":
            continue
        lines.append(f"{one.status:<5} {visible(one.file):<{width}}  {visible(one.sentence)}".rstrip())
        lines += [f"{'':{width + 6}}  {visible(detail)}" for detail in one.details]
    if not quiet:
        counts = ((sum(1 for one in judged if one.status == status), word) for status, word in _COUNTED)
        lines.append(", ".join(f"{number} {word}" for number, word in counts if number))
    return lines


def annotated(judged: Judgement) -> Iterator[str]:
    """Write what GitHub shows beside a file: the status, or where it is unusable every mistake at its place."""
    title = f"mlgate {judged.status}"
    for problem in judged.problems:
        yield problem_annotation(problem, title, judged.file)
    if not judged.problems:
        text = "\n".join([judged.sentence, *judged.details])
        yield annotation(_ANNOTATION[judged.status], title, text, judged.file)


def _as_object(judged: Sequence[Judgement]) -> dict[str, object]:
    from mlgate.commands.failing import problem_object

    problems = [problem_object(problem) for problem in problems_of(judged)]
    return {
        **({"error": {"problems": problems}} if problems else {}),
        "results": [
            {
                "file": one.file,
                "status": one.status.lower(),
                "verdict": one.verdict or None,
                "possible": one.possible,
                "not_allowed": one.refused,
                "reason": one.sentence,
                "details": one.details,
            }
            for one in judged
        ],
        "exit": exit_code(judged),
    }

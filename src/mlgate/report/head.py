"""An assessment goes in; what stands above the sections comes out: title, byline, what to do and what is asked for."""

from __future__ import annotations

import re
from fractions import Fraction

from mlgate.model import FindOut
from mlgate.quantity import DURATIONS
from mlgate.report.budget import Budget
from mlgate.report.layout import Line, Plain, Strong, Typed
from mlgate.report.matter import (
    Matter,
    counted,
    day,
    ended,
    filled,
    first_sentence,
    headline,
    joined,
    line,
    others_possible,
    rank,
    rung_of,
    text_of,
)
from mlgate.report.measure import cut
from mlgate.wording import amount, inside

_LONG_WORD = re.compile(r"\w{4,}")
_SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def title(matter: Matter, budget: Budget) -> Line:
    """Say project and verdict."""
    project = matter.sheet.project or "Untitled project"
    return cut(line(cut((Typed(project),), budget.words // 2), ": ", inside(headline(matter))), budget.words)


def byline(matter: Matter, budget: Budget) -> Line:
    """Say whose project it is, as of when, how settled, and who says so."""
    sheet = matter.sheet
    parts: list[Line] = []
    if sheet.owner:
        parts.append(cut(line("Owner: ", Typed(sheet.owner)), budget.words // 2))
    if sheet.date:
        parts.append(line(day(sheet.date)))
    said = standing(matter)
    parts.append(line(said if parts else said.capitalize()))
    parts.append(line("answered by the proposing team, not checked"))
    return joined(parts, " · ")


def standing(matter: Matter) -> str:
    """Say in a few words whether open answers can still change the verdict."""
    if matter.outlook.possible.settled:
        return "settled: no open answer can change it"
    return f"provisional: {counted(len(matter.outlook.open_questions), 'open answer')} can change it"


def recommendation(matter: Matter, budget: Budget) -> Line:
    """Say what to do, in the words of the verdict."""
    rung = rung_of(matter, matter.assessment.verdict)
    means = filled(matter, first_sentence(rung.means))
    mark = ". " if ":" in rung.title + text_of(means) else ": "
    if rung.next and _says_again(text_of(means), text_of(filled(matter, rung.next[0]))):
        means = ()
    said = line(headline(matter), mark, _inside(means) if mark == ": " else means) if means else line(headline(matter))
    steps = [ended(filled(matter, text)) for text in rung.next[:1]]
    return line(Strong("Recommendation."), " ", cut(joined([ended(said), *steps], " "), 2 * budget.words))


def _says_again(sentence: str, step: str) -> bool:
    """Tell whether most words of a step stand in a sentence already, as where both list the same methods."""
    words = set(_LONG_WORD.findall(step.lower()))
    return 2 * len(words & set(_LONG_WORD.findall(sentence.lower()))) > len(words)


def _inside(content: Line) -> Line:
    """Begin a line small, as it stands behind a colon."""
    first = content[0]
    return (Plain(inside(first.text)), *content[1:]) if isinstance(first, Plain) else content


def decision(matter: Matter, budget: Budget) -> Line:
    """Say what is asked of whoever decides, in days and money."""
    parts = [*_days_asked(matter), *_money_asked(matter)]
    return line(Strong("Decision asked for."), " ", cut(joined(parts, " "), budget.words)) if parts else ()


def _days_asked(matter: Matter) -> list[Line]:
    efforts = [_days_of(found) for found in matter.outlook.find_out]
    known = [days for days in efforts if days is not None]
    if not known or matter.outlook.possible.settled:
        return []
    count = len(efforts)
    more = len(matter.outlook.open_questions) - count
    if more <= 0:
        return [line(f"{_days_text(sum(known))} now, to find out {counted(count, 'thing')}.")]
    number = _SPELLED[count] if count < len(_SPELLED) else str(count)
    most = f"the {number} answers that matter" if count > 1 else "the answer that matters"
    stay = f"{more} more {'stays' if more == 1 else 'stay'} open"
    return [line(f"{_days_text(sum(known))} now, for {most} most; {stay}.")]


def _days_text(days: Fraction | int) -> str:
    whole = -(-Fraction(days).numerator // Fraction(days).denominator)
    return counted(whole, "person-day")


def _days_of(found: FindOut) -> Fraction | None:
    match = re.search(r"(\d+(?:\.\d+)?)\s*(days?|weeks?|months?|h)\b", found.effort)
    return Fraction(match[1]) * DURATIONS[match[2]] if match else None


def _money_asked(matter: Matter) -> list[Line]:
    """Ask for money only at the heaviest verdict; else give the time, and say that nothing heavier is asked for."""
    here = matter.assessment.verdict
    build, run = _amount_given(matter, "build_cost"), _amount_given(matter, "run_cost")
    if rank(matter, here) == 0:
        return [line("No money and no people.")]
    if rank(matter, here) == len(matter.ruleset.verdicts) - 1:
        parts = [part for part in (build and f"{build} to build", run and f"{run} a year to run") if part]
        return [
            line(f"Up to {' and '.join(parts)}." if parts else "A budget to build and to run it; no figures are given.")
        ]
    if any(rank(matter, verdict) > rank(matter, here) for verdict in others_possible(matter)):
        return [line(f"None of the {build} for building until then." if build else "No budget for more until then.")]
    revisit = rung_of(matter, here).revisit.strip()
    is_duration = re.fullmatch(r"\d+ \w+", revisit)
    time = f"Leave to do this{f' for at most {revisit}, then a fresh look' if is_duration else ''}. "
    return [line(f"{time}No budget for anything heavier.")]


def _amount_given(matter: Matter, name: str) -> str:
    answer = matter.sheet.answers.get(name)
    if name not in matter.ruleset.questions or answer is None or answer.interval is None:
        return ""
    high = answer.interval.high
    return "" if high is None else amount(matter.ruleset, name, high)

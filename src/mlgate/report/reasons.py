"""The findings go in; the reasons that decided the verdict come out, worded, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterable

from mlgate.model import Answer, Effect, Finding, Question, Rule, RungState
from mlgate.report.layout import Line, Plain, Sign, Typed
from mlgate.report.matter import Matter, ahead, filled, joined, line, rank, rung_of, short, text_of
from mlgate.report.openness import failing_part, open_statement, relevant, taken_for
from mlgate.values import value
from mlgate.wording import answer_text, inside, title_of

LONGEST_NOTE = 40  # characters of a note that may stand beside an answer


@value
class Reason:
    """One rule that counts in the provisional world, and which way it pulls."""

    sign: Sign
    against: bool
    statement: Line
    taken: str
    answer: Line
    rule: Rule
    finding: Finding


def reasons_against(matter: Matter) -> list[Reason]:
    """List what holds the verdict down, the weightiest first; at the plainest verdict only what decided it."""
    found = _sorted(matter, against=True)
    if rank(matter, matter.assessment.verdict) == 0:
        found = [finding for finding in found if _is_binding(matter, finding.rule)] or found
    return [_reason(matter, finding, against=True) for finding in found]


def reasons_for(matter: Matter) -> list[Reason]:
    """List what is known to speak for climbing higher, the weightiest first; at the plainest verdict nothing does."""
    if rank(matter, matter.assessment.verdict) == 0:
        return []
    known = [finding for finding in _sorted(matter, against=False) if finding.outcome == "fires"]
    return [_reason(matter, finding, against=False) for finding in _spread(matter, known)]


# --- Which ------------------------------------------------------------------------------------------------------------


def _sorted(matter: Matter, *, against: bool) -> list[Finding]:
    found = [
        (_weight(matter, matter.ruleset.rules[finding.rule].effect, finding.rule), place, finding)
        for place, finding in enumerate(matter.assessment.findings)
        if finding.provisional and _pulls_down(matter, matter.ruleset.rules[finding.rule].effect) is against
    ]
    return [finding for _, _, finding in sorted(found, key=lambda entry: (entry[0], entry[1]))]


def _spread(matter: Matter, findings: list[Finding]) -> list[Finding]:
    """Put the weightiest of each dimension first, so that one dimension does not speak for all."""
    first: list[Finding] = []
    rest: list[Finding] = []
    seen: set[str] = set()
    for finding in findings:
        dimension = max(matter.ruleset.rules[finding.rule].effect.points, key=lambda entry: entry[1])[0]
        (rest if dimension in seen else first).append(finding)
        seen.add(dimension)
    return first + rest


def _pulls_down(matter: Matter, effect: Effect) -> bool | None:
    """Tell whether an effect holds the verdict down (True), lifts it (False) or neither (None)."""
    if effect.at_most or effect.enough or effect.rules_out:
        return True
    points = sum(number for _, number in effect.points)
    return points < 0 if points else None


def _weight(matter: Matter, effect: Effect, rule: str) -> tuple[int, int]:
    """Weigh a rule, the smallest first: what decided the verdict, what closes the next one, points that matter."""
    assessment = matter.assessment
    points = -max((abs(number) for _, number in effect.points), default=0)
    enough = assessment.enough
    if _is_binding(matter, rule):
        return 0, points
    if enough and enough.verdict == assessment.verdict and rule in enough.by:
        return 1, points
    state = _state_ahead(matter)
    if state and rule in state.closed_by:
        return 2, points
    needed = {dimension for dimension, _, _ in state.missing} if state else set()
    if needed & {dimension for dimension, _ in effect.points}:
        return 3, points
    if effect.at_most and rank(matter, effect.at_most) < len(matter.ruleset.verdicts) - 1:
        return 4, points
    return 5, points


def _is_binding(matter: Matter, rule: str) -> bool:
    """Tell whether a rule caps the verdict at just where it is."""
    cap = matter.assessment.provisional_cap
    return cap is not None and cap.verdict == matter.assessment.verdict and rule in cap.by


def _state_ahead(matter: Matter) -> RungState | None:
    rung = ahead(matter)
    return next((state for state in matter.assessment.rungs if rung and state.verdict == rung.id), None)


# --- In which words ---------------------------------------------------------------------------------------------------


def _reason(matter: Matter, finding: Finding, *, against: bool) -> Reason:
    rule = matter.ruleset.rules[finding.rule]
    is_open = finding.outcome == "open"
    return Reason(
        sign="open" if is_open else "against" if against else "for",
        against=against,
        statement=open_statement(matter, finding) if is_open else filled(matter, rule.say),
        taken=_taken_for_one(matter, finding) if is_open else "",
        answer=answers_behind(matter, relevant(matter, finding) if is_open else finding.because),
        rule=rule,
        finding=finding,
    )


def _taken_for_one(matter: Matter, finding: Finding) -> str:
    """Give what is taken for the one answer that leaves a rule open, where it is one."""
    names = relevant(matter, finding)
    return taken_for(matter, matter.ruleset.questions[names[0]]) if len(names) == 1 else ""


def answers_behind(matter: Matter, questions: Iterable[str]) -> Line:
    """Say the answers to a few questions, each under its title where there are several."""
    asked = [matter.ruleset.questions[name] for name in questions if name in matter.ruleset.questions]
    told = [question for question in asked if matter.sheet.answers.get(question.id) is not None] or asked
    if len(told) == 1:
        return answer_line(matter, told[0])
    titled = (
        line(f"{title_of(matter.ruleset, question.id)}: ", answer_line(matter, question)) for question in told[:2]
    )
    return joined(titled, "; ")


def answer_line(matter: Matter, question: Question) -> Line:
    """Say one answer, with a short note of the person who gave it, and what an open one is counted as."""
    answer = matter.sheet.answers.get(question.id)
    said = answer_span(matter, question, answer)
    taken = taken_for(matter, question) if question.id not in matter.assessment.hidden else ""
    if taken:
        return line(said, f"; counted as {taken}")
    note = answer.note if answer else ""
    return line(said, " (", Typed(note), ")") if note and len(note) <= LONGEST_NOTE and answer else said


def answer_span(matter: Matter, question: Question, answer: Answer | None) -> Line:
    """Say one answer as a line: typed text apart from our own words."""
    said = answer_text(matter.ruleset, question, answer)
    return (Typed(said),) if answer is not None and answer.text is not None else (Plain(said),)


def rule_name(matter: Matter, rule: Rule) -> str:
    """Name a rule on the first pages: its id, or the question whose answer carries the effect."""
    return title_of(matter.ruleset, rule.choice_of) if rule.choice_of else rule.id


def strongest_effect(matter: Matter, effect: Effect) -> str:
    """Say what a rule decides by itself; points alone decide nothing."""
    if effect.at_most:
        return f"at most {short(matter, effect.at_most)}"
    if effect.enough:
        return f"enough: {short(matter, effect.enough)}"
    if effect.rules_out:
        return f"closes {', '.join(short(matter, verdict) for verdict in effect.rules_out)}"
    return ""


def effect_text(matter: Matter, effect: Effect) -> str:
    """Say everything that a rule does: `at most rules; Data -40`."""
    points = [f"{title_of(matter.ruleset, name)} {number:+d}" for name, number in effect.points]
    return "; ".join(part for part in (strongest_effect(matter, effect), *points) if part)


def reason_for_closing(matter: Matter, state: RungState) -> str:
    """Say in a few words why a rung is closed in every world: a rule that fires, or a minimum out of reach."""
    firing = {finding.rule for finding in matter.assessment.findings if finding.outcome == "fires"}
    for rule in state.closed_by:
        if rule in firing:
            return inside(text_of(filled(matter, matter.ruleset.rules[rule].say)).rstrip("."))
    if state.condition_holds is False:
        return failing_part(matter, rung_of(matter, state.verdict))
    for dimension, score, need in state.missing:
        if score.high < need:
            return f"{inside(title_of(matter.ruleset, dimension))} {score.high} of {need}"
    return ""

"""The findings go in; the reasons that decided the verdict come out, worded, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from mlgate.expression.syntax import Compare, Value
from mlgate.model import Answer, Effect, Finding, Question, Rule, RungState
from mlgate.report.layout import Line, Plain, Sign, Typed
from mlgate.report.matter import Matter, ahead, filled, joined, line, rank, short
from mlgate.wording import amount, answer_text, condition_text, fact_text, inside, title_of, value_text

LONGEST_NOTE = 40  # characters of a note that may stand beside an answer


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that counts in the provisional world, and which way it pulls."""

    sign: Sign
    against: bool
    statement: Line
    answer: Line
    rule: Rule
    finding: Finding


def reasons_against(matter: Matter) -> list[Reason]:
    """List what holds the verdict down, the weightiest first."""
    return [_reason(matter, finding, against=True) for finding in _sorted(matter, against=True)]


def reasons_for(matter: Matter) -> list[Reason]:
    """List what speaks for climbing higher, the weightiest first."""
    return [_reason(matter, finding, against=False) for finding in _sorted(matter, against=False)]


def counting(matter: Matter) -> list[Finding]:
    """List the findings that fire in the provisional world or are open, in the order of the rules."""
    return [finding for finding in matter.assessment.findings if finding.provisional or finding.outcome == "open"]


# --- Which ------------------------------------------------------------------------------------------------------------


def _sorted(matter: Matter, *, against: bool) -> list[Finding]:
    found = [
        (_weight(matter, matter.ruleset.rules[finding.rule].effect, finding.rule), place, finding)
        for place, finding in enumerate(matter.assessment.findings)
        if finding.provisional and _pulls_down(matter, matter.ruleset.rules[finding.rule].effect) is against
    ]
    return [finding for _, _, finding in sorted(found, key=lambda entry: (entry[0], entry[1]))]


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
    binding = assessment.provisional_cap
    enough = assessment.enough
    if binding and binding.verdict == assessment.verdict and rule in binding.by:
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
        answer=answers_behind(matter, finding.missing if is_open else finding.because),
        rule=rule,
        finding=finding,
    )


def open_statement(matter: Matter, finding: Finding) -> Line:
    """Word an open rule from its condition, never from what it would say if it fired."""
    rule = matter.ruleset.rules[finding.rule]
    test = rule.when.test
    if isinstance(test, Compare) and isinstance(test.term, Value):
        range_of = _known_range(matter, test.term.name)
        if range_of:
            limit = amount(matter.ruleset, test.term.name, test.bound)
            return line(f"{title_of(matter.ruleset, test.term.name)} is {range_of}; the limit is {limit}")
    if len(finding.missing) == 1:
        question = matter.ruleset.questions[finding.missing[0]]
        taken = _taken(matter, question)
        if taken:
            return line(f"{title_of(matter.ruleset, question.id)} is not known; counted as {taken}")
    counted_as = "so" if finding.provisional else "not so"
    return line(f"Not known, counted as {counted_as}: {condition_text(matter.ruleset, rule.when)}")


def _known_range(matter: Matter, name: str) -> str:
    """Give the range of a question or fact that is known at both ends, else nothing."""
    fact = matter.ruleset.facts.get(name)
    value = matter.assessment.facts.get(name)
    if fact and value and isinstance(value.low, Fraction) and isinstance(value.high, Fraction):
        return fact_text(matter.ruleset, fact, value)
    answer = matter.sheet.answers.get(name)
    if answer and answer.interval and answer.interval.low is not None and answer.interval.high is not None:
        return answer_text(matter.ruleset, matter.ruleset.questions[name], answer)
    return ""


def _taken(matter: Matter, question: Question) -> str:
    """Give the value that stands for an answer nobody has; nothing where the answer is a range or a few choices."""
    answer = matter.sheet.answers.get(question.id)
    if answer is not None and not answer.unknown:
        return ""
    return value_text(matter.ruleset, question.id, matter.assessment.world.get(question.id))


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
    taken = _taken(matter, question) if question.id not in matter.assessment.hidden else ""
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
        return f"{short(matter, effect.enough)} is enough"
    if effect.rules_out:
        return f"closes {', '.join(short(matter, verdict) for verdict in effect.rules_out)}"
    return ""


def effect_text(matter: Matter, effect: Effect) -> str:
    """Say everything that a rule does: `at most rules; Data -40`."""
    points = [f"{title_of(matter.ruleset, name)} {number:+d}" for name, number in effect.points]
    return "; ".join(part for part in (strongest_effect(matter, effect), *points) if part)


def reason_for_closing(matter: Matter, state: RungState) -> str:
    """Say in a few words why a rung is closed: the first rule that closes it, or the first minimum that is not met."""
    for rule in state.closed_by:
        if rule in matter.ruleset.rules:
            return inside(matter.ruleset.rules[rule].say.rstrip("."))
    for dimension, score, need in state.missing:
        return f"{inside(title_of(matter.ruleset, dimension))} {score.value} of {need}"
    return ""

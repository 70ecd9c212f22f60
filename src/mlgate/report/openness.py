"""An open rule goes in; the part of its condition that is still open, in words, comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from mlgate.expression.comparing import compares
from mlgate.expression.syntax import And, Compare, Constant, HasChoice, Holds, Member, Not, Or, Test, Value
from mlgate.expression.walking import names_in
from mlgate.model import FactValue, Finding, Question, RuleSet, Rung
from mlgate.report.layout import Line
from mlgate.report.matter import Matter, asks, line
from mlgate.wording import amount, answer_text, fact_text, inside, test_text, title_of, value_text


def relevant(matter: Matter, finding: Finding) -> tuple[str, ...]:
    """Give the questions that leave a rule open: those that can change the verdict, else all of them."""
    telling = tuple(name for name in finding.missing if name in matter.outlook.open_questions)
    return telling or finding.missing


def open_statement(matter: Matter, finding: Finding, *, asking: bool = False) -> Line:
    """Word an open rule from its condition, never from what it says where it fires; `asking` spells a question out."""
    names = relevant(matter, finding)
    test = _open_part(matter, matter.ruleset.rules[finding.rule].when.test, frozenset(names))
    if isinstance(test, Compare) and isinstance(test.term, Value):
        known = _known_range(matter, test.term.name)
        if known:
            limit = amount(matter.ruleset, test.term.name, test.bound)
            is_ = " is" if test.term.name in matter.ruleset.facts else ":"  # titles of questions may be in the plural
            return line(f"{title_of(matter.ruleset, test.term.name)}{is_} {known}; the limit is {limit}")
    if len(names) == 1:
        question = matter.ruleset.questions[names[0]]
        answer = matter.sheet.answers.get(question.id)
        if asking and (answer is None or answer.unknown):
            return line(f"Not known: {inside(asks(question))}")
        title = title_of(matter.ruleset, question.id)
        if answer is None or answer.unknown:
            return line(_not_known(title))
        return line(f"{title.rstrip('?')}: {answer_text(matter.ruleset, question, answer)}")
    words = test_text(matter.ruleset, test or matter.ruleset.rules[finding.rule].when.test)
    return line(f"Still open: {words}")


def _not_known(title: str) -> str:
    """Say that nobody knows what stands under a title, which may be a question or in the plural."""
    if title.endswith("?"):
        return f"{title.rstrip('?')}: not known"
    return f"{title} {'are' if re.search('[^suiy]s$', title) else 'is'} not known"


def taken_for(matter: Matter, question: Question) -> str:
    """Give the value that stands for an answer nobody has; nothing where the answer is a range or a few choices."""
    answer = matter.sheet.answers.get(question.id)
    if answer is not None and not answer.unknown:
        return ""
    return value_text(matter.ruleset, question.id, matter.assessment.world.get(question.id))


def failing_part(matter: Matter, rung: Rung) -> str:
    """Say by which answer or fact the condition of a rung does not hold: `existing model: none known`; or nothing."""
    return _failing(matter, rung.when.test) if rung.when else ""


def _failing(matter: Matter, test: Test) -> str:
    """Walk a condition to the first answer or fact in the way; where several ways in are closed, that of the first."""
    match test:
        case And(parts) | Or(parts):
            return next((said for part in parts if (said := _failing(matter, part))), "")
        case Not(Holds(name)) if _fact_holds(matter, name):
            return inside(title_of(matter.ruleset, name))
        case Member(name, choices) | Not(Member(name, choices)):
            value = matter.assessment.world.get(name)
            if value is not None and (value in choices) == isinstance(test, Not):
                return f"{inside(title_of(matter.ruleset, name))}: {value_text(matter.ruleset, name, value)}"
    return ""


def _fact_holds(matter: Matter, name: str) -> bool:
    fact = matter.assessment.facts.get(name)
    return fact is not None and fact.value is True


def _known_range(matter: Matter, name: str) -> str:
    """Give the range of a question or fact that is known at both ends, else nothing."""
    fact = matter.ruleset.facts.get(name)
    value = matter.assessment.facts.get(name)
    if fact and value and _is_number(value.low) and _is_number(value.high):
        return fact_text(matter.ruleset, fact, value)
    answer = matter.sheet.answers.get(name)
    if answer and answer.interval and answer.interval.low is not None and answer.interval.high is not None:
        return answer_text(matter.ruleset, matter.ruleset.questions[name], answer)
    return ""


def _is_number(value: Fraction | bool | None) -> bool:
    return isinstance(value, Fraction)


# --- The open part of a condition -------------------------------------------------------------------------------------


def _open_part(matter: Matter, test: Test, names: frozenset[str]) -> Test | None:
    """Drop from a condition what the answers have decided, and what no question among `names` touches."""
    match test:
        case And(parts) | Or(parts):
            kept = [part for part in (_open_part(matter, part, names) for part in parts) if part is not None]
            if len(kept) < 2:
                return kept[0] if kept else None
            return And(tuple(kept)) if isinstance(test, And) else Or(tuple(kept))
        case Not(part):
            inner = _open_part(matter, part, names)
            return None if inner is None else Not(inner)
        case Constant():
            return None
        case Member(name) | HasChoice(name):
            return test if name in names else None
        case Holds(name):
            return test if names & _questions_behind(matter.ruleset, (name,)) else None
        case Compare():
            return None if _is_decided(matter, test) else test if _touches(matter, test, names) else None


def _touches(matter: Matter, test: Compare, names: frozenset[str]) -> bool:
    mentioned = frozenset(names_in(test.term))
    return bool(names & (mentioned | _questions_behind(matter.ruleset, mentioned)))


def _questions_behind(ruleset: RuleSet, names: Iterable[str]) -> frozenset[str]:
    """Give the questions that facts rest on, through other facts."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        fact = ruleset.facts.get(name)
        if fact:
            for expression in (fact.value, fact.holds, fact.when):
                waiting += sorted(expression.names) if expression else []
    return frozenset(found & ruleset.questions.keys())


def _is_decided(matter: Matter, test: Compare) -> bool:
    """Tell whether the bounds of a fact already decide a comparison with it."""
    value = matter.assessment.facts.get(test.term.name) if isinstance(test.term, Value) else None
    if value is None or value.can_be_na:
        return False
    return _at_ends(value, test) is not None


def _at_ends(value: FactValue, test: Compare) -> bool | None:
    low, high = value.low, value.high
    if not isinstance(low, Fraction) or not isinstance(high, Fraction) or test.op == "==":
        return None
    ends = {compares(end, test.op, test.bound) for end in (low, high)}
    return ends.pop() if len(ends) == 1 else None

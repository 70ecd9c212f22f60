"""An assessment goes in; what the money says comes out: value, costs, payback, where it breaks even, whose figures."""

from __future__ import annotations

from fractions import Fraction

from mlgate.analysis.thresholds import segments, usual_grid
from mlgate.assessment import assess
from mlgate.assessment.plan import plan_of
from mlgate.assessment.ranges import Range
from mlgate.assessment.state import state_of, truth_of
from mlgate.model import Answer, Interval, Outcome
from mlgate.report.budget import Budget
from mlgate.report.layout import Block, Line, Paragraph, Table
from mlgate.report.matter import (
    Matter,
    line,
    rank,
)
from mlgate.report.measure import cut
from mlgate.wording import amount, inside, listing, threshold_text, title_of

# The money of the built-in rule sets; a rule set without these has no such section. True: more is worse.
_MONEY = (
    ("yearly_gain", False),
    ("build_cost", True),
    ("run_cost", True),
    ("payback_months", True),
    ("break_even_volume", True),
)
UNTOLD = Fraction(10**13)  # an end this far out comes from a question's limit, not from anybody's answer
_COSTS = ("build_cost", "run_cost")
_SUMS = ("annual_value", "value_per_decision", *_COSTS)
_PAYING = {"net", "payback_months"}
_MONEY_QUESTIONS = ("annual_value", "value_per_decision", "volume", "build_cost", "run_cost")


def money(matter: Matter, budget: Budget) -> list[Block]:
    """Give value, costs and payback at worst and at best, where it breaks even, and whose figures they are."""
    found = [(name, _money_row(matter, name, worse_high)) for name, worse_high in _MONEY]
    if not any(row for _, row in found):
        return []
    rows = tuple(row for name, known in found if (row := known or _unknown_row(matter, name)))
    blocks: list[Block] = [Table(("", "At worst", "At best"), rows, row_heads=True)]
    remarks = [text for text in (_break_even(matter), _whose_figures(matter)) if text]
    return [*blocks, Paragraph(cut(line(" ".join(remarks)), budget.words))] if remarks else blocks


def _money_row(matter: Matter, name: str, worse_high: bool) -> tuple[Line, ...] | None:
    ends = _ends(matter, name)
    if ends is None:
        return None
    worst, best = (ends[1], ends[0]) if worse_high else ends
    return line(title_of(matter.ruleset, name)), line(worst), line(best)


def _unknown_row(matter: Matter, name: str) -> tuple[Line, ...] | None:
    """Say of a cost that nobody knows that it is missing, and what cannot be said without it."""
    unknown = [cost for cost in _COSTS if _is_unknown(matter, cost)]
    if not unknown or not any(_is_given(matter, given) for given in _SUMS):
        return None
    title = title_of(matter.ruleset, name)
    if name in unknown:
        return line(title), line("not known"), line("not known")
    if name == "payback_months" and name in matter.ruleset.facts:
        without = listing([inside(title_of(matter.ruleset, cost)) for cost in unknown], "or")
        return line(title), line(f"cannot be said without the {without}"), line()
    return None


def _is_unknown(matter: Matter, name: str) -> bool:
    """Tell whether a question that applies has no number, not even a range."""
    if name not in matter.ruleset.questions or name in matter.assessment.hidden:
        return False
    answer = matter.sheet.answers.get(name)
    return answer is None or (answer.interval is None and not answer.not_applicable)


def _ends(matter: Matter, name: str) -> tuple[str, str] | None:
    """Give the low and high end of a money question or fact in words, None where there is nothing to say."""
    answer = matter.sheet.answers.get(name)
    value = matter.assessment.facts.get(name)
    if name in matter.ruleset.questions:
        interval = answer.interval if answer else None
        return _words_of_ends(matter, name, interval.low, interval.high) if interval else None
    if value is None or name not in matter.ruleset.facts:
        return None
    never = matter.ruleset.facts[name].otherwise if value.can_be_na else ""
    if value.value is None and not (never and _is_given(matter, "build_cost") and _ends(matter, "net")):
        return None
    ends = _words_of_ends(matter, name, _number(value.low), _number(value.high))
    return (ends[0] if ends else never, never) if never else ends


def _words_of_ends(matter: Matter, name: str, low: Fraction | None, high: Fraction | None) -> tuple[str, str] | None:
    words = [
        "not known" if end is None or abs(end) >= UNTOLD else amount(matter.ruleset, name, end) for end in (low, high)
    ]
    return None if set(words) == {"not known"} else (words[0], words[1])


def _number(end: Fraction | bool | None) -> Fraction | None:
    return end if isinstance(end, Fraction) else None


def _is_given(matter: Matter, name: str) -> bool:
    answer = matter.sheet.answers.get(name)
    return answer is not None and answer.interval is not None


def _break_even(matter: Matter) -> str:
    """Give the computed threshold of a money answer that lifts the verdict, to the plainest one that it can reach."""
    here = rank(matter, matter.assessment.verdict)
    lifting = [flip for flip in matter.outlook.flips if rank(matter, flip.verdict) > here]
    for flip in sorted(lifting, key=lambda flip: (len(flip.changes), rank(matter, flip.verdict))):
        for name, change in flip.changes:
            if name in _MONEY_QUESTIONS and isinstance(change, Interval) and _is_about_payback(matter, name, change):
                return f"Break-even: {threshold_text(matter.ruleset, matter.ruleset.questions[name], change)}."
    return _needed_value(matter)


def _needed_value(matter: Matter) -> str:
    """Where nobody has said what it is worth, give the yearly value from which on it pays back at any cost given."""
    question = matter.ruleset.questions.get("annual_value")
    if question is None or _is_given(matter, question.id) or not all(_is_given(matter, cost) for cost in _COSTS):
        return ""
    plan = plan_of(matter.ruleset)
    conditions = [rule.condition for rule in plan.rules if rule.id in _paying(matter)]

    def pays(value: Fraction) -> bool:
        answer = Answer(question.id, interval=Interval(value, value))
        state = state_of(plan, {**matter.sheet.answers, question.id: answer})
        return all(truth_of(plan, condition, state) is False for condition in conditions)

    everything = Range(question.minimum, question.maximum)
    stretches = segments(pays, everything, usual_grid(everything, ()), whole=question.whole)
    if len(stretches) != 2 or pays(question.minimum) or not pays(question.maximum):
        return ""  # it always pays, never does, or other rules come in
    found = stretches[1]
    needed = Interval(Fraction(found.low), None, found.low_open)
    return f"Break-even at the highest costs given: {threshold_text(matter.ruleset, question, needed)}."


def _paying(matter: Matter) -> set[str]:
    """Give the rules that close something because it does not pay back."""
    rules = matter.ruleset.rules.values()
    closing = (rule for rule in rules if rule.effect.at_most is not None or rule.effect.rules_out)
    return {rule.id for rule in closing if rule.when.names & _PAYING}


def _paying_outcomes(matter: Matter, name: str, interval: Interval) -> dict[str, Outcome]:
    """Give what the rules that ask whether it pays back come to with another answer."""
    assessment = assess(matter.ruleset, {**matter.sheet.answers, name: Answer(name, interval=interval)})
    paying = _paying(matter)
    return {finding.rule: finding.outcome for finding in assessment.findings if finding.rule in paying}


def _is_about_payback(matter: Matter, name: str, change: Interval) -> bool:
    """Tell whether a change lifts the verdict through net or payback: volume, say, may count for its size alone."""
    if name not in matter.ruleset.questions:
        return False
    before = {finding.rule for finding in matter.assessment.findings if finding.provisional}
    return any(rule in before and outcome == "no" for rule, outcome in _paying_outcomes(matter, name, change).items())


def _whose_figures(matter: Matter) -> str:
    given = [name for name in _MONEY_QUESTIONS if _is_given(matter, name)]
    measured = [name for name in given if matter.sheet.answers[name].basis == "measured"]
    if not given:
        return ""
    if not measured:
        return "All figures are the owner's estimates; none is measured."
    if len(measured) == len(given):
        return "All figures are measured."
    return (
        f"Measured: {listing([inside(title_of(matter.ruleset, name)) for name in measured])}; the rest are estimates."
    )

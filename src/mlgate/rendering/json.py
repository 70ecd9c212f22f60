"""An assessment and its outlook go in, one JSON object comes out, its keys in a fixed order and its numbers exact."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from mlgate.model import Answer, Assessment, Finding, Flip, Interval, Outlook, Question, RuleSet, RungState, Sheet
from mlgate.quantity import compact, exact
from mlgate.rendering.safety import escaped
from mlgate.wording import condition_text, fill

SCHEMA_VERSION = 1
Json = None | bool | int | str | Fraction | Sequence["Json"] | Mapping[str, "Json"]


def render(ruleset: RuleSet, sheet: Sheet, assessment: Assessment, outlook: Outlook, program_version: str) -> str:
    """Write the assessment as the one JSON object that scripts read."""
    return written(as_object(ruleset, sheet, assessment, outlook, program_version)) + "\n"


def as_object(
    ruleset: RuleSet, sheet: Sheet, assessment: Assessment, outlook: Outlook, program_version: str
) -> dict[str, Json]:
    """Give the object before it is written, keys in the order of the contract."""
    titles = {rung.id: rung.title for rung in ruleset.verdicts}
    rung = next(rung for rung in ruleset.verdicts if rung.id == assessment.verdict)
    return {
        "mlgate": program_version,
        "schema_version": SCHEMA_VERSION,
        "rules": {"id": ruleset.id, "version": ruleset.version, "digest": ruleset.digest},
        "project": sheet.project,
        "owner": sheet.owner,
        "date": sheet.date.isoformat() if sheet.date else None,
        "verdict": {
            "id": assessment.verdict,
            "title": titles[assessment.verdict],
            "settled": outlook.possible.settled,
            "proof": outlook.possible.proof,
        },
        "possible": outlook.possible.verdicts,
        "conditions": [
            {"question": each.question, "condition": each.condition, "otherwise": each.otherwise}
            for each in outlook.conditions
        ],
        "cap": {"verdict": assessment.cap.verdict, "by": assessment.cap.by} if assessment.cap else None,
        "enough": {"verdict": assessment.enough.verdict, "by": assessment.enough.by} if assessment.enough else None,
        "dimensions": {
            name: {"value": score.value, "low": score.low, "high": score.high}
            for name, score in assessment.scores.items()
        },
        "rungs": [_rung(state) for state in assessment.rungs],
        "findings": [_finding(ruleset, sheet, assessment, finding) for finding in assessment.findings],
        "flips": [_flip(ruleset, flip) for flip in outlook.flips],
        "open_questions": outlook.open_questions,
        "assumed": [
            {"question": each.question, "value": _value(each.value), "carries": each.carries}
            for each in outlook.assumptions
        ],
        "facts": {
            name: {"value": fact.value, "low": fact.low, "high": fact.high} for name, fact in assessment.facts.items()
        },
        "answers": {
            name: _answer(ruleset.questions[name], answer)
            for name, answer in sheet.answers.items()
            if name in ruleset.questions
        },
        "next": [fill(text, ruleset, sheet.answers, assessment) for text in rung.next],
    }


def _rung(state: RungState) -> Json:
    missing = {dimension: {"have": score.value, "need": need} for dimension, score, need in state.missing}
    return {"verdict": state.verdict, "open": state.open, "missing": missing, "closed_by": state.closed_by}


def _finding(ruleset: RuleSet, sheet: Sheet, assessment: Assessment, finding: Finding) -> Json:
    """Give a finding; an open one is worded from its condition, since what the rule says may turn out false."""
    rule = ruleset.rules[finding.rule]
    is_open = finding.outcome == "open"
    said = condition_text(ruleset, rule.when) if is_open else fill(rule.say, ruleset, sheet.answers, assessment)
    return {
        "rule": finding.rule,
        "outcome": finding.outcome,
        "points": dict(rule.effect.points),
        "enough": rule.effect.enough,
        "at_most": rule.effect.at_most,
        "rules_out": rule.effect.rules_out,
        "because": finding.because,
        "missing": finding.missing,
        "statement": said,
        "sources": rule.sources,
    }


# --- Flips ------------------------------------------------------------------------------------------------------------


def _flip(ruleset: RuleSet, flip: Flip) -> Json:
    changes = {name: _change(ruleset.questions[name], change) for name, change in flip.changes}
    return {"changes": changes, "verdict": flip.verdict, "effort": flip.effort, "kind": flip.kind}


def _change(question: Question, change: str | Fraction | Interval | frozenset[str]) -> Json:
    if isinstance(change, frozenset):
        return sorted(change)
    if not isinstance(change, Interval):
        return change
    low, high = written_ends(question, change)
    return low if low == high else f"{exact(low)}..{exact(high)}"


def written_ends(question: Question, interval: Interval) -> tuple[Fraction, Fraction]:
    """Give the ends of a flip's range, both of which belong to it, as digits can say them."""
    low = question.minimum if interval.low is None else interval.low
    high = question.maximum if interval.high is None else interval.high
    step = _step(high - low)
    return _rounded(low, step, up=True), _rounded(high, step, up=False)


def _step(width: Fraction) -> Fraction:
    """Give a power of ten so small that moving an end by it changes little."""
    step = Fraction(1)
    while step > width / 1000 > 0:
        step /= 10
    return step


def _rounded(end: Fraction, step: Fraction, *, up: bool) -> Fraction:
    """Move an end whose digits never end into the interval, to the next multiple of the step."""
    if "/" not in exact(end):
        return end
    return (end / step).__floor__() * step + (step if up else 0)


# --- Answers ----------------------------------------------------------------------------------------------------------


def _answer(question: Question, answer: Answer) -> Json:
    """Give an answer as the answers file has it: a value, or the long form where there is more to say."""
    value = _given(question, answer)
    more: dict[str, Json] = {}
    if answer.note:
        more["note"] = answer.note
    if answer.basis != "estimate":
        more["basis"] = answer.basis
    if answer.source:
        more["source"] = answer.source
    return {"value": value, **more} if more else value


def _given(question: Question, answer: Answer) -> Json:
    if answer.not_applicable:
        return "n/a"
    if answer.text is not None:
        return answer.text
    if answer.choices is not None and not answer.unknown:
        return answer.choices[0] if len(answer.choices) == 1 and question.type != "choices" else answer.choices
    if answer.interval is None or answer.unknown:
        return "unknown"
    low, high = answer.interval.low, answer.interval.high
    if low is not None and low == high:
        return low if question.type in ("number", "money") else compact(low, question.type)
    return "..".join("" if end is None else compact(end, question.type) for end in (low, high))


def _value(value: str | Fraction | frozenset[str] | None) -> Json:
    if isinstance(value, frozenset):
        return sorted(value)
    return "n/a" if value is None else value


# --- Writing ----------------------------------------------------------------------------------------------------------


_encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: there are thousands of values


def written(value: Json, indent: int = 0) -> str:
    """Write a value as JSON, two columns deeper at each level; numbers as exact digits where digits end."""
    inner = "  " * (indent + 1)
    match value:
        case str():
            return escaped(_encode(value))
        case None | bool() | int():
            return _encode(value)
        case Fraction():
            digits = exact(value)
            return digits if "/" not in digits else repr(float(value))
        case Mapping():
            rows = [f"{inner}{written(name)}: {written(item, indent + 1)}" for name, item in value.items()]
            return "{\n" + ",\n".join(rows) + "\n" + "  " * indent + "}" if rows else "{}"
        case _:
            items = [written(item, indent + 1) for item in value]
            flat = f"[{', '.join(items)}]"
            if len(flat) <= 100 and "\n" not in flat:
                return flat
            return "[\n" + ",\n".join(inner + item for item in items) + "\n" + "  " * indent + "]"

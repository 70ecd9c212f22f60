"""A Sheet and its rule set in, the text of an answers file out that reads back as exactly the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from mlgate.loading.answers import NOT_APPLICABLE, UNKNOWN
from mlgate.model import NUMERIC_TYPES, Answer, Interval, Question, RuleSet, Sheet, Waiver
from mlgate.quantity import DURATIONS, MOST_CHARACTERS, SIZES, NotAQuantity, compact, exact, read_quantity

# Needs no quotes, neither for us nor for any other reader of YAML.
_PLAIN = re.compile(r"\d+\.\d+\.\d+|\.{1,2}/[\w./-]*\w|[^\W\d_](?:[^\W_]|[-_ .,;/+*%&@()'?!=<>|~^$€£°§:#–—’…])*")
_SPECIAL = re.compile(r"(?i)y|yes|n|no|on|off|true|false|null|unknown|n/a")
_BROKEN = re.compile(r": | #|[ :]$")
# What cannot be seen or turns the line round is written as an escape; what no file of ours can hold is left out.
_LEFT_OUT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ESCAPED = re.compile(
    "[\t\n\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001fffe\U0001ffff\U000e0000-\U000e0fff\U0010fffe\U0010ffff]"
)


def write_sheet(sheet: Sheet, ruleset: RuleSet) -> str:
    """Write an answers file: one answer a line, in the order of the questions, long only where it must be."""
    return "\n".join(_lines(sheet, ruleset)) + "\n"


def _lines(sheet: Sheet, ruleset: RuleSet) -> Iterator[str]:
    yield "mlgate: 1"
    yield f"rules: {text(sheet.rules)}"
    for key in ("rules_version", "rules_digest", "project", "owner"):
        if value := getattr(sheet, key):
            yield f"{key}: {text(value)}"
    if sheet.date:
        yield f"date: {sheet.date.isoformat()}"
    yield "answers:" if sheet.answers else "answers: {}"
    for question in ruleset.questions.values():
        if question.id in sheet.answers:
            yield from _answer(question, sheet.answers[question.id])
    if sheet.waiver:
        yield from _waiver(sheet.waiver)


def _waiver(waiver: Waiver) -> Iterator[str]:
    yield "waiver:"
    yield f"  verdict: {waiver.verdict}"
    yield f"  by: {text(waiver.by)}"
    yield f"  because: {text(waiver.because)}"
    yield f"  until: {waiver.until.isoformat()}"


def _answer(question: Question, answer: Answer) -> Iterator[str]:
    value = answer_value(question, answer)
    if not (answer.note or answer.source or answer.basis != "estimate"):
        yield f"  {question.id}: {value}"
        return
    yield f"  {question.id}:"
    yield f"    value: {value}"
    if answer.note:
        yield f"    note: {text(answer.note)}"
    if answer.basis != "estimate":
        yield f"    basis: {answer.basis}"
    if answer.source:
        yield f"    source: {text(answer.source)}"


def answer_value(question: Question, answer: Answer) -> str:
    """Write what an answer says, as it stands behind `ID:` in an answers file."""
    if answer.not_applicable:
        return NOT_APPLICABLE
    if answer.text is not None:
        return text(answer.text)
    if answer.choices is not None and not answer.unknown:
        return _choices(question, answer.choices)
    if answer.interval is not None and not answer.unknown:
        return _interval(answer.interval, question.type)
    return UNKNOWN


def _choices(question: Question, choices: tuple[str, ...]) -> str:
    if len(choices) == 1 and question.type != "choices":
        return choices[0]
    return f"[{', '.join(choices)}]"


def _interval(interval: Interval, kind: str) -> str:
    low, high = interval.low, interval.high
    if low is None and high is None:
        return UNKNOWN
    if low is not None and low == high:
        return number(low, kind)
    return f"{'' if low is None else number(low, kind)}..{'' if high is None else number(high, kind)}"


def number(value: Fraction, kind: str) -> str:
    """Write a number so that it is read back exactly, in a unit that leaves it short enough to be read at all."""
    assert kind in NUMERIC_TYPES
    if value == 0:
        return "0"
    written = compact(value, kind)
    return written if _reads_as(written, kind, value) else _in_another_unit(value, kind) or written


def _in_another_unit(value: Fraction, kind: str) -> str | None:
    units = {"duration": DURATIONS, "size": SIZES, "number": {"k": Fraction(1000), "M": Fraction(10**6)}}
    for unit, factor in units.get("number" if kind == "money" else kind, {}).items():
        written = f"{exact(value / factor)} {unit}"
        if _reads_as(written, kind, value):
            return written
    return None


def _reads_as(written: str, kind: str, value: Fraction) -> bool:
    try:
        return len(written) <= MOST_CHARACTERS and read_quantity(written, kind) == value
    except NotAQuantity:
        return False


def text(value: str) -> str:
    """Write a text: as it is where every reader of YAML takes it for the same text, else in quotes."""
    value = _LEFT_OUT.sub("", value)
    if _ESCAPED.search(value):
        return '"' + _ESCAPED.sub(_escape, value.replace("\\", "\\\\").replace('"', '\\"')) + '"'
    if _PLAIN.fullmatch(value) and not _BROKEN.search(value) and not _SPECIAL.fullmatch(value):
        return value
    return "'" + value.replace("'", "''") + "'"


def _escape(match: re.Match[str]) -> str:
    if match[0] in "\t\n":
        return "\\t" if match[0] == "\t" else "\\n"
    point = ord(match[0])
    return f"\\u{point:04X}" if point < 0x10000 else f"\\U{point:08X}"


def comment(lines: Iterable[str]) -> Iterator[str]:
    """Write lines of a text as comments, without what cannot be seen."""
    for line in lines:
        yield f"# {_ESCAPED.sub(' ', _LEFT_OUT.sub('', line))}".rstrip()

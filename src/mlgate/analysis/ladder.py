"""A condition or formula and what answers make of it in; its text with the value of each operand under it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from mlgate.expression.syntax import Condition, Formula
from mlgate.expression.tokens import Token, tokenize
from mlgate.model import LARGEST, NUMERIC_TYPES, Answer, Assessment, Interval, RuleSet
from mlgate.quantity import compact
from mlgate.values import value

WIDTH = 88  # columns of one rung of the ladder; longer conditions are broken at `and` and `or`
_ANSWERED = ("==", "!=", "has", ",")


@value
class Ladder:
    """What is explained (`rule ACME-01`), and its text with the values below it, line by line."""

    title: str
    lines: tuple[str, ...]


@value
class Reading:
    """A rule set, answers, and the assessment of them."""

    ruleset: RuleSet
    answers: Mapping[str, Answer]
    assessment: Assessment


def ladders(reading: Reading, title: str, expression: Condition | Formula, depth: int = 2) -> Iterator[Ladder]:
    """Give the ladder of an expression, then those of the facts that it uses, each once."""
    waiting = [(title, expression, depth)]
    seen: set[str] = set()
    while waiting:
        title, expression, depth = waiting.pop(0)
        if title in seen:
            continue
        seen.add(title)
        yield Ladder(title, ladder(reading, expression))
        waiting += [(one, inner, depth - 1) for one, inner in _inner(reading, expression) if depth]


def _inner(reading: Reading, expression: Condition | Formula) -> Iterator[tuple[str, Condition | Formula]]:
    """Walk the facts of an expression: their formulas, and where one is not applicable the condition of that."""
    for name in dict.fromkeys(word.text for word in operands(reading.ruleset, expression)):
        fact = reading.ruleset.facts.get(name)
        if fact is not None and (formula := fact.value or fact.holds) is not None:
            yield f"fact {name}", formula
        if fact is not None and fact.when is not None and reading.assessment.facts[name].value is None:
            yield f"fact {name} applies where", fact.when


def ladder(reading: Reading, expression: Condition | Formula) -> tuple[str, ...]:
    """Write an expression with the value of each question and fact on a ladder of bars below it."""
    text = expression.text.rstrip().replace("\n", " ")
    words = operands(reading.ruleset, expression)
    lines: list[str] = []
    for start, end in _pieces(text):
        inside = [word for word in words if start <= word.at.offset < end]
        marks = [(word.at.offset - start, operand_text(reading, word.text)) for word in inside]
        lines += [text[start:end].rstrip(), *_bars(marks)]
    return tuple(lines)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Break a long text before an `and` or `or`."""
    start = 0
    while len(text) - start > WIDTH:
        breaks = [text.rfind(f" {word} ", start + 1, start + WIDTH) for word in ("and", "or")]
        place = max(breaks)
        if place <= start:
            break
        yield start, place
        start = place + 1
    yield start, len(text)


def _bars(marks: Sequence[tuple[int, str]]) -> Iterator[str]:
    """The ladder: a bar under each operand, then from right to left the values."""
    if not marks:
        return
    yield "".join("|" if any(column == at for at, _ in marks) else " " for column in range(marks[-1][0] + 1))
    for place in range(len(marks) - 1, -1, -1):
        at, value = marks[place]
        bars = "".join("|" if any(column == other for other, _ in marks[:place]) else " " for column in range(at))
        yield bars + value


def operands(ruleset: RuleSet, expression: Condition | Formula) -> list[Token]:
    """Give the words of an expression that stand for a question or fact, not for a choice."""
    tokens = tokenize(expression.text)
    found = []
    for place, token in enumerate(tokens):
        if token.kind not in ("word", "quoted") or token.text not in expression.names:
            continue
        question = ruleset.questions.get(token.text)
        if question is not None and question.type not in NUMERIC_TYPES and _is_answer(tokens, place):
            continue
        found.append(token)
    return found


def _is_answer(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word stands where a choice does: behind a comparison, or in a list."""
    before = tokens[place - 1].text if place else ""
    return before in _ANSWERED or (before == "(" and place > 1 and tokens[place - 2].text == "in")


# --- Values -----------------------------------------------------------------------------------------------------------


def operand_text(reading: Reading, name: str) -> str:
    """Write what a question or fact comes to: its value, and where it is open what it is counted as."""
    assessment = reading.assessment
    if name in reading.ruleset.facts:
        return compact_fact(reading, name)
    value = compact_value(reading, name, assessment.world.get(name))
    if name in assessment.hidden:
        return "n/a (hidden)"
    if name not in assessment.open:
        return value
    return f"{_given_text(reading, name)}, counted as {value}"


def _given_text(reading: Reading, name: str) -> str:
    answer = reading.answers.get(name)
    if answer is None:
        return "not answered"
    if answer.choices is not None:
        return f"[{', '.join(answer.choices)}]"
    return compact_range(reading, name, answer.interval) if answer.interval else "unknown"


def kind_of(ruleset: RuleSet, name: str) -> str:
    """Give the kind of number that a question or fact is."""
    if name in ruleset.questions:
        return ruleset.questions[name].type
    fact = ruleset.facts[name]
    return fact.unit if fact.unit in NUMERIC_TYPES else fact.value.kind if fact.value else "number"


def compact_number(ruleset: RuleSet, name: str, value: Fraction) -> str:
    """Write a number as an answers file does; one that never ends, in six digits."""
    text = compact(value, kind_of(ruleset, name))
    return f"about {float(value):.6g}" if "/" in text else text


def compact_range(reading: Reading, name: str, interval: Interval) -> str:
    """Write a range as an answers file does."""
    ends = ("" if end is None else compact_number(reading.ruleset, name, end) for end in (interval.low, interval.high))
    text = "..".join(ends)
    return "any number" if text == ".." else text


def compact_value(reading: Reading, name: str, value: str | Fraction | bool | frozenset[str] | None) -> str:
    """Write one value of a question or fact in the words of the files."""
    match value:
        case None:
            return "n/a"
        case bool():
            return "true" if value else "false"
        case Fraction():
            return compact_number(reading.ruleset, name, value)
        case frozenset():
            return f"[{', '.join(sorted(value))}]"
        case str():
            return value


def compact_fact(reading: Reading, name: str) -> str:
    """Write what a fact comes to, and where it is open the bounds of it."""
    found = reading.assessment.facts[name]
    value = compact_value(reading, name, found.value)
    if isinstance(found.low, bool) or isinstance(found.high, bool):
        return value if found.low == found.high else f"open, counted as {value}"
    if found.low == found.high and not (found.can_be_na and found.low is not None):
        return value
    bounds = compact_range(reading, name, Interval(_number(found.low), _number(found.high)))
    return f"{bounds}{' or n/a' if found.can_be_na else ''}, counted as {value}"


def _number(value: Fraction | bool | None) -> Fraction | None:
    """Give an end of a range; what lies beyond all that can be answered is no bound worth reading."""
    return None if value is None or abs(Fraction(value)) >= LARGEST else Fraction(value)

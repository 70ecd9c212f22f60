"""Typed text goes in; the answer that was meant comes out, or one sentence that says what to type instead."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from mlgate.interview.screens import NONE_OF_THESE, NOT_APPLICABLE, UNKNOWN
from mlgate.model import Answer, Interval, Question
from mlgate.problem import shorten
from mlgate.quantity import NotAQuantity, compact, read_range, refuse_dotted, written
from mlgate.wording import short_number

EXAMPLES = {
    "number": "12k, 1.5M or 5k..20k",
    "money": "12k, 1.5M or 50k..200k",
    "duration": "50 ms, 6 months or 1..7 days",
    "size": "500 kB, 20 MB or 1 MB..5 MB",
    "percent": "5 % or 2 %..8 %",
}
WORDS_FOR_UNKNOWN = {"", UNKNOWN, "don't know", "dont know", "i don't know", "i don't know yet", "no idea", "idk"}
_AT_LEAST = re.compile(r"(?:(?:at least|more than|over|above|from)\b|>=?)\s*(?P<end>.+)|(?P<alone>.+?)\s*or more", re.I)
_AT_MOST = re.compile(r"(?:(?:at most|less than|under|below|up to)\b|<=?)\s*(?P<end>.+)|(?P<alone>.+?)\s*or less", re.I)
_BETWEEN = re.compile(r"between\s+(?P<low>.+?)\s+and\s+(?P<high>.+)", re.I)


class Refused(ValueError):
    """What was typed cannot be taken; its text is the sentence to show."""


def clean(text: str) -> str:
    """Drop what moves the cursor or turns the direction of writing, and fold white space."""
    kept = (" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in kept if not unicodedata.category(c).startswith("C")).split())


# --- Answers of one question ------------------------------------------------------------------------------------------


def read_picked(question: Question, options: tuple[str, ...]) -> Answer:
    """Make an answer of the options that were taken."""
    if UNKNOWN in options:
        return Answer(question.id, unknown=True)
    if NOT_APPLICABLE in options:
        return Answer(question.id, not_applicable=True)
    return Answer(question.id, choices=tuple(option for option in options if option != NONE_OF_THESE))


def read_written(question: Question, text: str, currency: str) -> Answer:
    """Make an answer of a typed number, range or text; raises Refused."""
    text = clean(text)
    if question.type == "text":
        # The two reserved words of an answers file are no text there.
        return (
            Answer(question.id, unknown=True)
            if text in ("", UNKNOWN, NOT_APPLICABLE)
            else Answer(question.id, text=text)
        )
    if text.casefold().replace("’", "'") in WORDS_FOR_UNKNOWN:
        return Answer(question.id, unknown=True)
    if text.casefold() in (NOT_APPLICABLE, "na", "not applicable"):
        if not question.optional:
            raise Refused("This always applies. Press Enter if you don't know.")
        return Answer(question.id, not_applicable=True)
    try:
        refuse_dotted(text, question.type)
        low, high = read_range(_as_range(text), question.type, currency)
    except NotAQuantity as error:
        raise Refused(_sentence(question, error)) from None
    _refuse_outside(question, low, high, currency)
    return Answer(question.id, interval=Interval(low, high))


def _as_range(text: str) -> str:
    """Write "at least 5k", "under 3 days" and "between 1k and 10k" the way a range is read."""
    if match := _BETWEEN.fullmatch(text):
        return f"{match['low']}..{match['high']}"
    if match := _AT_LEAST.fullmatch(text):
        return f"{match['end'] or match['alone']}.."
    if match := _AT_MOST.fullmatch(text):
        return f"..{match['end'] or match['alone']}"
    return "12 h" if text.casefold() == "overnight" else text


def _sentence(question: Question, error: NotAQuantity) -> str:
    message = shorten(str(error), 120)
    hint = error.hint if error.hint.startswith("write") else f"type {EXAMPLES[question.type]}"
    return f"{message[:1].upper()}{message[1:]}: {hint}."


def _refuse_outside(question: Question, low: Fraction | None, high: Fraction | None, currency: str) -> None:
    """Refuse what the question does not allow: below or above its bounds, or a part where whole numbers are wanted."""
    unit = currency if question.type == "money" else ""
    for end in (low, high):
        if end is None:
            continue
        if question.whole and end.denominator != 1:
            raise Refused("Only whole numbers here, for example 12 or 5..20.")
        if end < question.minimum:
            raise Refused(f"At least {written(question.minimum, question.type, unit)}, please.")
        if end > question.maximum:
            raise Refused(f"At most {written(question.maximum, question.type, unit)}, please.")


def as_typed(question: Question, answer: Answer | None) -> str:
    """Write an answer so that it can be edited and read again: the text of the line when it is asked once more."""
    if answer is None or answer.unknown:
        return ""
    if answer.not_applicable:
        return NOT_APPLICABLE
    if answer.interval is None:
        return answer.text or ""
    low, high = answer.interval.low, answer.interval.high
    ends = ["" if end is None else _number_as_typed(end, question.type) for end in (low, high)]
    return ends[0] if low == high else "..".join(ends)


def _number_as_typed(value: Fraction, kind: str) -> str:
    """Write a number in short, `80k`, where that is exact."""
    short = short_number(value, kind)
    try:
        return short if read_range(short, kind) == (value, value) else compact(value, kind)
    except NotAQuantity:
        return compact(value, kind)


# --- Stoppers ---------------------------------------------------------------------------------------------------------


def read_stoppers(questions: tuple[Question, ...], text: str) -> tuple[Answer, ...]:
    """Read `1,3?`: a number answers that stopper, one with `?` leaves it open, the rest are any other choice.

    0 is none of them; nothing at all leaves all open. Raises Refused.
    """
    words = re.findall(r"[^\s,;]+", clean(text).replace(" ?", "?"))
    if not words:
        return tuple(Answer(question.id, unknown=True) for question in questions)
    true, unsure = set[int](), set[int]()
    for word in words:
        number = _stopper_number(word, len(questions))
        (unsure if word.endswith("?") else true).add(number)
    if 0 in true | unsure and len(true | unsure) > 1:
        raise Refused("0 means none of them: type either 0 or the numbers.")
    if true & unsure:
        raise Refused(f"{min(true & unsure)} is there both with and without the question mark: type it once.")
    if unsure == {0}:
        return tuple(Answer(question.id, unknown=True) for question in questions)
    return tuple(_stopper_answer(question, n in true, n in unsure) for n, question in enumerate(questions, 1))


def _stopper_number(word: str, most: int) -> int:
    digits = word.removesuffix("?").rstrip(".")
    if not re.fullmatch(r"[0-9]{1,3}", digits) or int(digits) > most:
        example = f"1, or 1 and {most}?" if most > 1 else "1, or 1?"
        raise Refused(f"'{shorten(word, 20)}' is none of the numbers: type for example {example} (0 for none).")
    return int(digits)


def _stopper_answer(question: Question, true: bool, unsure: bool) -> Answer:
    if unsure or question.stopper is None:
        return Answer(question.id, unknown=True)
    if true:
        return Answer(question.id, choices=(question.stopper.value,))
    return Answer(question.id, choices=others(question))


def others(question: Question) -> tuple[str, ...]:
    """The choices of a stopper question besides the stopping one."""
    known = tuple(choice.id for choice in question.choices) or ("yes", "no")
    return tuple(choice for choice in known if question.stopper is None or choice != question.stopper.value)


def stoppers_as_typed(questions: tuple[Question, ...], answers: tuple[Answer | None, ...]) -> str:
    """Write answers to stoppers the way they are typed, to be edited."""
    if any(answer is None for answer in answers) or all(answer and answer.unknown for answer in answers):
        return ""
    words = []
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True), 1):
        if answer is not None and answer.unknown:
            words.append(f"{number}?")
        elif answer is not None and question.stopper is not None and answer.choices == (question.stopper.value,):
            words.append(str(number))
    return ", ".join(words) or "0"

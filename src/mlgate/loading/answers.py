"""The text of an answers file and the rule set that it names in, a Sheet out, or every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from mlgate.loading.document import Document, Entry, Mapping, Node, Scalar, Sequence, read_document
from mlgate.loading.format import ANSWER, ANSWERS
from mlgate.loading.reading import Item, Problems, Reader, Record
from mlgate.model import NUMERIC_TYPES, Answer, Basis, Interval, Question, RuleSet, Sheet, Waiver
from mlgate.problem import Span, Unusable, did_you_mean, quote, visible
from mlgate.quantity import NotAQuantity, read_range, refuse_dotted, written

UNKNOWN, NOT_APPLICABLE = "unknown", "n/a"
DEFAULT_RULES = "default"

_ONLY_IN_RULES = {"id", "version", "title", "verdicts", "questions", "facts", "dimensions", "extends", "override"}
_TRUTHS = {"true": "yes", "false": "no"}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # what no answers file can hold
T = TypeVar("T")


class NotAnAnswer(ValueError):
    """The text is no answer to the question; `hint` says what would be."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


# --- The file ---------------------------------------------------------------------------------------------------------


def peek_rules(text: bytes | str, file: str) -> tuple[str, Document]:
    """Read an answers file as far as the name of its rule set, which must be loaded before the rest can be understood.

    Raises Unusable for what is no YAML, and for a rule set where answers are wanted.
    """
    document = read_document(text, file)
    _refuse_rule_set(document)
    entry = document.mapping.entries.get("rules")
    named = entry is not None and isinstance(entry.value, Scalar) and entry.value.text
    return named or DEFAULT_RULES, document


def rules_span(document: Document) -> Span:
    """Give the place where an answers file names its rule set, for what is wrong with that name."""
    entry = document.mapping.entries.get("rules")
    return entry.value.span if entry else document.mapping.span


def read_sheet(source: bytes | str | Document, file: str, ruleset: RuleSet) -> Sheet:
    """Read an answers file against its rule set. Raises Unusable with all problems found."""
    document = source if isinstance(source, Document) else peek_rules(source, file)[1]
    problems = Problems()
    reader = Reader(document, problems)
    record = reader.table(_without_blanks(document.mapping), ANSWERS, "the answers file")
    assert record is not None
    answers = read_answers(reader, ruleset, record.get("answers", {}), _keys_of(record, "answers"))
    waiver = _waiver(reader, ruleset, record.get("waiver"))
    if problems.found:
        raise Unusable(sorted(problems.found, key=lambda one: (one.line, one.column)))
    return Sheet(
        answers=answers,
        rules=record.get("rules", DEFAULT_RULES),
        rules_version=record.get("rules_version", ""),
        rules_digest=record.get("rules_digest", ""),
        project=record.get("project", ""),
        owner=record.get("owner", ""),
        date=record.get("date"),
        waiver=waiver,
        file=file,
    )


def is_under_other_rules(sheet: Sheet, ruleset: RuleSet) -> bool:
    """Tell whether the answers were saved under another content of the rule set than the one at hand."""
    return sheet.rules_digest not in ("", ruleset.digest)


def _refuse_rule_set(document: Document) -> None:
    entries = document.mapping.entries
    found = [entry for key, entry in entries.items() if key in _ONLY_IN_RULES]
    if found and "answers" not in entries:
        help = "for rule sets: mlgate rules lint FILE, or mlgate assess --rules FILE"
        raise Unusable([document.problem(found[0].key.span, "this is a rule set, not an answers file", help)])


def _without_blanks(mapping: Mapping) -> Mapping:
    """Leave out what a form says but nobody filled in: `owner:` with nothing behind it."""
    kept = {key: entry for key, entry in mapping.entries.items() if key == "mlgate" or not _is_blank(entry, key)}
    return Mapping(kept, mapping.span)


def _is_blank(entry: Entry, key: str) -> bool:
    return key in ANSWERS.keys and isinstance(entry.value, Scalar) and entry.value.value is None


def _keys_of(record: Record, field: str) -> dict[str, Span]:
    item = record.values.get(field)
    if item is None or not isinstance(item.node, Mapping):
        return {}
    return {text: entry.key.span for text, entry in item.node.entries.items()}


def _waiver(reader: Reader, ruleset: RuleSet, record: Record | None) -> Waiver | None:
    if record is None or not {"verdict", "by", "because", "until"} <= set(record.values):
        return None
    ladder = [rung.id for rung in ruleset.verdicts]
    item = record.values["verdict"]
    verdict = ruleset.renamed.get(item.value, item.value)
    if verdict not in ladder:
        reader.report(item.node, f"unknown verdict {quote(item.value)}", did_you_mean(item.value, ladder, "verdicts"))
    return Waiver(verdict, record.get("by"), record.get("because"), record.get("until"))


# --- Answers ----------------------------------------------------------------------------------------------------------


def read_answers(reader: Reader, ruleset: RuleSet, given: dict[str, Item], keys: dict[str, Span]) -> dict[str, Answer]:
    """Read a mapping of question ids to answers; `keys` are the places of the ids. What is null is left out."""
    answers: dict[str, Answer] = {}
    named: dict[str, str] = {}
    for name, item in given.items():
        id = ruleset.renamed.get(name, name)
        question = ruleset.questions.get(id)
        if question is None:
            help = did_you_mean(name, ruleset.questions, "questions")
            reader.report(keys[name], f"unknown question {quote(name)}", help)
            continue
        if id in named:
            message = f"{quote(name)} and {quote(named[id])} are the same question: it was renamed"
            reader.report(keys[name], message, f"keep {quote(id)}")
            continue
        named[id] = name
        answer = read_answer(reader, ruleset, question, item.node)
        if answer is not None:
            answers[id] = answer
    return answers


def read_answer(reader: Reader, ruleset: RuleSet, question: Question, node: Node) -> Answer | None:
    """Read one answer, short or long; None where there is none or where it is wrong, which has then been reported."""
    if isinstance(node, Mapping):
        return _long_answer(reader, ruleset, question, node)
    if isinstance(node, Scalar):
        return None if node.value is None else _short_answer(reader, ruleset, question, node)
    return _listed_answer(reader, question, node)


def _long_answer(reader: Reader, ruleset: RuleSet, question: Question, node: Mapping) -> Answer | None:
    record = reader.table(node, ANSWER, f"the answer to {quote(question.id)}")
    if record is None or "value" not in record.values:
        return None
    value = record.values["value"].node
    if isinstance(value, Mapping):
        reader.report(value, f"the value of {quote(question.id)} must be an answer, not a mapping", _wanted(question))
        return None
    note, source = record.get("note", ""), record.get("source", "")
    basis: Basis = record.get("basis", "estimate")
    answer = read_answer(reader, ruleset, question, value)
    blank = isinstance(value, Scalar) and value.value is None
    if answer is None and blank and (note or source):  # somebody was asked: the note would be lost with "not asked"
        answer = Answer(question.id, unknown=True)
    if answer is None:
        return None
    return Answer(
        question.id,
        choices=answer.choices,
        interval=answer.interval,
        text=answer.text,
        unknown=answer.unknown,
        not_applicable=answer.not_applicable,
        note=note,
        basis=basis,
        source=source,
    )


def _short_answer(reader: Reader, ruleset: RuleSet, question: Question, node: Scalar) -> Answer | None:
    if question.type == "text" and not node.plain:  # in quotes, even 'unknown' is a text
        return Answer(question.id, text=node.text) if node.text else Answer(question.id, unknown=True)
    return _reported(reader, node, lambda: _one_answer(question, node.text, ruleset.currency))


def _listed_answer(reader: Reader, question: Question, node: Sequence) -> Answer | None:
    if question.type not in ("choice", "choices", "yes_no"):
        kind = "a text" if question.type == "text" else "a number or a range"
        reader.report(node, f"the answer to {quote(question.id)} must be {kind}, not a list", _wanted(question))
        return None
    if not node.items and question.type != "choices":
        reader.report(node, f"an empty list says nothing about {quote(question.id)}", "write unknown, or leave it out")
        return None
    taken: list[str] = []
    for item in node.items:
        choice = _reported(reader, item, lambda item=item: _listed_choice(question, item, taken))  # type: ignore[misc]
        if choice is not None:
            taken.append(choice)
    return Answer(question.id, choices=tuple(taken)) if len(taken) == len(node.items) else None


def _listed_choice(question: Question, node: Node, taken: list[str]) -> str:
    if not isinstance(node, Scalar) or not isinstance(node.value, str | bool):
        raise NotAnAnswer(f"a list of answers to {quote(question.id)} holds ids of choices", _wanted(question))
    if node.text in (UNKNOWN, NOT_APPLICABLE) and node.text not in _ids(question):
        raise NotAnAnswer(f"{quote(node.text)} cannot stand in a list", f"write {node.text} alone, without brackets")
    choice = _choice(question, node.text)
    if choice in taken:
        raise NotAnAnswer(f"{quote(choice)} is listed twice", "list it once")
    return choice


def _reported(reader: Reader, node: Node, read: Callable[[], T]) -> T | None:
    try:
        return read()
    except NotAnAnswer as error:
        reader.report(node, str(error), error.hint)
        return None


# --- One answer as text -----------------------------------------------------------------------------------------------


def parse_answer(ruleset: RuleSet, question: Question, text: str) -> Answer:
    """Read what was typed for one question, as in `--set ID=VALUE`: lists are `a,b` or `[a, b]`. Raises NotAnAnswer."""
    text = text.strip()
    if question.type not in ("choice", "choices", "yes_no"):
        _refuse_dotted(question, text)
        return _one_answer(question, text, ruleset.currency)
    brackets = re.fullmatch(r"\[(.*)\]", text, re.DOTALL)
    if brackets is None and "," not in text:
        return _one_answer(question, text, ruleset.currency)
    inner = (brackets[1] if brackets else text).strip()
    words = [word.strip().strip("'\"") for word in inner.split(",")] if inner else []
    if not words and question.type != "choices":
        raise NotAnAnswer(f"an empty list says nothing about {quote(question.id)}", "write unknown")
    return Answer(question.id, choices=tuple(dict.fromkeys(_choice(question, word) for word in words)))


def _refuse_dotted(question: Question, text: str) -> None:
    try:
        refuse_dotted(text, question.type)
    except NotAQuantity as error:
        raise NotAnAnswer(str(error), error.hint) from None


def _one_answer(question: Question, text: str, currency: str) -> Answer:
    """Read an answer that is one word, number, range or text."""
    if text == UNKNOWN or (question.type == "text" and not text):
        return Answer(question.id, unknown=True)
    if text == NOT_APPLICABLE:
        return _not_applicable(question)
    if question.type == "text":
        return _text(question, text)
    if question.type in NUMERIC_TYPES:
        return Answer(question.id, interval=_interval(question, text, currency))
    return Answer(question.id, choices=(_choice(question, text),))


def _not_applicable(question: Question) -> Answer:
    if not question.optional:
        raise NotAnAnswer(f"question {quote(question.id)} always applies: n/a is no answer to it", "write unknown")
    return Answer(question.id, not_applicable=True)


def _text(question: Question, text: str) -> Answer:
    hidden = _CONTROL.search(text)
    if hidden:
        raise NotAnAnswer(f"the text for {quote(question.id)} holds the character {visible(hidden[0])}", "remove it")
    return Answer(question.id, text=text)


def _choice(question: Question, word: str) -> str:
    ids = _ids(question)
    choice = _TRUTHS.get(word, word) if question.type == "yes_no" else word
    if choice in ids:
        return choice
    if question.type == "yes_no":
        raise NotAnAnswer(
            f"the answer to {quote(question.id)} is yes or no, not {quote(word)}", did_you_mean(word, ids)
        )
    empty = "; write [] for none of them" if question.type == "choices" else ""
    message = f"unknown choice {quote(word)} for question {quote(question.id)}"
    raise NotAnAnswer(message, did_you_mean(word, ids) + empty)


def _ids(question: Question) -> Iterable[str]:
    return [choice.id for choice in question.choices] or ["yes", "no"]


def _interval(question: Question, text: str, currency: str) -> Interval:
    try:
        low, high = read_range(text, question.type, currency)
    except NotAQuantity as error:
        raise NotAnAnswer(f"{visible(str(error))}, for question {quote(question.id)}", error.hint) from None
    unit = currency if question.type == "money" else ""
    least, most = (written(end, question.type, unit) for end in (question.minimum, question.maximum))
    for end in (low, high):
        if end is None:
            continue
        if question.whole and end.denominator != 1:
            raise NotAnAnswer(f"{quote(question.id)} takes whole numbers only, not {quote(text)}", "for example 12")
        if not question.minimum <= end <= question.maximum:
            message = f"{quote(text)} is outside what {quote(question.id)} can be"
            raise NotAnAnswer(message, f"from {least} to {most}")
    return Interval(low, high)


def _wanted(question: Question) -> str:
    """Say how an answer to this question is written."""
    if question.type in NUMERIC_TYPES:
        return "a number, a range such as 5k..20k, or unknown"
    if question.type == "text":
        return "put the text in quotes"
    return did_you_mean("", _ids(question))

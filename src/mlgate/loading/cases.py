"""The text of a cases file and its rule set in, Cases with the place of every expectation out, or every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from mlgate.loading.answers import read_answers
from mlgate.loading.document import Document, Scalar, read_document
from mlgate.loading.document import Mapping as Table
from mlgate.loading.format import CASE
from mlgate.loading.reading import Item, Problems, Reader, Record
from mlgate.model import NUMERIC_TYPES, Answer, Fact, RuleSet
from mlgate.problem import Problem, Span, Unusable, did_you_mean, quote
from mlgate.quantity import NotAQuantity, read_quantity
from mlgate.values import field, value

Kind = Literal[
    "verdict", "at_most", "possible", "settled", "fires", "not", "open", "dimension", "fact", "next", "conditions"
]
Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Wanted = str | bool | Fraction | tuple[str, ...] | None  # None: not applicable; of `next`: nothing is asked

_COMPARISON = re.compile(r"\s*(==|!=|<=|>=|<|>)?\s*(.*?)\s*", re.DOTALL)
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_OURS = re.compile(
    rb"""^[ \t]*(?:-[ \t]+)?(?:\{[ \t]*)?["']?(?:id|answers|expect|todo|note)["']?[ \t]*:""", re.MULTILINE
)


@value
class Expectation:
    """One thing that must come out: of what kind, of which rule, dimension or fact, and what is wanted of it."""

    kind: Kind
    subject: str
    wanted: Wanted
    operator: Operator = "=="
    text: str = ""
    span: Span = field(default=Span(0, 0), compare=False)


@value
class Case:
    """Answers and what must come out; `todo` says why it may fail for now, or what is not written yet."""

    id: str
    answers: Mapping[str, Answer]
    expectations: tuple[Expectation, ...]
    todo: str = ""
    note: str = ""
    span: Span = field(default=Span(0, 0), compare=False)


@value
class Cases:
    """The cases of one file."""

    cases: tuple[Case, ...]
    file: str = ""
    document: Document | None = field(default=None, repr=False, compare=False)

    def problem(self, span: Span, message: str, help: str = "") -> Problem:
        """Give a problem at a place of the file, with the source line there."""
        if self.document is None:
            return Problem(message, self.file, span.line, span.column, span.length, help=help)
        return self.document.problem(span, message, help)


def looks_like_cases(content: bytes) -> bool:
    """Tell whether a file may hold cases, so that its lines may be shown in messages."""
    return content.strip() in (b"", b"[]") or bool(_OURS.search(content.replace(b"\r", b"\n")))


def read_cases(text: bytes | str, file: str, ruleset: RuleSet) -> Cases:
    """Read a cases file against its rule set. Raises Unusable with all problems found."""
    document = read_document(text, file, wanted="any")
    if isinstance(document.root, Table):
        raise Unusable([_not_a_list(document)])
    problems = Problems()
    reader = _CaseReader(document, problems, ruleset)
    cases = [case for number, node in enumerate(document.sequence.items, 1) if (case := reader.case(node, number))]
    reader.refuse_doubles(cases)
    if problems.found:
        raise Unusable(sorted(problems.found, key=lambda one: (one.line, one.column)))
    return Cases(tuple(cases), file, document)


def _not_a_list(document: Document) -> Problem:
    first = next(iter(document.mapping.entries.values()), None)
    span = first.key.span if first else document.mapping.span
    help = "a cases file is a list: - id: a-name, answers: {...}, expect: {verdict: ...}"
    if "rules" in document.mapping.entries and "answers" in document.mapping.entries:
        help = "this looks like an answers file; " + help
    return document.problem(span, "a cases file holds a list of cases, not a mapping", help)


class _CaseReader(Reader):
    """Checks cases against the format and the names of the rule set."""

    def __init__(self, document: Document, problems: Problems, ruleset: RuleSet) -> None:
        super().__init__(document, problems)
        self.ruleset = ruleset
        self.ladder = [rung.id for rung in ruleset.verdicts]

    def case(self, node: object, number: int) -> Case | None:
        """Read one case; None where nothing of it can be used."""
        record = self.table(node, CASE, f"case {number}")  # type: ignore[arg-type]
        if record is None:
            return None
        expects = "todo" in record.keys or ("expect" in record.keys and record.get("expect") is None)
        if not (expects or record.unknown or (record.get("expect") and record.get("expect").keys)):
            span = next(iter(record.node.entries.values())).key.span if record.node.entries else record.node.span
            help = "add expect: {verdict: ...}, or todo: with what is missing"
            self.report(span, f"{_named(record, number)} expects nothing", help)
        id_item = record.values.get("id")
        return Case(
            id=record.get("id", f"case {number}"),
            answers=self.answers(record),
            expectations=tuple(self.expectations(record.get("expect"))),
            todo=record.get("todo", ""),
            note=record.get("note", ""),
            span=id_item.span if id_item else record.node.span,
        )

    def answers(self, record: Record) -> Mapping[str, Answer]:
        item = record.values.get("answers")
        if item is None or not isinstance(item.node, Table):
            return {}
        keys = {text: entry.key.span for text, entry in item.node.entries.items()}
        return read_answers(self, self.ruleset, item.value, keys)

    def refuse_doubles(self, cases: Iterable[Case]) -> None:
        """Two cases with one name cannot be told apart in a list of failures."""
        first: dict[str, Case] = {}
        for case in cases:
            other = first.setdefault(case.id, case)
            if other is not case:
                message = f"case {quote(case.id)} is there twice"
                self.report(case.span, message, f"the first is in line {other.span.line}; rename one of them")

    # --- expectations ---

    def expectations(self, record: Record | None) -> Iterable[Expectation]:
        """Read what is expected, one by one."""
        values = {} if record is None else record.values
        for key, item in values.items():
            match key:
                case "verdict" | "at_most":
                    yield from self.named(key, [item], self.ladder, "verdict")
                case "fires" | "not" | "open":
                    yield from self.named(key, item.value, self.ruleset.rules, "rule")
                case "possible":
                    yield from self.listed("possible", item, self.ladder, "verdict")
                case "conditions":
                    yield from self.listed("conditions", item, self.ruleset.questions, "question")
                case "settled":
                    yield Expectation("settled", "", item.value, text="true" if item.value else "false", span=item.span)
                case "next":
                    yield from self.next(item)
                case "dimensions":
                    yield from self.scores(item)
                case "facts":
                    yield from self.facts(item)

    def known(self, item: Item, names: Iterable[str], noun: str) -> str | None:
        all = list(names)
        id = self.ruleset.renamed.get(item.value, item.value)
        if id in all:
            return str(id)
        help = did_you_mean(item.value, all, f"{noun}s")
        self.problems.add(self.document, item.span, f"unknown {noun} {quote(item.value)}", help, same=f"{noun} {id}")
        return None

    def named(self, kind: Kind, items: Iterable[Item], names: Iterable[str], noun: str) -> Iterable[Expectation]:
        """One expectation for each verdict or rule that is named."""
        for item in items:
            id = self.known(item, names, noun)
            if id is not None:
                rule = kind in ("fires", "not", "open")
                yield Expectation(kind, id if rule else "", True if rule else id, text=id, span=item.span)

    def listed(self, kind: Kind, item: Item, names: Iterable[str], noun: str) -> Iterable[Expectation]:
        """One expectation for all that are named together."""
        ids = [self.known(one, names, noun) for one in item.value]
        wanted = tuple(id for id in ids if id is not None)
        if len(wanted) == len(ids):
            yield Expectation(kind, "", wanted, text=", ".join(wanted) or "none", span=item.span)

    def next(self, item: Item) -> Iterable[Expectation]:
        if item.value == "none":
            yield Expectation("next", "", None, text="none", span=item.span)
        elif (id := self.known(item, self.ruleset.questions, "question")) is not None:
            yield Expectation("next", "", id, text=id, span=item.span)

    def scores(self, item: Item) -> Iterable[Expectation]:
        for id, span, text, one in self.pairs(item, self.ruleset.dimensions, "dimension"):
            operator, wanted = _compared(text)
            if not re.fullmatch(r"\d{1,3}", wanted) or int(wanted) > 100:
                message = f"the score of {quote(id)} must be compared with a number from 0 to 100, not {quote(wanted)}"
                self.report(one.node, message, "for example 40, or '>= 45'")
            else:
                yield Expectation("dimension", id, Fraction(wanted), operator, text, span)

    def facts(self, item: Item) -> Iterable[Expectation]:
        for id, span, text, one in self.pairs(item, self.ruleset.facts, "fact"):
            fact = self.ruleset.facts[id]
            operator, wanted = _compared(text)
            try:
                yield Expectation("fact", id, self.fact_value(fact, wanted), operator, text, span)
            except NotAQuantity as error:
                self.report(one.node, f"{error}, for fact {quote(id)}", error.hint)

    def fact_value(self, fact: Fact, text: str) -> Wanted:
        if text == "n/a" or (fact.otherwise and text == fact.otherwise):
            return None
        if fact.holds is not None:
            if text not in _TRUTHS:
                raise NotAQuantity(f"'{text}' is neither true nor false", "write true, false or n/a")
            return _TRUTHS[text]
        kind = fact.unit if fact.unit in NUMERIC_TYPES else fact.value.kind if fact.value else "number"
        return read_quantity(text, kind, self.ruleset.currency)

    def pairs(self, item: Item, names: Iterable[str], noun: str) -> Iterable[tuple[str, Span, str, Item]]:
        """The entries of a mapping from ids to what is wanted."""
        node = item.node
        assert isinstance(node, Table)
        for name, one in item.value.items():
            key = node.entries[name].key
            id = self.known(Item(name, key, self.document), names, noun)
            if id is not None and isinstance(one.node, Scalar):
                yield id, one.span, one.node.text, one


def _compared(text: str) -> tuple[Operator, str]:
    match = _COMPARISON.fullmatch(text)
    assert match is not None  # it takes any text
    operator: Operator = match[1] or "=="  # type: ignore[assignment]
    return operator, match[2]


def _named(record: Record, number: int) -> str:
    id = record.get("id")
    return f"case {quote(id)}" if id else f"case {number}"

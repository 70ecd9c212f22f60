"""A node and a shape in, checked values that remember their places out; every mistake becomes a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from mlgate.expression.tokens import RESERVED
from mlgate.loading import shape as shapes
from mlgate.loading.document import Document, Entry, Mapping, Node, Scalar, Sequence
from mlgate.problem import Problem, Span, did_you_mean, quote, suggest
from mlgate.quantity import NotAQuantity, padded, read_quantity, two_ways
from mlgate.values import field, record, replace, value

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
LONGEST_ID = 60
_TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false", "true": "true", "false": "false"}


@value
class Item:
    """A checked value with the node it was read from."""

    value: Any
    node: Node
    document: Document

    @property
    def span(self) -> Span:
        """Give the place of the node."""
        return self.node.span


@record
class Record:
    """A checked table: its values by key. Overriding replaces values and notes the file that did."""

    values: dict[str, Item]
    node: Mapping
    document: Document
    keys: dict[str, Span] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    changed_by: tuple[str, ...] = ()

    def get(self, key: str, default: Any = None) -> Any:
        """Give the plain value behind a key, or the default."""
        item = self.values.get(key)
        return default if item is None else item.value

    def copy(self) -> Record:
        """Give a copy whose values can be replaced without touching this one."""
        return Record(dict(self.values), self.node, self.document, dict(self.keys), self.unknown, self.changed_by)


class Problems:
    """Collects problems over all documents of a load."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.repeated: dict[str, tuple[int, list[Problem]]] = {}

    def add(self, document: Document, span: Span, message: str, help: str = "", *, same: str = "") -> None:
        """Note a problem at a place; several in a file that are the `same` mistake become one, with all their lines."""
        problem = document.problem(span, message, help)
        place, all = self.repeated.setdefault(f"{document.file}\n{same}", (len(self.found), []))
        if not same or not all:
            self.found.append(problem)
        all.append(problem)
        if same and len(all) > 1:
            first = min(all, key=lambda one: (one.line, one.column))
            others = sorted({one.line for one in all} - {first.line})
            self.found[place] = replace(first, help=f"{first.help}\n{_also(others)}".strip())


class Reader:
    """Checks nodes of one document against shapes."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.problems = problems

    def report(self, node: Node | Span, message: str, help: str = "") -> None:
        """Note a problem at a node."""
        self.problems.add(self.document, node if isinstance(node, Span) else node.span, message, help)

    def read(self, node: Node, shape: shapes.Shape, where: str) -> Item | None:
        """Check a node against a shape; None where it does not fit, which has then been reported.

        Values: text as str, numbers as Fraction, quantities as (value, kind), dates as date, lists as list of Item,
        mappings as dict of id to Item, tables as Record; expressions stay text.
        """
        value = self.value(node, shape, where)
        return None if value is None else Item(value, node, self.document)

    def value(self, node: Node, shape: shapes.Shape, where: str) -> Any:
        """Give the checked value of a node, or None after reporting."""
        match shape:
            case shapes.Anything():
                return node
            case shapes.Table():
                return self.table(node, shape, where)
            case shapes.Many(item):
                if not isinstance(node, Sequence):
                    return self.items((node,), item, where)
                return self.items(node.items, item, f"an item of {where}")
            case shapes.Listing(item):
                if not isinstance(node, Sequence):
                    return self.wrong(node, shape, where)
                return self.items(node.items, item, f"an item of {where}")
            case shapes.Keyed():
                return self.keyed(node, shape, where)
            case shapes.Either(scalar, nested):
                return self.value(
                    node, scalar if isinstance(node, Scalar) or _is_plain(node, nested) else nested, where
                )
        if not isinstance(node, Scalar):
            return self.wrong(node, shape, where)
        return self.scalar(node, shape, where)

    def items(self, nodes: Iterable[Node], shape: shapes.Shape, where: str) -> list[Item]:
        """Check every node of a list."""
        read = (self.read(node, shape, where) for node in nodes)
        return [item for item in read if item is not None]

    def wrong(self, node: Node, shape: shapes.Shape, where: str, help: str = "") -> None:
        """Say what stands here and what is wanted."""
        span = node.span
        self.report(span, f"{where} must be {shape.what}, not {_kind(node)}", help or _example(shape, node))

    # --- scalars ---

    def scalar(self, node: Scalar, shape: shapes.Shape, where: str) -> Any:
        """Check a scalar."""
        match shape:
            case shapes.Text(loose):
                return self.text(node, shape, where, loose)
            case shapes.Id(of):
                return self.new_id(node, of)
            case shapes.Ref():
                return node.text if isinstance(node.value, str | bool) else self.wrong(node, shape, where)
            case shapes.Whole(low, high):
                return self.whole(node, shape, low, high, where)
            case shapes.OneOf(words):
                return self.one_of(node, words, where)
            case shapes.Flag():
                return self.flag(node, shape, where)
            case shapes.Expression():
                return self.expression(node, shape, where)
            case shapes.Amount():
                return self.amount(node, shape, where)
            case shapes.Span():
                return self.stretch(node, shape, where)
            case shapes.Day():
                return self.day(node, shape, where)
        raise AssertionError(shape)

    def flag(self, node: Scalar, shape: shapes.Flag, where: str) -> bool | None:
        if isinstance(node.value, bool):
            return node.value
        meant = _TRUTHS.get(node.text.lower())
        self.wrong(node, shape, where, f"write {meant}" if meant else "")
        return None

    def text(self, node: Scalar, shape: shapes.Text, where: str, loose: bool) -> str | None:
        if isinstance(node.value, str) or (loose and node.value is not None):
            return node.text
        help = f"put it in quotes: '{node.text}'" if node.value is not None else "give it a text, or leave the key out"
        self.wrong(node, shape, where, help)
        return None

    def new_id(self, node: Scalar, of: str) -> str | None:
        pattern = _LABEL if of in ("rule", "source", "item", "choice") else _NAME
        if not isinstance(node.value, str | bool) or not pattern.fullmatch(node.text) or len(node.text) > LONGEST_ID:
            allowed = "letters, digits, _, - and ." if pattern is _LABEL else "letters, digits and _"
            message = f"{quote(node.text)} cannot be an id"
            self.report(node, message, f"an id starts with a letter and has only {allowed}, at most {LONGEST_ID}")
            return None
        if of in ("question", "fact", "dimension", "verdict", "recipe", "choice") and node.text in RESERVED:
            self.report(node, f"{quote(node.text)} is a word of the language and cannot be an id", "choose another")
            return None
        return node.text

    def whole(self, node: Scalar, shape: shapes.Whole, low: int, high: int, where: str) -> int | None:
        value = node.value
        if isinstance(value, Fraction) and value.denominator == 1 and low <= value <= high:
            return int(value)
        if where == "mlgate" and isinstance(value, Fraction):
            help = "this program reads format 1; a newer mlgate may read the file"
            self.report(node, f"unknown format version {node.text}", help)
            return None
        help = "take the quotes away" if isinstance(value, str) and re.fullmatch(r"-?\d+", value) else ""
        self.report(node, f"{where} must be {shape.what}, not {quote(node.text)}", help)
        return None

    def one_of(self, node: Scalar, words: tuple[str, ...], where: str) -> str | None:
        if node.text in words:
            return node.text
        self.report(node, f"unknown {where} {quote(node.text)}", did_you_mean(node.text, words, "one of"))
        return None

    def expression(self, node: Scalar, shape: shapes.Expression, where: str) -> str | None:
        if node.value is None:
            self.wrong(node, shape, where, "leave the key out where nothing is meant")
            return None
        return node.text

    def amount(self, node: Scalar, shape: shapes.Amount, where: str) -> tuple[Fraction, str] | None:
        if dotted := padded(node.text):
            error = two_ways(dotted)
            self.report(node, str(error), error.hint)
            return None
        if isinstance(node.value, Fraction):
            return node.value, "number"
        for kind in ("number", "duration", "size", "percent"):
            try:
                return read_quantity(node.text, kind), kind
            except NotAQuantity:
                continue
        self.report(
            node, f"{where} must be {shape.what}, not {quote(node.text)}", "for example 14 days, 1 MB, 5 %, 12k"
        )
        return None

    def stretch(self, node: Scalar, shape: shapes.Span, where: str) -> tuple[Fraction, str] | None:
        try:
            days = read_quantity(node.text, "duration")
            if days < 0:
                raise NotAQuantity("time does not run backwards", "leave the minus out")
            return days, node.text
        except NotAQuantity as error:
            self.report(node, f"{where} must be {shape.what}: {error}", error.hint)
            return None

    def day(self, node: Scalar, shape: shapes.Day, where: str) -> date | None:
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.text):
                raise ValueError
            return date.fromisoformat(node.text)
        except ValueError:
            self.report(node, f"{where} must be {shape.what}, not {quote(node.text)}")
            return None

    # --- nested ---

    def keyed(self, node: Node, shape: shapes.Keyed, where: str) -> dict[str, Item] | None:
        if not isinstance(node, Mapping):
            self.wrong(node, shape, where)
            return None
        read: dict[str, Item] = {}
        for text, entry in node.entries.items():
            if self.scalar(entry.key, shape.key, where) is None:
                continue
            item = self.read(entry.value, shape.item, f"{where}.{text}")
            if item is not None:
                read[text] = item
        return read

    def table(self, node: Node, shape: shapes.Table, where: str) -> Record | None:
        """Check a mapping with known keys: unknown ones and missing ones are reported, the rest is read on."""
        if not isinstance(node, Mapping):
            self.wrong(node, shape, where)
            return None
        record = Record({}, node, self.document)
        named = _named(node, shape, where)
        last = ""
        for text, entry in node.entries.items():
            key = shape.keys.get(text)
            if key is None:
                record.unknown += (text,)
                last = self.unknown_key(entry, shape, named, record, last)
                continue
            last = text
            record.keys[text] = entry.key.span
            item = self.read(entry.value, key.shape, text)
            if item is not None:
                record.values[text] = item
        self.require(node, shape, named)
        return record

    def unknown_key(self, entry: Entry, shape: shapes.Table, named: str, record: Record, last: str) -> str:
        """Report an unknown key; one that is only the rest of a text that a comma cut in two is told as that, once.

        Gives the key whose text may go on.
        """
        key = entry.key
        if last and _is_rest(key):
            if last in record.values:  # what is left of the text would only give a second message
                del record.values[last]
                help = f"inside {{ }} put a text with a comma in quotes: {last}: '...'"
                self.report(key, f"the comma before {quote(key.text)} ends the text of {quote(last)}", help)
            return last
        self.report(key, f"unknown key {quote(key.text)} in {named}", did_you_mean(key.text, tuple(shape.keys), "keys"))
        return ""

    def require(self, node: Mapping, shape: shapes.Table, named: str) -> None:
        """Report missing keys; one that was misspelt has already been reported and is not reported again."""
        unknown = [text for text in node.entries if text not in shape.keys]
        for text, key in shape.keys.items():
            if key.required and text not in node.entries and not any(_close(word, text) for word in unknown):
                first = next(iter(node.entries.values()), None)
                span = first.key.span if first else node.span
                self.report(span, f"{named} has no '{text}'", key.doc)


def _example(shape: shapes.Shape, node: Node) -> str:
    """Show how what is wanted is written."""
    match shape:
        case shapes.Expression():
            return "write it as one text, for example: labels < 1000 and history == none"
        case shapes.Keyed(_, shapes.Whole()):
            return "for example {data: -40}"
        case shapes.Keyed(shapes.Text(), shapes.Text()):
            return "for example {MG205: the reason}"
        case shapes.Keyed(shapes.Ref(), shapes.Text()):
            return "write it as {ID: the reason, ID: the reason}"
        case shapes.Keyed():
            return "write it as {id: ..., id: ...}"
        case shapes.Ref() if isinstance(node, Sequence):
            return "write one id, without brackets"
        case shapes.Whole():
            return "for example 10"
    return ""


def _also(lines: list[int], most: int = 8) -> str:
    """Say in which other lines a mistake stands."""
    if not lines:
        return ""
    shown = ", ".join(map(str, lines[:most])) + (", ..." if len(lines) > most else "")
    return f"the same in line{'s' if len(lines) > 1 else ''} {shown}"


def _named(node: Mapping, shape: shapes.Table, where: str) -> str:
    """Name a table by its id, or by the key that it stands behind: question 'drift', choice 'weeks'."""
    entry: Entry | None = node.entries.get("id")
    if entry is not None and isinstance(entry.value, Scalar) and shape.name != "rule set":
        return f"{shape.name} {quote(entry.value.text)}"
    _, dot, key = where.partition(".")
    return f"{shape.name} {quote(key)}" if dot else f"the {shape.name}"


def _is_rest(key: Scalar) -> bool:
    """Tell whether a key in braces has no colon: it is then the rest of a text that holds a comma."""
    after = key.written[key.start + len(key.text) :].lstrip(" \n") if key.plain else ""
    return after[:1] in (",", "}")


def _close(word: str, key: str) -> bool:
    return suggest(word, (key,)) == key


def _is_plain(node: Node, nested: shapes.Shape) -> bool:
    """Tell a plain list (an assumed set of choices) from a list of tables."""
    if isinstance(nested, shapes.Listing) and isinstance(node, Sequence):
        return all(isinstance(item, Scalar) for item in node.items)
    return False


def _kind(node: Node) -> str:
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return f"{node.text}"
    return f"the number {quote(node.text)}" if isinstance(node.value, Fraction) else f"the text {quote(node.text)}"

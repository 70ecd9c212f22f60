"""Merged records in, what can be named in a rule set and how references and expressions are read out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from mlgate.expression.errors import ExpressionError, Untold
from mlgate.expression.resolution import Named, read_condition
from mlgate.expression.syntax import Condition, Constant
from mlgate.loading import document as nodes
from mlgate.loading.extension import Draft, Merged
from mlgate.loading.reading import Item, Problems, Record
from mlgate.model import Origin, Texts
from mlgate.problem import did_you_mean, quote
from mlgate.quantity import NotAQuantity, read_quantity

NEVER = Condition("not looked at", Constant(False))


class Scope:
    """What items of a rule set refer to each other by; whatever does not fit becomes a problem.

    `named` are the questions and facts that expressions may mention, as far as they have been declared.
    """

    def __init__(self, merged: Merged, problems: Problems) -> None:
        self.merged = merged
        self.problems = problems
        self.named: dict[str, Named] = {}
        self.questions = {draft.id: draft for draft in merged.section("questions")}
        self.facts = {draft.id: draft for draft in merged.section("facts")}
        self.written_dimensions = [draft.id for draft in merged.section("dimensions")]
        self.dimensions = [id for id in self.written_dimensions if id not in merged.disabled]
        self.ladder = [id for id in merged.ladder if id not in merged.disabled]
        self.written_sources = [draft.id for draft in merged.section("sources")]
        self.sources = [id for id in self.written_sources if id not in merged.disabled]

    def field(self, name: str, default: Any) -> Any:
        """Give a single field of the top of the file, inherited or its own."""
        item = self.merged.fields.get(name)
        return default if item is None else item.value

    def kept(self, section: str) -> list[Draft]:
        """Give the items of a section that are not disabled, in order."""
        return [draft for draft in self.merged.section(section) if draft.id not in self.merged.disabled]

    def effects(self) -> Iterator[tuple[str, Record]]:
        """Walk everything that may carry effects and is not disabled: rules, and choices as `question.choice`."""
        for draft in self.merged.items.values():
            if draft.section == "rules":
                yield from [(draft.id, draft.record)] if draft.id not in self.merged.disabled else []
            elif draft.section == "questions":
                for choice, item in draft.record.get("choices", {}).items():
                    if isinstance(item.value, Record) and f"{draft.id}.{choice}" not in self.merged.disabled:
                        yield f"{draft.id}.{choice}", item.value

    # --- references ---

    def reference(self, item: Item, known: Iterable[str], noun: str, owner: str = "") -> str | None:
        """Check an id; `owner` is the question of a choice. What may be one of the unreadable items is not reported."""
        names = tuple(known)
        name = self.merged.renamed.get(item.value, item.value)
        if name in names:
            return str(name)
        if f"{noun}s" in self.merged.lost or (owner and self.named[owner].kind == "broken") or self.partial(owner):
            return None
        if owner and self.lacks_choice(owner, str(item.value), item.document):
            return None
        help = did_you_mean(item.value, names, f"{noun}s")
        # Where nothing of the kind is declared, all that refer to it are one mistake.
        same = f"{noun} {owner} {item.value if names else ''}"
        same = f"name {item.value}" if noun == "question" else same
        message = f"unknown {noun} {quote(item.value)}" + (f" for question {quote(owner)}" if owner else "")
        self.problems.add(item.document, item.span, message, help, same=same)
        return None

    def partial(self, question: str) -> bool:
        """Tell whether some choice of a question could not be read, so that an unknown one may be no mistake."""
        return bool(question) and self.named[question].partial

    def verdict(self, item: Item) -> str | None:
        """Check the id of a verdict, disabled ones included; None where there is none."""
        return self.reference(item, self.merged.ladder, "verdict")

    def named_verdict(self, record: Record, key: str) -> str | None:
        """Check the verdict that a record names under a key."""
        item = record.values.get(key)
        return None if item is None else self.verdict(item)

    def key_reference(self, mapping: Item, name: str, known: Iterable[str], noun: str) -> str | None:
        """Check an id that is a key of a mapping."""
        node = mapping.node
        assert isinstance(node, nodes.Mapping)
        key = node.entries[name].key
        return self.reference(Item(name, key, mapping.document), known, noun)

    def dimension_numbers(self, record: Record, key: str) -> tuple[tuple[str, int], ...]:
        """Read points or minimums: a number per dimension; 0 points and disabled dimensions are left out."""
        item = record.values.get(key)
        if item is None:
            return ()
        pairs = []
        for name, number in item.value.items():
            id = self.key_reference(item, name, self.written_dimensions, "dimension")
            if id is not None and id in self.dimensions and (number.value or key == "min"):
                pairs.append((id, number.value))
        return tuple(pairs)

    def source_ids(self, record: Record) -> Texts:
        """Give the sources that a record names and that are not disabled."""
        named = (self.reference(item, self.written_sources, "source") for item in record.get("sources", []))
        return tuple(id for id in named if id is not None and id in self.sources)

    def texts(self, record: Record, key: str) -> Texts:
        """Give a list of texts."""
        return tuple(item.value for item in record.get(key, []))

    def origin(self, draft: Draft) -> Origin:
        """Give where an item was written, and the files that changed it."""
        span = draft.span
        return Origin(draft.document.file, span.line, span.column, draft.record.changed_by)

    # --- expressions and numbers ---

    def condition(self, record: Record, key: str = "when") -> Condition | None:
        """Read a condition; None where there is none, or a mistake in it."""
        item = record.values.get(key)
        return None if item is None else self.expression(item, read_condition)

    def expression(self, item: Item, read: Callable[[str, Mapping[str, Named]], Any]) -> Any:
        """Read an expression; a mistake is reported at its place inside the scalar. Gives None then."""
        try:
            return read(item.value, self.named)
        except Untold:
            return None
        except ExpressionError as error:
            if error.unknown and "." not in error.unknown and self.merged.lost & {"questions", "facts"}:
                return None
            question, _, choice = error.unknown.partition(".")
            if choice and self.lacks_choice(question, choice, item.document):
                return None
            node = item.node
            assert isinstance(node, nodes.Scalar)
            span = node.position(error.at.offset, error.at.length)
            same = f"name {error.unknown}" if error.unknown else ""
            help = self.other_section(item.value[error.at.offset :], error.unknown) or error.help
            self.problems.add(item.document, span, error.message, help, same=same)
            return None

    def other_section(self, text: str, unknown: str) -> str:
        """Say what a name that is no question or fact is, where it is something else: conditions ask no scores."""
        match = re.match(r"[A-Za-z][A-Za-z0-9_.-]*", text)
        draft = self.merged.items.get(match[0]) if match and unknown else None
        draft = draft or (self.merged.items.get(unknown) if unknown else None)
        if draft is None or draft.section in ("questions", "facts"):
            return ""
        noun = draft.section.removesuffix("s")
        return (
            f"{quote(draft.id)} is a {noun}; a condition asks questions and facts, and scores count in a verdict's min"
        )

    def lacks_choice(self, question: str, choice: str, document: nodes.Document) -> bool:
        """Report a choice that is missing only because an override replaced all choices, once and where it did."""
        draft = self.questions.get(question)
        given = draft.record.values.get("choices") if draft else None
        if draft is None or given is None or given.document is draft.document or given.document is document:
            return False
        message = f"{quote(question)} loses the choice {quote(choice)} by this, which {quote(document.file)} asks for"
        help = f"choices are replaced as a whole: repeat those that stay, or override {question}.{choice} alone"
        self.problems.add(given.document, given.span, message, help, same=f"choices {question}")
        return True

    def quantity(self, item: Item, type_: str) -> Fraction | None:
        """Read a number with a unit, in the base unit of a question type; None for a mistake."""
        node = item.node
        try:
            if not isinstance(node, nodes.Scalar):
                raise NotAQuantity("a number is wanted here")
            return read_quantity(node.text, type_, self.field("currency", "EUR"))
        except NotAQuantity as error:
            self.problems.add(item.document, item.span, str(error), error.hint)
            return None

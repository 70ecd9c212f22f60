"""The record of a fact in, the Fact out, and which kind it is, those that it depends on first."""

from __future__ import annotations

from mlgate.expression.errors import ExpressionError
from mlgate.expression.grammar import parse
from mlgate.expression.resolution import Named, NameKind, looks_like_condition, read_condition, read_formula
from mlgate.expression.syntax import Condition, Formula, Word
from mlgate.expression.tokens import tokenize
from mlgate.loading.extension import Draft
from mlgate.loading.items.cycles import find_cycle, in_order, report_cycle
from mlgate.loading.items.scope import NEVER, Scope
from mlgate.loading.reading import Record
from mlgate.model import Fact


def declare(scope: Scope) -> None:
    """Find out what kind each fact is, those it depends on first."""
    needs = {id: _facts_mentioned(scope, draft.record) for id, draft in scope.facts.items()}
    if cycle := find_cycle(needs):
        report_cycle(scope, cycle)
    for id in in_order(needs):
        item = scope.facts[id].record.values.get("value")
        scope.named[id] = Named("broken" if item is None else _kind_of(scope, item.value))


def _facts_mentioned(scope: Scope, record: Record) -> list[str]:
    texts = (record.get(key) for key in ("value", "when"))
    return [name for text in texts if text for name in _mentioned(text) if name in scope.facts]


def _mentioned(text: str) -> list[str]:
    try:
        return [token.text for token in tokenize(text) if token.kind == "word"]
    except ExpressionError:
        return []


def _kind_of(scope: Scope, text: str) -> NameKind:
    """Find out what a fact's expression comes to; mistakes are reported later, when it is read for good."""
    try:
        if _is_truth(scope, text):
            return "truth"
        return read_formula(text, scope.named).kind  # type: ignore[return-value]
    except ExpressionError:
        return "broken"


def _is_truth(scope: Scope, text: str) -> bool:
    tree = parse(text)
    if isinstance(tree, Word) and tree.text in scope.named:
        return scope.named[tree.text].kind in ("truth", "yes_no")
    return looks_like_condition(text)


def read(scope: Scope, draft: Draft) -> Fact:
    """Make a fact of its record; one that is disabled is n/a."""
    record = draft.record
    item = record.values.get("value")
    value: Formula | None = None
    holds: Condition | None = None
    if item is not None and scope.named[draft.id].kind == "truth":
        holds = scope.expression(item, read_condition)
    elif item is not None:
        value = scope.expression(item, read_formula)
    when = NEVER if draft.id in scope.merged.disabled else scope.condition(record)
    return Fact(
        id=draft.id,
        title=record.get("title", "") or draft.id.replace("_", " ").capitalize(),
        value=value,
        holds=holds,
        when=when,
        unit="percent" if record.get("unit") == "%" else record.get("unit", ""),
        otherwise=record.get("otherwise", ""),
        why=record.get("why", ""),
        sources=scope.source_ids(record),
        renamed_from=scope.texts(record, "renamed_from"),
        origin=scope.origin(draft),
    )

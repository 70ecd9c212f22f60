"""What a question's record says under `assume` in, the assumptions out, in the order in which they are tried."""

from __future__ import annotations

from fractions import Fraction

from mlgate.loading import document as nodes
from mlgate.loading.extension import Draft
from mlgate.loading.items.scope import Scope
from mlgate.loading.reading import Item, Record
from mlgate.model import Assume
from mlgate.problem import quote
from mlgate.quantity import written
from mlgate.values import value


@value
class Domain:
    """What a question can be answered with, as far as its record could be read."""

    type: str
    choices: tuple[str, ...]
    low: Fraction
    high: Fraction


def read(scope: Scope, draft: Draft, domain: Domain) -> tuple[Assume, ...]:
    """Read what a question assumes; every question but text must say so, and a list must end without a condition."""
    record = draft.record
    item = record.values.get("assume")
    if item is None:
        if domain.type != "text" and "assume" not in record.keys:
            help = "say which value the provisional verdict takes while the answer is open"
            scope.problems.add(draft.document, draft.span, f"question {quote(draft.id)} has no 'assume'", help)
        return ()
    if domain.type == "broken":
        return ()
    if domain.type == "text":
        scope.problems.add(item.document, record.keys["assume"], "a text is never assumed", "leave it out")
        return ()
    if not isinstance(item.value, list):
        return (Assume(_assumed(scope, item, draft, domain)),)
    entries = tuple(_entry(scope, one, draft, domain) for one in item.value)
    if not entries or entries[-1].when is not None:
        message = "the last assumption must hold without a condition"
        scope.problems.add(item.document, item.span, message, "end the list with {value: ...}")
    return entries


def _entry(scope: Scope, item: Item, draft: Draft, domain: Domain) -> Assume:
    record: Record = item.value
    given = record.values.get("value")
    return Assume(None if given is None else _assumed(scope, given, draft, domain), scope.condition(record))


def _assumed(scope: Scope, item: Item, draft: Draft, domain: Domain) -> str | Fraction | frozenset[str] | None:
    node = item.node
    if isinstance(node, nodes.Scalar) and node.text == "n/a":
        if not draft.record.get("optional", False):
            help = "only an optional question can be n/a: add optional: true"
            scope.problems.add(item.document, item.span, f"question {quote(draft.id)} cannot be n/a", help)
        return None
    if domain.type == "choices":
        return _set(scope, item, draft, domain)
    if not isinstance(node, nodes.Scalar):
        example = f"for example {list(domain.choices[:1])}"
        scope.problems.add(item.document, node.span, "one value is assumed, not several", example)
        return None
    if domain.type in ("choice", "yes_no"):
        text = {"true": "yes", "false": "no"}.get(node.text, node.text) if domain.type == "yes_no" else node.text
        return scope.reference(Item(text, node, item.document), domain.choices, "choice", draft.id) or ""
    return _number(scope, item, domain)


def _set(scope: Scope, item: Item, draft: Draft, domain: Domain) -> frozenset[str]:
    listed = item.node.items if isinstance(item.node, nodes.Sequence) else (item.node,)
    items = [Item(getattr(one, "text", "?"), one, item.document) for one in listed]
    ids = (scope.reference(one, domain.choices, "choice", draft.id) for one in items)
    return frozenset(id for id in ids if id is not None)


def _number(scope: Scope, item: Item, domain: Domain) -> Fraction:
    number = scope.quantity(item, domain.type)
    if number is not None and not domain.low <= number <= domain.high:
        shown = f"{written(domain.low, domain.type)} to {written(domain.high, domain.type)}"
        scope.problems.add(item.document, item.span, "the assumed value is outside the question's range", shown)
    return Fraction(0) if number is None else number

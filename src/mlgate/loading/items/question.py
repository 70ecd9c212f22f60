"""The record of a question in, the Question out, and what conditions may say of it."""

from __future__ import annotations

from fractions import Fraction

from mlgate.expression.resolution import Named, NameKind
from mlgate.loading import document as nodes
from mlgate.loading.extension import Draft
from mlgate.loading.items import assumption
from mlgate.loading.items.scope import NEVER, Scope
from mlgate.loading.reading import Item, Record
from mlgate.model import LARGEST, NUMERIC_TYPES, Change, Choice, Question, Stopper, Texts
from mlgate.problem import quote


def declare(scope: Scope) -> None:
    """Say of every question what expressions may do with it, before any is read."""
    for id, draft in scope.questions.items():
        type_: NameKind = draft.record.get("type", "broken")
        choices = ("yes", "no") if type_ == "yes_no" else tuple(draft.record.get("choices", {}))
        partial = type_ in ("choice", "choices") and not _is_complete(draft)
        scope.named[id] = Named(type_, choices, _value_kind(scope, draft), partial)


def _is_complete(draft: Draft) -> bool:
    """Tell whether every choice of a question could be read."""
    item = draft.record.values.get("choices")
    if item is None or not isinstance(item.node, nodes.Mapping):
        return False
    return all(id in item.value for id in item.node.entries)


def _value_kind(scope: Scope, draft: Draft) -> str:
    """Give the kind of numbers that a question's choices carry: all of one kind."""
    kinds: dict[str, Item] = {}
    for item in draft.record.get("choices", {}).values():
        if isinstance(item.value, Record) and "value" in item.value.values:
            value = item.value.values["value"]
            kinds.setdefault(value.value[1], value)
    if len(kinds) > 1:
        first, second, *_ = kinds
        message = f"the choices of {quote(draft.id)} carry numbers of different kinds: {first} and {second}"
        scope.problems.add(kinds[second].document, kinds[second].span, message, "give all of them the same unit")
    return next(iter(kinds), "")


def read(scope: Scope, draft: Draft) -> Question:
    """Make a question of its record; one that is disabled is never asked."""
    record, id = draft.record, draft.id
    type_ = record.get("type", "broken")
    choices = _choices(scope, draft, type_)
    minimum, maximum = _bounds(scope, record, type_)
    when = NEVER if id in scope.merged.disabled else scope.condition(record)
    domain = assumption.Domain(type_, tuple(choice.id for choice in choices), minimum, maximum)
    return Question(
        id=id,
        type=type_,
        ask=record.get("ask", ""),
        title=record.get("title", "") or id.replace("_", " ").capitalize(),
        group=_group(scope, record),
        help=record.get("help", ""),
        more=record.get("more", ""),
        unit=record.get("unit", ""),
        choices=choices,
        optional=record.get("optional", False),
        whole=record.get("whole", False),
        worse=record.get("worse", "low"),
        minimum=minimum,
        maximum=maximum,
        when=when,
        assume=assumption.read(scope, draft, domain),
        condition=record.get("condition", ""),
        changeable=_change(record),
        stopper=_stopper(scope, draft, choices),
        needs_note=_choice_ids(scope, draft, "needs_note", choices),
        after=_after(scope, record),
        sources=scope.source_ids(record),
        renamed_from=scope.texts(record, "renamed_from"),
        origin=scope.origin(draft),
    )


def _group(scope: Scope, record: Record) -> str:
    item = record.values.get("group")
    if item is None:
        return ""
    if scope.merged.groups and item.value not in scope.merged.groups:
        scope.reference(item, scope.merged.groups, "group")
    return str(item.value)


def _choices(scope: Scope, draft: Draft, type_: str) -> tuple[Choice, ...]:
    record = draft.record
    given = record.values.get("choices")
    if type_ == "yes_no":
        return Choice("yes", "Yes"), Choice("no", "No")
    if type_ in ("choice", "choices"):
        if given is None and "choices" not in record.keys:
            scope.problems.add(
                draft.document,
                draft.span,
                f"question {quote(draft.id)} has no choices",
                "add choices: {id: label, id: label}",
            )
        return tuple(_choice(id, item) for id, item in (given.value if given else {}).items())
    if given is not None and type_ != "broken":
        message = f"a question of type {type_} takes no choices"
        scope.problems.add(given.document, record.keys["choices"], message, "make it type: choice")
    return ()


def _choice(id: str, item: Item) -> Choice:
    if not isinstance(item.value, Record):
        return Choice(id, str(item.value))
    value = item.value.get("value")
    return Choice(id, item.value.get("label", ""), item.value.get("help", ""), value[0] if value else None)


def _bounds(scope: Scope, record: Record, type_: str) -> tuple[Fraction, Fraction]:
    bounds = []
    for key, default in (("min", Fraction(0)), ("max", LARGEST)):
        item = record.values.get(key)
        if item is None:
            bounds.append(default)
            continue
        if type_ not in NUMERIC_TYPES and type_ != "broken":
            scope.problems.add(
                item.document, record.keys[key], f"a question of type {type_} has no {key}", "leave it out"
            )
        value = scope.quantity(item, type_) if type_ in NUMERIC_TYPES else None
        bounds.append(default if value is None else value)
    if bounds[0] > bounds[1]:
        item = record.values.get("min") or record.values["max"]
        scope.problems.add(item.document, item.span, "min is above max", "swap them")
        return Fraction(0), LARGEST
    return bounds[0], bounds[1]


def _change(record: Record) -> Change | None:
    item = record.values.get("changeable")
    if item is None or "effort" not in item.value.values:
        return None
    days, text = item.value.get("effort")
    return Change(text, days, item.value.get("how", ""))


def _stopper(scope: Scope, draft: Draft, choices: tuple[Choice, ...]) -> Stopper | None:
    item = draft.record.values.get("stopper")
    if item is None or not {"value", "text"} <= set(item.value.values):
        return None
    value = item.value.values["value"]
    scope.reference(value, (choice.id for choice in choices), "choice", draft.id)
    return Stopper(value.value, item.value.get("text"))


def _choice_ids(scope: Scope, draft: Draft, key: str, choices: tuple[Choice, ...]) -> Texts:
    known = [choice.id for choice in choices]
    named = (scope.reference(item, known, "choice", draft.id) for item in draft.record.get(key, []))
    return tuple(id for id in named if id is not None)


def _after(scope: Scope, record: Record) -> str:
    item = record.values.get("after")
    return "" if item is None else scope.reference(item, scope.questions, "question") or ""

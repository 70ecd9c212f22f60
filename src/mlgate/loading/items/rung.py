"""The record of a verdict in, its Rung out, and whether the plainest one is open to everyone."""

from __future__ import annotations

from mlgate.loading.extension import Draft
from mlgate.loading.items.scope import Scope
from mlgate.loading.reading import Record
from mlgate.model import Rung
from mlgate.problem import quote


def read(scope: Scope, draft: Draft) -> Rung:
    """Make a rung of its record."""
    record = draft.record
    return Rung(
        id=draft.id,
        title=record.get("title", ""),
        short=record.get("short", "") or record.get("title", ""),
        means=record.get("means", ""),
        next=scope.texts(record, "next"),
        kill=scope.texts(record, "kill"),
        revisit=record.get("revisit", ""),
        when=scope.condition(record),
        minimums=scope.dimension_numbers(record, "min"),
        renamed_from=scope.texts(record, "renamed_from"),
        origin=scope.origin(draft),
    )


def check_plainest(scope: Scope) -> None:
    """The plainest rung must always be open, so that there is always a verdict."""
    if not scope.ladder:
        own = scope.merged.own
        scope.problems.add(own.document, own.node.span, "every verdict is disabled", "keep at least one")
        return
    draft = scope.merged.items[scope.ladder[0]]
    for key in ("when", "min"):
        if key in draft.record.values:
            span = draft.record.keys.get(key, draft.span)
            message = f"the plainest verdict {quote(draft.id)} must be open to everyone"
            scope.problems.add(draft.record.values[key].document, span, message, f"take its '{key}' away")
    for other in scope.merged.items.values():
        _refuse_closing(scope, other, scope.ladder[0])


def _refuse_closing(scope: Scope, draft: Draft, plainest: str) -> None:
    records = [draft.record]
    if draft.section == "questions":
        choices = draft.record.get("choices", {}).values()
        records = [item.value for item in choices if isinstance(item.value, Record)]
    for record in records:
        for item in record.get("rules_out", []) if draft.section in ("rules", "questions") else []:
            if item.value == plainest:
                message = f"the plainest verdict {quote(plainest)} cannot be ruled out"
                scope.problems.add(item.document, item.span, message, "something must remain")

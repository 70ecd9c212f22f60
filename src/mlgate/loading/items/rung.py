"""The record of a verdict in, its Rung out, and whether the plainest one is open to everyone."""

from __future__ import annotations

from mlgate.loading.extension import Draft
from mlgate.loading.items.scope import Scope
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
    if scope.merged.lost & {"verdicts", "extends"}:
        return  # the plainest may be one of those that could not be read
    _keep_caps(scope)
    draft = scope.merged.items[scope.ladder[0]]
    for key in ("when", "min"):
        if key in draft.record.values:
            span = draft.record.keys.get(key, draft.span)
            message = f"the plainest verdict {quote(draft.id)} must be open to everyone"
            scope.problems.add(draft.record.values[key].document, span, message, f"take its '{key}' away")
    _refuse_closing(scope, scope.ladder[0])


def _keep_caps(scope: Scope) -> None:
    """A cap falls to the next plainer rung where its own is disabled; where there is none, it would be lost."""
    plainer = scope.merged.ladder[: scope.merged.ladder.index(scope.ladder[0])]
    for id in plainer:
        capped = [name for name, record in scope.effects() if record.get("at_most") == id]
        if capped:
            item = scope.merged.disabled[id]
            more = f" and {len(capped) - 1} more" if len(capped) > 1 else ""
            message = f"{quote(id)} cannot be disabled: {capped[0]}{more} would stop nothing any more"
            help = "a cap needs a rung to fall to; disable these rules too, or give the verdict another title"
            scope.problems.add(item.document, item.span, message, help)


def _refuse_closing(scope: Scope, plainest: str) -> None:
    for _, record in scope.effects():
        for item in record.get("rules_out", []):
            if item.value == plainest:
                message = f"the plainest verdict {quote(plainest)} cannot be ruled out"
                scope.problems.add(item.document, item.span, message, "something must remain")

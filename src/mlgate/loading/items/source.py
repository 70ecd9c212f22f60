"""The record of a source in, the Source out."""

from __future__ import annotations

from mlgate.loading.extension import Draft
from mlgate.loading.items.scope import Scope
from mlgate.model import Source
from mlgate.problem import quote


def read(scope: Scope, draft: Draft) -> Source:
    """Make a source of its record; its address must be one of the web."""
    record = draft.record
    item = record.values.get("url")
    if item is not None and not str(item.value).startswith(("https://", "http://")):
        scope.problems.add(
            item.document, item.span, f"{quote(item.value)} is not an address", "it starts with https://"
        )
    return Source(
        id=draft.id,
        title=record.get("title", ""),
        author=record.get("author", ""),
        year=record.get("year", ""),
        url=record.get("url", ""),
        basis=record.get("basis", ""),
        origin=scope.origin(draft),
    )

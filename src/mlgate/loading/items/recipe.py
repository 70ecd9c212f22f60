"""The record of a recipe in, the Recipe out."""

from __future__ import annotations

from mlgate.loading.extension import Draft
from mlgate.loading.items.scope import Scope
from mlgate.model import Recipe


def read(scope: Scope, draft: Draft) -> Recipe:
    """Make a recipe of its record."""
    record = draft.record
    return Recipe(
        id=draft.id,
        title=record.get("title", ""),
        when=scope.condition(record),
        text=record.get("text", ""),
        measure=record.get("measure", ""),
        sql=record.get("sql", ""),
        code=record.get("code", ""),
        sources=scope.source_ids(record),
        renamed_from=scope.texts(record, "renamed_from"),
        origin=scope.origin(draft),
    )

"""The record of a dimension in, the Dimension out."""

from __future__ import annotations

from mlgate.loading.extension import Draft
from mlgate.loading.items.scope import Scope
from mlgate.model import Dimension


def read(scope: Scope, draft: Draft) -> Dimension:
    """Make a dimension of its record."""
    record = draft.record
    return Dimension(
        id=draft.id,
        title=record.get("title", ""),
        base=record.get("base", 0),
        help=record.get("help", ""),
        renamed_from=scope.texts(record, "renamed_from"),
        origin=scope.origin(draft),
    )

"""The texts of all items in, a problem for every {id} in them that is no question or fact out."""

from __future__ import annotations

import re

from mlgate.loading import document as nodes
from mlgate.loading.items.scope import Scope
from mlgate.loading.reading import Item, Record
from mlgate.problem import did_you_mean, quote

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
FILLED = {  # the texts in which {id} prints an answer
    "rules": ("say", "why", "advice"),
    "verdicts": ("means", "next", "kill", "revisit"),
    "recipes": ("title", "text", "measure"),  # in a listing braces are the listing's own
}


def check(scope: Scope) -> None:
    """What stands in braces in a text that is filled in must be the id of a question or fact."""
    if scope.merged.lost & {"questions", "facts"}:
        return
    for draft in scope.merged.items.values():
        records = [(draft.record, FILLED.get(draft.section, ()))]
        choices = draft.record.get("choices", {}) if draft.section == "questions" else {}
        records += [(one.value, FILLED["rules"]) for one in choices.values() if isinstance(one.value, Record)]
        for record, keys in records:
            for item in (record.values[key] for key in keys if key in record.values):
                for one in item.value if isinstance(item.value, list) else [item]:
                    _check_text(scope, one)


def _check_text(scope: Scope, item: Item) -> None:
    node = item.node
    for match in PLACEHOLDER.finditer(item.value):
        if match[1] not in scope.named and isinstance(node, nodes.Scalar):
            span = node.position(match.start(1), len(match[1]))
            help = did_you_mean(match[1], tuple(scope.named), "there are")
            message = f"unknown question or fact {quote(match[1])}"
            scope.problems.add(item.document, span, message, help, same=f"name {match[1]}")
